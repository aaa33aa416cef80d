import { connect, createServer, isIP, type AddressInfo, type Socket } from 'node:net';
import { lookup } from 'node:dns/promises';
import { once } from 'node:events';

const server = createServer({ allowHalfOpen: true }, (socket) => {
  const parts: Buffer[] = [];
  socket.on('data', (part) => parts.push(part));
  socket.on('end', () => socket.end(`nhận ${Buffer.concat(parts).length} byte`));
});
server.listen(0);
await once(server, 'listening');
const { port, family } = server.address() as AddressInfo;
console.log(family, port > 1024, server.listening);

for (const host of ['127.0.0.1', 'localhost', '::1']) {
  const socket = connect({ port, host });
  await once(socket, 'connect');
  console.log(socket.remotePort === port, socket.localPort !== port, socket.connecting, socket.readyState);
  socket.end('x'.repeat(100_000));
  socket.setEncoding('utf8');
  const [text] = await once(socket, 'data');
  console.log(text, socket.bytesWritten);
  await once(socket, 'close');
}

// a reader that is slow makes the writer wait
const slow = createServer((socket) => {
  socket.pause();
  setTimeout(() => socket.resume(), 30);
}).listen(0);
await once(slow, 'listening');
const writer = connect((slow.address() as AddressInfo).port);
await once(writer, 'connect');
while (writer.write(Buffer.alloc(65_536)));
console.log('chờ', writer.writableNeedDrain);
await once(writer, 'drain');
console.log('drain', writer.writableLength);
writer.destroy();
await once(writer, 'close');
slow.close();

const second = createServer().on('error', (error: NodeJS.ErrnoException & { port?: number }) =>
  console.log(error.code, error.syscall, error.port === port),
);
second.listen(port);
await once(second, 'error').catch(() => {});
const refused = connect(1);
const [error] = await once(refused, 'error');
console.log(error.code, error.syscall, error.address, error.port, error.message);
const unknown = connect(80, 'không-có.invalid');
const [missing] = await once(unknown, 'error');
console.log(missing.code, missing.syscall, missing.hostname);
console.log(isIP('::1'), isIP('1.2.3.4'), isIP('x'), (await lookup('127.0.0.1')).address);

let idle: Socket | undefined;
const timed = createServer((socket) => (idle = socket)).listen(0);
await once(timed, 'listening');
const waiting = connect((timed.address() as AddressInfo).port);
waiting.setTimeout(10);
await once(waiting, 'timeout');
console.log('timeout', waiting.destroyed);
waiting.resetAndDestroy();
const [reset] = await once(idle as Socket, 'error');
console.log(reset.code, reset.syscall);
timed.close();
server.close(() => console.log('đóng'));
