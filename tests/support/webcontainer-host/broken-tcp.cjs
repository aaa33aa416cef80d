/**
 * Loaded into every program of a host whose TCP does not work between processes: each connection is refused at once
 * (`STANDIN_TCP=refused`) or neither made nor refused (`silent`).
 */
const { Socket } = require('node:net'); // eslint-disable-line @typescript-eslint/no-require-imports

Socket.prototype.connect = function () {
  this.connecting = true;
  if (process.env.STANDIN_TCP === 'refused') {
    const error = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED', syscall: 'connect' });
    process.nextTick(() => this.destroy(error));
  } else {
    this.patience = setInterval(() => undefined, 1000); // a socket that waits keeps its process alive
  }
  return this;
};
