import amqp from 'amqplib';

// 1. mở kết nối tới broker, rồi mở một channel
const connection = await amqp.connect('amqp://127.0.0.1:5672');
const channel = await connection.createChannel();

// 2. hàng đợi don_hang phải có trước khi gửi
await channel.assertQueue('don_hang', { durable: true });

// 3. gửi một đơn hàng
const order = 'Đơn hàng #A001: Mua 1 điện thoại';
channel.sendToQueue('don_hang', Buffer.from(order));
console.log('Đã gửi:', order);

// 4. đóng lại: close chờ đến khi mọi thứ đã gửi đi hết
await channel.close();
await connection.close();
