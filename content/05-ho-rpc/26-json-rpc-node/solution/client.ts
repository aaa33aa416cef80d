import jayson from 'jayson/promise/index.js';

const client = jayson.Client.http({ host: '127.0.0.1', port: 3000 });

// 1. tham số theo tên
const product = await client.request('nhan', { a: 6, b: 7 });
console.log('nhan(6, 7) =', product.result);

// 2. tham số theo vị trí
const sum = await client.request('add', [3, 4]);
console.log('add(3, 4) =', sum.result);

// 3. xem error trước, rồi mới dùng result
const quotient = await client.request('chia', [1, 0]);
if (quotient.error) console.log('chia(1, 0): lỗi', quotient.error.code, quotient.error.message);
else console.log('chia(1, 0) =', quotient.result);
