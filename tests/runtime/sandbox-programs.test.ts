/** Programs that print the same, and end the same, in the sandbox as in plain Node: Node is the only expectation. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { LabFiles, Process, Runtime } from '../../src/runtime/runtime.ts';
import { chromiumOfFile } from '../support/chromium.ts';
import { type Finished, finished, printed } from '../support/finished.ts';
import { withHostPorts } from '../support/host-ports.ts';
import { openNode } from '../support/node-runtime.ts';
import { openRemote } from '../support/remote-runtime.ts';
import { type RuntimePages, serveRuntimePage } from '../support/runtime-page.ts';

const FOLDER = join(import.meta.dirname, 'sandbox-programs');
const PACKAGE = { 'package.json': '{ "type": "module" }\n' };

function filesOf(folder: string): LabFiles {
  const root = join(FOLDER, folder);
  const paths = globSync('**/*.*', { cwd: root });
  return Object.fromEntries(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
}

const PLAIN = `
const path = require('node:path');
exports.named = path.basename(__filename);
exports.main = require.main === module;
exports.self = module.exports === exports;
`;

interface Scenario {
  readonly title: string;
  readonly files: LabFiles;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** Typed when the words before it have been printed. */
  readonly typed?: readonly (readonly [after: string, text: string])[];
}

const single = (name: string): LabFiles => {
  const { [name]: text = '', 'don-hang.txt': data = '' } = filesOf('.');
  return { 'main.ts': text, 'don-hang.txt': data };
};

const SCENARIOS: readonly Scenario[] = [
  { title: 'values as console.log shows them', files: single('inspect.ts') },
  { title: 'ticks, jobs, timers and immediates in their order', files: single('order.ts') },
  { title: 'streams, events, buffers, hashes', files: single('streams.ts') },
  { title: 'the file system', files: single('files.ts') },
  { title: 'sockets', files: single('sockets.ts') },
  { title: 'http with keep-alive, and fetch', files: single('http.ts') },
  {
    title: 'modules of every kind',
    files: { ...filesOf('modules'), 'broken.ts': 'const = 1;\n', 'plain.cjs': PLAIN },
  },
  { title: 'modules that import each other', files: filesOf('cycle') },
  {
    title: 'standard streams, arguments, environment, warnings',
    files: single('stdio.ts'),
    args: ['một', '--hai=2'],
    env: { BƯU_CỤC: 'số 1' },
    typed: [
      ['Tên?', 'Lan\n'],
      ['Nữa?', 'a b\n'],
    ],
  },
];

async function run(runtime: Runtime, { files, args = [], env = {}, typed = [] }: Scenario): Promise<Finished> {
  await runtime.write({ ...PACKAGE, ...files });
  const process: Process = await runtime.spawn('node', ['main.ts', ...args], { name: 'main', env });
  for (const [after, text] of typed) {
    await printed(process, after);
    process.input(text);
  }
  return finished(process);
}

