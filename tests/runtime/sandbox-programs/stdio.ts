import { createInterface } from 'node:readline/promises';
import { stdin, stdout } from 'node:process';

console.log(stdout.isTTY, stdin.isTTY, stdout.fd, stdin.fd, process.stderr.fd);
stdout.write('không xuống dòng; ');
stdout.write(Buffer.from('một byte đệm\n'), () => console.log('đã ghi'));
const lines = createInterface({ input: stdin, output: stdout });
const name = await lines.question('Tên? ');
console.log(`Chào ${name}`);
const again = await lines.question('Nữa? ');
console.log(again.split(' '));
lines.close();
process.emitWarning('cẩn thận', { code: 'BC001', detail: 'chi tiết' });
process.on('warning', (warning) => console.log(warning.name, warning.message));
console.log(
  process.argv.slice(2),
  process.env['BƯU_CỤC'],
  typeof process.pid,
  process.uptime() > 0,
  process.hrtime().length,
  typeof process.hrtime.bigint(),
);
process.exitCode = 6;
