/** `internalBinding('os')`: a small Linux machine that belongs to nobody. */
import { provideBinding } from '../context.ts';
import { natives } from '../natives.ts';

const GIGABYTE = 2 ** 30;
const MACHINE = ['Linux', '#1 SMP', '6.12.0', 'x86_64'];

provideBinding('os', {
  getOSInformation: () => MACHINE,
  getHostname: () => 'sandbox',
  getHomeDirectory: () => '/home/node',
  getTotalMem: () => 4 * GIGABYTE,
  getFreeMem: () => 2 * GIGABYTE,
  getUptime: () => Math.floor(3600 + natives.now() / 1000),
  getLoadAvg(values: Float64Array) {
    values.fill(0);
  },
  getAvailableParallelism: () => natives.cores,
  /** Seven values each: model, speed, then the times. */
  getCPUs: () => Array.from({ length: natives.cores }, () => ['virtual', 0, 0, 0, 0, 0, 0]).flat(),
  /** Seven values each: name, address, netmask, family, mac, internal, scope. */
  getInterfaceAddresses: () => ['lo', '127.0.0.1', '255.0.0.0', 'IPv4', '00:00:00:00:00:00', true, -1],
  getUserInfo: () => ({ uid: 1000, gid: 1000, username: 'node', homedir: '/home/node', shell: '/bin/sh' }),
  getPriority: () => 0,
  setPriority: () => 0,
  isBigEndian: false,
});
