/** libuv's errors as Linux numbers them: `internalBinding('uv')`, and the same numbers in `constants.os.errno`. */
import { provideBinding } from '../context.ts';

/** Name → negative number, text. Those with four digits are libuv's own and no errno. */
const ERRORS = {
  E2BIG: [-7, 'argument list too long'],
  EACCES: [-13, 'permission denied'],
  EADDRINUSE: [-98, 'address already in use'],
  EADDRNOTAVAIL: [-99, 'address not available'],
  EAFNOSUPPORT: [-97, 'address family not supported'],
  EAGAIN: [-11, 'resource temporarily unavailable'],
  EAI_MEMORY: [-3006, 'out of memory'],
  EALREADY: [-114, 'connection already in progress'],
  EBADF: [-9, 'bad file descriptor'],
  EBUSY: [-16, 'resource busy or locked'],
  ECANCELED: [-125, 'operation canceled'],
  ECONNABORTED: [-103, 'software caused connection abort'],
  ECONNREFUSED: [-111, 'connection refused'],
  ECONNRESET: [-104, 'connection reset by peer'],
  EEXIST: [-17, 'file already exists'],
  EHOSTUNREACH: [-113, 'host is unreachable'],
  EINVAL: [-22, 'invalid argument'],
  EIO: [-5, 'i/o error'],
  EISCONN: [-106, 'socket is already connected'],
  EISDIR: [-21, 'illegal operation on a directory'],
  ELOOP: [-40, 'too many symbolic links encountered'],
  EMFILE: [-24, 'too many open files'],
  ENETUNREACH: [-101, 'network is unreachable'],
  ENOBUFS: [-105, 'no buffer space available'],
  ENOENT: [-2, 'no such file or directory'],
  ENOMEM: [-12, 'not enough memory'],
  ENOSYS: [-38, 'function not implemented'],
  ENOTCONN: [-107, 'socket is not connected'],
  ENOTDIR: [-20, 'not a directory'],
  ENOTEMPTY: [-39, 'directory not empty'],
  ENOTSOCK: [-88, 'socket operation on non-socket'],
  ENOTSUP: [-95, 'operation not supported on socket'],
  EPERM: [-1, 'operation not permitted'],
  EPIPE: [-32, 'broken pipe'],
  EROFS: [-30, 'read-only file system'],
  ESRCH: [-3, 'no such process'],
  ETIMEDOUT: [-110, 'connection timed out'],
  EXDEV: [-18, 'cross-device link not permitted'],
  EOF: [-4095, 'end of file'],
  ENOTFOUND: [-3008, 'unknown node or service'],
} as const satisfies Record<string, readonly [number, string]>;

export type SystemErrorName = keyof typeof ERRORS;

const byNumber = new Map(Object.entries(ERRORS).map(([name, [number, text]]) => [number as number, [name, text]]));

/** libuv's number of an error: `UV.ECONNREFUSED`. */
export const UV = Object.fromEntries(Object.entries(ERRORS).map(([name, [number]]) => [name, number])) as Readonly<
  Record<SystemErrorName, number>
>;

export const systemErrorText = (name: SystemErrorName): string => ERRORS[name][1];

/** As in `constants.os.errno`: positive, without libuv's own. */
export const errno = Object.fromEntries(
  Object.entries(UV)
    .filter(([, number]) => number > -1000)
    .map(([name, number]) => [name, -number]),
);

provideBinding('uv', {
  ...Object.fromEntries(Object.entries(UV).map(([name, number]) => [`UV_${name}`, number])),
  getErrorMap: () => new Map(byNumber),
  errname: (number: number) => byNumber.get(number)?.[0] ?? `Unknown system error ${number}`,
  getErrorMessage: (number: number) => byNumber.get(number)?.[1] ?? `Unknown system error ${number}`,
});
