import amqp from 'amqplib';

// 1. mở kết nối tới broker, rồi mở một channel
const connection = await amqp.connect('amqp://127.0.0.1:5672');
const channel = await connection.createChannel();

// 2. consumer cũng khai báo hàng đợi: ai khởi động trước cũng được
await channel.assertQueue('don_hang', { durable: true });
console.log('Đang chờ đơn hàng...');

// 3. nhận từng đơn, xử lý xong mới ack
await channel.consume('don_hang', (message) => {
  if (message === null) return; // broker đã hủy consumer này
  console.log('Nhận được đơn hàng:', message.content.toString());
  channel.ack(message);
});
