import jayson from 'jayson';

type Callback = jayson.JSONRPCCallbackTypePlain;

// 1. mỗi phương thức nhận params và một callback(lỗi, kết quả)
const server = new jayson.Server({
  nhan({ a, b }: { a: number; b: number }, callback: Callback) {
    callback(null, a * b);
  },
  add([a, b]: [number, number], callback: Callback) {
    callback(null, a + b);
  },
});

// 2. mở cổng HTTP 3000
server.http().listen(3000, '127.0.0.1', () => {
  console.log('JSON-RPC server: http://127.0.0.1:3000');
});
