import amqp from 'amqplib';

// 1. mở kết nối tới broker, rồi mở một channel
const connection = await amqp.connect('amqp://127.0.0.1:5672');
const channel = await connection.createChannel();

// 2. hàng đợi bền: broker khởi động lại thì nó vẫn còn
await channel.assertQueue('don_hang', { durable: true });

// 3. mỗi đơn một thông điệp, thông điệp nào cũng lưu đĩa
for (const id of ['#A001', '#A002', '#A003']) {
  const order = `Đơn hàng ${id}: Mua 1 điện thoại`;
  channel.sendToQueue('don_hang', Buffer.from(order), { persistent: true });
  console.log('Đã gửi:', order);
}

// 4. đóng lại: close chờ đến khi mọi thứ đã gửi đi hết
await channel.close();
await connection.close();
