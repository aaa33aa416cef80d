import assert from 'node:assert/strict';
import { createHash, createHmac, randomUUID, randomBytes, timingSafeEqual } from 'node:crypto';
import { EventEmitter, once, on } from 'node:events';
import { Duplex, PassThrough, Readable, Transform, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { text, json } from 'node:stream/consumers';
import { StringDecoder } from 'node:string_decoder';

const upper = new Transform({ transform: (chunk, _encoding, done) => done(null, String(chunk).toUpperCase()) });
const collected: string[] = [];
await pipeline(Readable.from(['bưu ', 'cục']), upper, async function (source) {
  for await (const part of source) collected.push(String(part));
});
console.log(collected);
console.log(await text(Readable.from(['một', 'hai'])), await json(Readable.from(['{"a":', '1}'])));
console.log(
  await Readable.from([1, 2, 3, 4])
    .filter((n) => n % 2 === 0)
    .map((n) => n * 10)
    .toArray(),
);

const slow = new Writable({ highWaterMark: 4, write: (_chunk, _encoding, done) => setImmediate(done) });
console.log(slow.write('abc'), slow.write('defg'), slow.writableLength);
await once(slow, 'drain');
slow.destroy(new Error('cố ý'));
slow.on('error', (error) => console.log('error:', error.message));
await new Promise((resolve) => slow.once('close', resolve));
const through = new PassThrough();
through.end('x');
console.log(
  through.readableEnded,
  through.writableEnded,
  (await through.toArray()).join(''),
  Duplex.from('d').readable,
);

const emitter = new EventEmitter();
emitter.once('tin', (...args) => console.log('tin', args));
console.log(emitter.emit('tin', 1, 2), emitter.emit('tin'), emitter.listenerCount('tin'));
setTimeout(() => emitter.emit('số', 1), 1);
for await (const [value] of on(emitter, 'số')) {
  console.log('on', value);
  break;
}
try {
  emitter.emit('error', new TypeError('không ai nghe'));
} catch (error) {
  console.log(String(error));
}

console.log(createHash('sha256').update('Đơn hàng').digest('hex'), createHash('md5').update('a').digest('base64'));
console.log(
  createHash('sha1').update('a').update(Buffer.from('b')).copy().digest('hex'),
  createHmac('sha512', 'khóa').update('x').digest('base64url'),
);
console.log(randomUUID().length, randomBytes(8).length, timingSafeEqual(Buffer.from('a'), Buffer.from('a')));
await assert.rejects(async () => void createHash('md17'), Error);

const decoder = new StringDecoder('utf8');
const bytes = Buffer.from('ữ€😀');
console.log(
  [...bytes].map((byte) => decoder.write(Buffer.from([byte]))).join('|'),
  JSON.stringify(decoder.end(bytes.subarray(0, 2))),
);
console.log(
  Buffer.from('ff00zz', 'hex'),
  Buffer.from('8J+YgA', 'base64').toString(),
  Buffer.from('é').toString('latin1'),
);
console.log(
  Buffer.from('aXY_-w', 'base64url'),
  Buffer.alloc(5, 'ab'),
  Buffer.concat([Buffer.from('a'), Buffer.from('b')]),
  Buffer.from('tiếng').equals(Buffer.from('tiếng')),
);
console.log(
  Buffer.from('abcabc').indexOf('ca'),
  Buffer.from('abcabc').lastIndexOf('ab'),
  Buffer.from('abc').includes('d'),
  Buffer.compare(Buffer.from('a'), Buffer.from('b')),
);
console.log(
  Buffer.from('€uro', 'utf16le').toString('utf16le'),
  Buffer.byteLength('ữ'),
  Buffer.from([1, 2, 3]).readUInt16BE(1),
  Buffer.from('xin chào').slice(4).toString(),
);
console.log(
  Buffer.from('abc').toJSON(),
  Buffer.alloc(4).fill('€'),
  Buffer.from('a\u0300').toString('ascii'),
  Buffer.from('0102', 'hex').swap16(),
);
try {
  assert.deepEqual({ a: 1, b: [1, 2] }, { a: 1, b: [1, 3] });
} catch (error) {
  console.log((error as Error).message);
}
console.log(structuredClone(new Map([[1, { a: new Date(0) }]])), atob('YQ=='), btoa('a'));
for (const wrong of [() => Buffer.alloc('x' as never), () => Buffer.from(5 as never)]) {
  try {
    console.log(wrong());
  } catch (error) {
    console.log((error as NodeJS.ErrnoException).code, (error as Error).message);
  }
}
