import { inspect, format, styleText, parseArgs, types, isDeepStrictEqual } from 'node:util';

class Point {
  x = 1;
  #hidden = 2;
  get sum(): number {
    return this.x + this.#hidden;
  }
  static origin = new Point();
}
class Colored extends Point {
  color = 'đỏ';
  [inspect.custom](): string {
    return `<${this.color}>`;
  }
}

console.log('xâu', 1, -0, 1n, NaN, true, null, undefined, Symbol('ký hiệu'));
console.log(
  '%s có %d quả, %i %f %j %o %O %%',
  'Táo',
  42.5,
  42.5,
  '1.5',
  { a: [1] },
  { f() {} },
  { b: { c: {} } },
  'thừa',
);
// eslint-disable-next-line no-sparse-arrays -- how a hole is shown
console.log([1, , 3], new Array(3), [1.5, 'a', [2, [3, [4, [5]]]]]);
console.log({
  a: 1,
  'b-c': 'x\ny',
  [Symbol('s')]: 1,
  nested: { one: { two: { three: {} } } },
  fn() {},
  arrow: () => {},
});
console.log(
  new Map<unknown, unknown>([
    ['k', { v: 1 }],
    [{ o: 1 }, new Set([1, 'hai'])],
  ]),
  new WeakMap(),
  new WeakSet(),
);
console.log(
  new Point(),
  Point,
  new Colored(),
  class {},
  function named() {},
  async () => {},
  function* gen() {},
);
console.log(new Date(0), /vn+/giu, new Error('hỏng').message, [new Date(NaN)]);
console.log(
  Buffer.from('Đơn hàng'),
  new Uint8Array([1, 2, 3]),
  new Float64Array(2),
  new ArrayBuffer(4),
  new DataView(new ArrayBuffer(2)),
);
console.log(
  Object.create(null),
  Object.create({ inherited: 1 }),
  Object.assign(() => {}, { extra: 1 }),
);
console.log([undefined, null], { u: undefined }, [[]], {}, [{}], '', ['']);
console.log(
  'a'.repeat(200).length,
  ['x'.repeat(80), 'y'.repeat(80)],
  Array.from({ length: 120 }, (_, i) => i),
);
const circular: Record<string, unknown> = { name: 'vòng' };
circular['self'] = circular;
circular['list'] = [circular, { circular }];
console.log(circular);
console.log(new Proxy({ a: 1 }, {}), globalThis === global, typeof globalThis);
console.log(
  inspect({ a: { b: { c: { d: 1 } } } }, { depth: 0 }),
  inspect({ a: 1, b: [1, 2] }, { compact: false, sorted: true }),
);
console.log(
  inspect('it\'s "quoted"'),
  inspect(new Map([[1, 2]]), { showHidden: true }),
  inspect([3, 2, 1], { breakLength: 3 }),
);
console.log(format('%s', { toString: () => 'own' }), format('%s %s', 'a'), format(1, 'b', { c: 1 }));
console.log(
  JSON.stringify(styleText('red', 'đỏ')),
  parseArgs({
    args: ['-v', '--port', '1', 'f'],
    options: { port: { type: 'string' }, v: { type: 'boolean', short: 'v' } },
    allowPositionals: true,
  }),
);
console.log(types.isProxy({}), types.isPromise(Promise.resolve()), isDeepStrictEqual({ a: [1] }, { a: [1] }));
console.table([
  { tên: 'A001', số: 1 },
  { tên: 'A002', số: 2 },
]);
console.table(
  [
    [1, 2],
    [3, 4],
  ],
  ['1'],
);
console.group('nhóm');
console.info('bên trong');
console.group();
console.warn('sâu hơn');
console.groupEnd();
console.groupEnd();
console.dir({ a: { b: { c: {} } } }, { depth: 0 });
console.count();
console.count('x');
console.countReset();
console.count();
console.assert(1 + 1 === 3, 'không bằng %d', 3);
console.log(new URL('http://user:pass@localhost:3000/đường?a=1&b=2#c'), new URLSearchParams({ q: 'bưu cục' }));
console.log([new (class Foo extends Map {})().set(1, 2)], new (class Bar extends Array {})(), Object.freeze([1]));
console.log(process.platform, process.release.name, typeof process.versions.node, process.exitCode);
