import jayson from 'jayson';

type Callback = jayson.JSONRPCCallbackTypePlain;

// 1. params đến từ ngoài: lấy hai số theo vị trí hoặc theo tên
function twoNumbers(params: unknown): [number, number] | null {
  if (typeof params !== 'object' || params === null) return null;
  const named = params as { a?: unknown; b?: unknown };
  const [a, b] = Array.isArray(params) ? params : [named.a, named.b];
  return typeof a === 'number' && typeof b === 'number' ? [a, b] : null;
}

// 2. bọc một phép tính: params sai thì trả lỗi, không làm chết server
function method(compute: (a: number, b: number) => number) {
  return (params: unknown, callback: Callback) => {
    const numbers = twoNumbers(params);
    if (numbers === null) {
      return callback({ code: -32602, message: 'Cần hai số a và b' });
    }
    const result = compute(...numbers);
    if (!Number.isFinite(result)) {
      return callback({ code: 1, message: 'Kết quả không phải là số' });
    }
    callback(null, result);
  };
}

const server = new jayson.Server({
  nhan: method((a, b) => a * b),
  add: method((a, b) => a + b),
  chia: method((a, b) => a / b),
});

// 3. mở cổng HTTP 3000
server.http().listen(3000, '127.0.0.1', () => {
  console.log('JSON-RPC server: http://127.0.0.1:3000');
});
