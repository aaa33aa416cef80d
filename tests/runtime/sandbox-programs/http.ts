import { Agent, createServer, get, request } from 'node:http';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import type { AddressInfo } from 'node:net';

let connections = 0;
const server = createServer(async (incoming, outgoing) => {
  const body = await text(incoming);
  outgoing.setHeader('x-method', incoming.method ?? '');
  if (incoming.url === '/json')
    return void outgoing.writeHead(201, { 'content-type': 'application/json' }).end(JSON.stringify({ body }));
  if (incoming.url === '/chunks') {
    outgoing.write('một ');
    setTimeout(() => outgoing.end('hai'), 2);
    return;
  }
  if (incoming.url === '/cut') return void outgoing.destroy();
  if (incoming.url === '/move') return void outgoing.writeHead(302, { location: '/json' }).end();
  if (incoming.url === '/none') return void outgoing.writeHead(204).end();
  outgoing.statusCode = 404;
  outgoing.end(`không có ${incoming.url}`);
});
server.on('connection', () => (connections += 1));
server.listen(0, '127.0.0.1');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
const base = `http://127.0.0.1:${port}`;

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
for (const path of ['/json', '/chunks', '/x', '/none']) {
  const outgoing = request(base + path, { agent, method: 'POST' });
  outgoing.end('thân');
  const [response] = await once(outgoing, 'response');
  console.log(
    path,
    response.statusCode,
    response.statusMessage,
    response.headers['x-method'],
    response.headers['transfer-encoding'],
    await text(response),
  );
}
console.log('connections', connections);
const cut = get(`${base}/cut`, { agent });
const [error] = await once(cut, 'error');
console.log(error.code, error.message);
agent.destroy();

const answer = await fetch(`${base}/json`, {
  method: 'POST',
  body: JSON.stringify({ tên: 'bưu cục' }),
  headers: { 'x-a': '1' },
});
console.log(answer.status, answer.ok, answer.headers.get('content-type'), await answer.json());
const moved = await fetch(`${base}/move`);
console.log(moved.redirected, moved.url === `${base}/json`, (await moved.json()).body);
console.log((await fetch(`${base}/none`)).status, await (await fetch(`${base}/x`)).text());
await fetch('http://127.0.0.1:39999/').catch((error: Error) =>
  console.log(error.name, error.message, (error.cause as NodeJS.ErrnoException).code),
);
const controller = new AbortController();
setTimeout(() => controller.abort(), 5);
const waiting = createServer(() => {}).listen(0, '127.0.0.1');
await once(waiting, 'listening');
await fetch(`http://127.0.0.1:${(waiting.address() as AddressInfo).port}`, { signal: controller.signal }).catch(
  (error: Error) => console.log(error.name),
);
waiting.closeAllConnections();
waiting.close();
server.close(() => console.log('đóng'));
