/**
 * Loaded into each program of the Node runtime before its own code: tells on file descriptor 3 which ports it listens
 * on and which connections it opens, one JSON object a line. Nothing of the program's own output is touched.
 */
/* eslint-disable @typescript-eslint/no-require-imports */
const { writeSync } = require('node:fs');
const { Server, Socket } = require('node:net');

const tell = (fact) => {
  try {
    writeSync(3, `${JSON.stringify(fact)}\n`);
  } catch {
    // a process that the program started itself has no such descriptor
  }
};

const { listen } = Server.prototype;
Server.prototype.listen = function (...args) {
  this.once('listening', () => {
    const port = this.address()?.port;
    if (port === undefined) return;
    tell({ type: 'listening', port });
    this.once('close', () => tell({ type: 'closed', port }));
  });
  return listen.apply(this, args);
};

const { connect } = Socket.prototype;
Socket.prototype.connect = function (...args) {
  this.once('connect', () => {
    const { localPort, remotePort } = this;
    if (remotePort !== undefined) tell({ type: 'connected', localPort, remotePort });
  });
  return connect.apply(this, args);
};