/** Mistakes, each in the file that the report has to name; `until` is where the words of Node's own parser begin. */
const MISTAKES: readonly (Scenario & { readonly until?: RegExp })[] = [
  {
    title: 'an error in a function of another file',
    files: {
      'main.ts': `import { hong } from './lib.ts';\n\nconst so: number = 1; hong(so);\n`,
      'lib.ts': `interface A { a: string }\nexport function hong(so: number): A {\n  throw new RangeError('hỏng ' + so);\n}\n`,
    },
  },
  {
    title: 'an error in files with names of all kinds',
    files: {
      'main.ts': `import './thư mục/đơn hàng.ts';`,
      'thư mục/đơn hàng.ts': `console.log(import.meta.filename.replace(/^.*lab/, ''));\nthrow new Error(import.meta.url.replace(/^.*lab/, ''));\n`,
    },
  },
  {
    title: 'an error in a callback',
    files: {
      'main.ts': `setTimeout(() => {\n  const gia = null as unknown as { x: number };\n  console.log(gia.x);\n}, 1);\n`,
    },
  },
  {
    title: 'a rejection that nobody handled',
    files: {
      'main.ts': `Promise.reject(Object.assign(new Error('từ chối', { cause: 1 }), { code: 'BC' }));\nsetTimeout(() => {}, 100);`,
    },
  },
  { title: 'a rejection that is no error', files: { 'main.ts': `Promise.reject({ lý_do: 'gì đó' });\n` } },
  {
    title: 'something thrown that is no error',
    files: { 'main.ts': `process.nextTick(() => {\n  throw 'chuỗi';\n});\n` },
  },
  {
    title: 'something thrown by a timer that is no error',
    files: { 'main.ts': `setTimeout(() => {\n  const x = 1; throw { x };\n}, 1);\n` },
  },
  {
    title: 'an error in a program that is CommonJS',
    files: {
      'package.json': '{}',
      'main.ts': `const fs = require('node:fs');\n\nfunction f(): never {\n  throw new Error(typeof fs);\n}\nf();\n`,
    },
  },
  {
    title: 'an error event that nobody listens to',
    files: { 'main.ts': `import { connect } from 'node:net';\nconnect(1, '127.0.0.1');\n` },
  },
  {
    title: 'an error in a CommonJS file',
    files: { 'main.cjs': `const a = 1;\nfunction f() { null.x; }\nf();\n`, 'main.ts': `import './main.cjs';\n` },
  },
  {
    title: 'a missing export',
    files: { 'main.ts': `import {\n  có,\n  không,\n} from './lib.ts';\n`, 'lib.ts': `export const có = 1;\n` },
    until: /\n {4}at /,
  },
  {
    title: 'a name declared twice',
    files: { 'main.js': '', 'main.ts': `import './lib.js';`, 'lib.js': `const a = 1;\n  const a = 2;\n` },
    until: /\n {4}at /,
  },
  { title: 'a syntax error', files: { 'main.ts': `const a: number = 1;\nconst = 2;\n` }, until: /: Unexpected token/ },
  { title: 'an enum', files: { 'main.ts': `const a = 1;\nenum B { c }\n` }, until: /\n {4}at / },
  {
    title: 'an exit code in spite of an error',
    files: { 'main.ts': `process.on('exit', () => (process.exitCode = 4));\nthrow new Error('x');\n` },
  },
  {
    title: 'an error that is caught at the end',
    files: {
      'main.ts': `process.on('uncaughtException', (error, origin) => console.log(error.message, origin));\nsetTimeout(() => console.log('tiếp'), 5);\nthrow new Error('bắt được');\n`,
    },
  },
];

/** Node shows where in its own loader it gave up, the sandbox where in the program. */
function report(text: string, until = /$/): string {
  const own = masked(text)
    .replace(/^node:internal\/modules[^]*?\^\n\n/, '')
    .replace(/\n {4}at [^\n]*node:internal\/(?:modules|main)[^\n]*?( \{)?(?=\n)/g, '$1')
    // Node's parser of types shows lines before the one with the mistake, and underlines more of it
    .replace(/^(file:\S+\n)(?:.*\n)*?(?=.*\n *\^)/, '$1')
    .replace(/^( *)\^+$/m, '$1^');
  return own.slice(0, own.search(until));
}

/** What differs by nature: the lab's folder, process ids, places inside Node's own files. */
const comparable = ({ stdout, stderr, exit }: Finished) => ({
  stdout: masked(stdout),
  stderr: masked(stderr),
  exit,
});
const masked = (text: string): string =>
  text
    .replace(/(?:\/private)?\/tmp\/[\w-]+\/lab/g, '/lab')
    .replace(/\(node:\d+\)/g, '(node:PID)')
    .replace(/(node:[\w/]+):\d+:\d+/g, '$1');

const browser = chromiumOfFile();
let pages: RuntimePages;
let sandbox: Runtime;
let node: Runtime;
beforeAll(async () => {
  pages = await serveRuntimePage();
  sandbox = await openRemote(await pages.open(browser()), 'sandbox', { libraries: [] });
  node = await openNode({ libraries: [] });
});
afterAll(async () => {
  await node.dispose();
  await pages.close();
});

describe('the sandbox prints what plain Node prints', () => {
  it.each(SCENARIOS)('$title', async (scenario) => {
    const expected = comparable(await withHostPorts(() => run(node, scenario)));
    expect(expected.stdout).not.toBe('');
    expect(comparable(await run(sandbox, scenario))).toEqual(expected);
  });
});

describe('the sandbox reports mistakes as plain Node does', () => {
  it.each(MISTAKES)('$title', async (scenario) => {
    const expected = await withHostPorts(() => run(node, scenario));
    const { stdout, stderr, exit } = await run(sandbox, scenario);
    expect(report(stderr, scenario.until)).toBe(report(expected.stderr, scenario.until));
    expect({ stdout, exit }).toEqual({ stdout: expected.stdout, exit: expected.exit });
  });
});
