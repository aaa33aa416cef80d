/**
 * Loaded into every program of the container before its own code (`node --require`). The container hands a page one
 * merged terminal stream, cut anywhere and decoded piece by piece, which breaks characters of more than one byte; so
 * what the program prints leaves as records of plain ASCII, and what only the process itself can know (its id, its
 * ports, its connections) leaves as records besides. `records.ts` reads them. The learner's files stay as they are.
 *
 *   RS 'o' base64 US   bytes for stdout        RS 'm' JSON US   a mark: see `Mark` in records.ts
 *   RS 'e' base64 US   bytes for stderr
 */
/* eslint-disable @typescript-eslint/no-require-imports */
const { writeSync } = require('node:fs');
const { register } = require('node:module');
const { Server, Socket } = require('node:net');
const { join } = require('node:path');
const { pathToFileURL } = require('node:url');
const { isMainThread } = require('node:worker_threads');

const RS = '\x1e';
const US = '\x1f';
/** Bytes in one record: the reader has a limit. */
const PIECE = 24 * 1024;

/**
 * Nobody between here and the page slows a program down that prints without end, and a page that drowns in output cannot
 * even stop it. So more than a burst goes out at a pace that a page can follow; counted are characters, and each write.
 */
const BURST = 1_000_000;
const PER_MS = 4_000;
const PER_WRITE = 50;
/** In the same unit: shorter sleeps cost more than they spare. */
const SLEEP_MIN = 40_000;
const clock = new Int32Array(new SharedArrayBuffer(4));
let allowed = BURST;
let counted = performance.now();

function pace(characters) {
  const now = performance.now();
  allowed = Math.min(BURST, allowed + (now - counted) * PER_MS) - characters - PER_WRITE;
  counted = now;
  if (allowed < -SLEEP_MIN) Atomics.wait(clock, 0, 0, -allowed / PER_MS);
}

/** Replaces how the stream hands bytes to the system; returns the way around that. */
function frame(stream, kind) {
  const { _write: write } = stream;
  const put = (text, done) => write.call(stream, Buffer.from(text), 'buffer', done);
  stream._writev = null;
  stream._write = (chunk, encoding, done) => {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk, encoding) : Buffer.from(chunk);
    let text = '';
    for (let at = 0; at < bytes.length; at += PIECE) {
      text += RS + kind + bytes.subarray(at, at + PIECE).toString('base64') + US;
    }
    put(text, done);
    pace(text.length);
  };
  // as behind a pipe: no colours, no cursor movements
  stream.isTTY = undefined;
  return put;
}

function fromWorker(text) {
  try {
    writeSync(1, text);
  } catch {
    // a full pipe: the mark is lost, the program goes on
  }
}

const put = isMainThread ? frame(process.stdout, 'o') : fromWorker;
const mark = (facts) => put(`${RS}m${JSON.stringify({ pid: process.pid, ...facts })}${US}`, () => undefined);

const { listen } = Server.prototype;
Server.prototype.listen = function (...args) {
  this.once('listening', () => {
    const port = this.address()?.port;
    if (port === undefined) return; // a path, not TCP
    mark({ listening: port });
    this.once('close', () => mark({ closed: port }));
  });
  return listen.apply(this, args);
};

const { connect } = Socket.prototype;
Socket.prototype.connect = function (...args) {
  this.once('connect', () => {
    const { localPort, remotePort } = this;
    if (localPort !== undefined && remotePort !== undefined) mark({ localPort, remotePort });
  });
  return connect.apply(this, args);
};

if (isMainThread) {
  frame(process.stderr, 'e');
  // not for what the program starts with `fork`: its output may be meant for the program
  process.execArgv.splice(process.execArgv.indexOf('--require'), 2);
  if (!process.features.typescript) register(pathToFileURL(join(__dirname, 'types-hook.mjs')));
  mark({ started: true });
  process.once('exit', () => mark({ exit: true }));
}
