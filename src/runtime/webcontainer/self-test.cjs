/** The two programs of the self-test: `self-test.cjs` echoes one connection, `self-test.cjs <port>` dials it. */
/* eslint-disable @typescript-eslint/no-require-imports */
const { connect, createServer } = require('node:net');

const HOST = '127.0.0.1';
const port = Number(process.argv[2] ?? 0);

if (port === 0) {
  const server = createServer((socket) => socket.pipe(socket).on('close', () => server.close()));
  server.listen(0, HOST, () => {
    const typescript = Boolean(process.features.typescript);
    console.log(JSON.stringify({ port: server.address().port, version: process.versions.node, typescript }));
  });
} else {
  const socket = connect(port, HOST, () => socket.end('ping'));
  let echo = '';
  socket.setEncoding('utf8').on('data', (text) => (echo += text));
  socket.on('error', (error) => {
    console.log(error.message);
    process.exitCode = 1;
  });
  socket.on('end', () => {
    if (echo === 'ping') return;
    console.log(`sent "ping", received "${echo}"`);
    process.exitCode = 1;
  });
}
