import fs, { createReadStream, createWriteStream, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { appendFile, mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { EOL, tmpdir } from 'node:os';
import path, { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';

console.log(
  readFileSync('don-hang.txt', 'utf8').trim(),
  readFileSync(new URL('./don-hang.txt', import.meta.url)).length,
);
console.log(existsSync('không có'), fs.statSync('don-hang.txt').isFile(), fs.statSync('.').isDirectory());
for (const wrong of [
  () => readFileSync('không-có.txt'),
  () => fs.readdirSync('don-hang.txt'),
  () => writeFileSync('không/có/thư/mục', ''),
  () => fs.mkdirSync('.'),
  () => fs.readFileSync('.'),
]) {
  try {
    wrong();
  } catch (error) {
    const { code, syscall, message } = error as NodeJS.ErrnoException;
    console.log(code, syscall, message.replace(/'.*'/, 'PATH'));
  }
}
await readFile('không-có.txt').catch((error: NodeJS.ErrnoException) => console.log(error.code, error.errno));
fs.readFile('không-có.txt', (error) => console.log('callback', error?.code));
const folder = fs.mkdtempSync(join(tmpdir(), 'thu-'));
await mkdir(join(folder, 'a/b'), { recursive: true });
await writeFile(join(folder, 'a/1.txt'), 'một' + EOL);
await appendFile(join(folder, 'a/1.txt'), 'hai');
await rename(join(folder, 'a/1.txt'), join(folder, 'a/2.txt'));
fs.copyFileSync(join(folder, 'a/2.txt'), join(folder, 'a/3.txt'));
console.log(
  await readdir(join(folder, 'a')),
  (await readdir(folder, { withFileTypes: true })).map((entry) => [entry.name, entry.isDirectory()]),
);
console.log(
  JSON.stringify(await readFile(join(folder, 'a/2.txt'), 'utf8')),
  (await stat(join(folder, 'a/2.txt'))).size,
);
const handle = await open(join(folder, 'a/2.txt'), 'r+');
await handle.write('X', 0);
console.log((await handle.read(Buffer.alloc(3), 0, 3, 0)).bytesRead, (await handle.readFile('utf8')).length);
await handle.close();
const out = createWriteStream(join(folder, 'ra.txt'));
for (let i = 0; i < 3; i += 1) out.write(`dòng ${i}\n`);
out.end();
await finished(out);
let read = '';
for await (const chunk of createReadStream(join(folder, 'ra.txt'), { encoding: 'utf8', highWaterMark: 5 }))
  read += chunk;
console.log(JSON.stringify(read));
await rm(folder, { recursive: true });
console.log(existsSync(folder));
console.log(
  path.relative('/a/b', '/a/c'),
  path.parse('/x/y.tar.gz'),
  path.normalize('/a/../b//c'),
  path.win32.join('a', 'b'),
);
console.log(pathToFileURL('/a b/#?%.ts').href, fileURLToPath('file:///a%20b/c'), process.cwd() === import.meta.dirname);
