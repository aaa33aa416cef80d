/** `crypto`: hashes, hmac and randomness; what needs OpenSSL says so. */
import { hmac } from '@noble/hashes/hmac.js';
import { md5, sha1 } from '@noble/hashes/legacy.js';
import { sha224, sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import type { Loose } from '../context.ts';
import { nodeModule } from '../library.ts';
import { natives } from '../natives.ts';
import { bytesOf } from '../bindings/encodings.ts';
import { viewOf } from '../bindings/buffer.ts';
import { unsupportedModule } from '../unsupported.ts';

const ALGORITHMS = { md5, sha1, sha224, sha256, sha384, sha512 } as const;
type Running = ReturnType<typeof sha256.create> | ReturnType<typeof md5.create>;

const { Buffer } = nodeModule('buffer');
const { Transform } = nodeModule('stream');
const { codes } = nodeModule('internal/errors');
const { validateString, validateFunction } = nodeModule('internal/validators');

function algorithmOf(name: string): (typeof ALGORITHMS)['sha256'] {
  const key = name.toLowerCase().replace(/^(?:rsa-)?sha-?(?=\d)/, 'sha') as keyof typeof ALGORITHMS;
  if (Object.hasOwn(ALGORITHMS, key)) return ALGORITHMS[key] as (typeof ALGORITHMS)['sha256'];
  throw Object.assign(new Error('Digest method not supported'), { code: 'ERR_CRYPTO_INVALID_DIGEST' });
}

type Data = string | ArrayBufferView;
const bytes = (data: Data, encoding?: string): Uint8Array =>
  typeof data === 'string' ? bytesOf(data, encoding) : viewOf(data);

/** Both a stream and an object with `update` and `digest`; the two kinds differ in what they are made of. */
class Digest extends Transform {
  protected running: Running;
  #finished = false;

  constructor(running: Running, options?: object) {
    super(options);
    this.running = running;
  }

  update(data: Data, encoding?: string): this {
    if (this.#finished) throw new codes.ERR_CRYPTO_HASH_FINALIZED();
    if (typeof data !== 'string' && !ArrayBuffer.isView(data)) {
      throw new codes.ERR_INVALID_ARG_TYPE('data', ['string', 'Buffer', 'TypedArray', 'DataView'], data);
    }
    this.running.update(bytes(data, encoding));
    return this;
  }

  digest(encoding?: string): Uint8Array | string {
    if (this.#finished) throw new codes.ERR_CRYPTO_HASH_FINALIZED();
    this.#finished = true;
    const result = Buffer.from(this.running.digest());
    return encoding === undefined || encoding === 'buffer' ? result : result.toString(encoding);
  }

  _transform(chunk: Data, encoding: string, done: () => void): void {
    this.update(chunk, encoding);
    done();
  }

  _flush(done: () => void): void {
    this.push(this.digest());
    done();
  }
}

class Hash extends Digest {
  copy(): Hash {
    return new Hash(this.running.clone() as Running);
  }
}
class Hmac extends Digest {}

function fillRandom(target: Uint8Array): void {
  const QUOTA = 65_536; // of one native call
  for (let at = 0; at < target.length; at += QUOTA) natives.randomValues(target.subarray(at, at + QUOTA));
}

function randomBytes(size: number, callback?: (error: null, bytes: Uint8Array) => void): Uint8Array | undefined {
  const result: Uint8Array = Buffer.alloc(size);
  fillRandom(result);
  if (callback === undefined) return result;
  nodeModule('timers').setImmediate(() => callback(null, result));
  return undefined;
}

function randomFillSync(target: Loose, offset = 0, size = target.byteLength - offset): Loose {
  fillRandom(viewOf(target).subarray(offset, offset + size));
  return target;
}

function randomUUID(): string {
  const id = new Uint8Array(16);
  fillRandom(id);
  id[6] = ((id[6] as number) & 0x0f) | 0x40;
  id[8] = ((id[8] as number) & 0x3f) | 0x80;
  const hex: string = Buffer.from(id).toString('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}

const SIX_BYTES = 2 ** 48;
function randomInt(min: number, max?: number | Loose, callback?: Loose): number | undefined {
  if (max === undefined || typeof max === 'function') return randomInt(0, min, max);
  const span = max - min;
  const fair = SIX_BYTES - (SIX_BYTES % span);
  let value: number;
  do value = Buffer.from(randomBytes(6)).readUIntBE(0, 6);
  while (value >= fair);
  const result = min + (value % span);
  if (callback === undefined) return result;
  nodeModule('timers').setImmediate(() => callback(undefined, result));
  return undefined;
}

function timingSafeEqual(a: ArrayBufferView, b: ArrayBufferView): boolean {
  if (a.byteLength !== b.byteLength) throw new codes.ERR_CRYPTO_TIMING_SAFE_EQUAL_LENGTH();
  const left = viewOf(a);
  const right = viewOf(b);
  let difference = 0;
  for (let i = 0; i < left.length; i += 1) difference |= (left[i] as number) ^ (right[i] as number);
  return difference === 0;
}

function createHash(algorithm: string, options?: object): Hash {
  validateString(algorithm, 'algorithm');
  return new Hash(algorithmOf(algorithm).create() as Running, options);
}

function createHmac(algorithm: string, key: Data, options?: object): Hmac {
  validateString(algorithm, 'hmac');
  return new Hmac(hmac.create(algorithmOf(algorithm), bytes(key)) as never, options);
}

/** An opaque origin has no secure context, and so no `subtle` of the browser's: digests are ours, the rest is not there. */
class SubtleCrypto {
  async digest(algorithm: string | { name: string }, data: ArrayBuffer | ArrayBufferView): Promise<ArrayBuffer> {
    const name = typeof algorithm === 'string' ? algorithm : algorithm.name;
    return new Uint8Array(algorithmOf(name)(new Uint8Array(viewOf(data)))).buffer;
  }
}
Object.assign(
  SubtleCrypto.prototype,
  unsupportedModule('crypto.subtle', [
    'encrypt',
    'decrypt',
    'sign',
    'verify',
    'deriveBits',
    'deriveKey',
    'generateKey',
    'importKey',
    'exportKey',
  ]),
);

class Crypto {
  readonly subtle = new SubtleCrypto();
  getRandomValues(target: Loose): Loose {
    return randomFillSync(target);
  }
  randomUUID(): string {
    return randomUUID();
  }
}
class CryptoKey {}

export const webcrypto = { crypto: new Crypto(), Crypto, CryptoKey, SubtleCrypto };

export const crypto = {
  ...unsupportedModule('crypto', [
    'createCipheriv',
    'createDecipheriv',
    'createSign',
    'createVerify',
    'createDiffieHellman',
    'createECDH',
    'createPrivateKey',
    'createPublicKey',
    'createSecretKey',
    'generateKeyPair',
    'generateKeyPairSync',
    'pbkdf2',
    'pbkdf2Sync',
    'scrypt',
    'scryptSync',
    'hkdf',
    'hkdfSync',
    'privateDecrypt',
    'privateEncrypt',
    'publicDecrypt',
    'publicEncrypt',
    'sign',
    'verify',
  ]),
  Hash,
  Hmac,
  createHash,
  createHmac,
  hash: (algorithm: string, data: Data, encoding = 'hex') => createHash(algorithm).update(data).digest(encoding),
  getHashes: () => Object.keys(ALGORITHMS),
  getCiphers: () => [],
  getCurves: () => [],
  randomBytes,
  pseudoRandomBytes: randomBytes,
  randomFillSync,
  randomFill(target: Loose, ...rest: Loose[]) {
    const callback = rest.pop();
    validateFunction(callback, 'callback');
    randomFillSync(target, ...rest);
    nodeModule('timers').setImmediate(() => callback(null, target));
  },
  randomInt,
  randomUUID,
  timingSafeEqual,
  getRandomValues: (target: Loose) => randomFillSync(target),
  webcrypto: webcrypto.crypto,
  subtle: webcrypto.crypto.subtle,
  constants: {},
};

export const keys = { isKeyObject: () => false, isCryptoKey: () => false };
export const random = { randomBytes, randomUUID, randomInt, randomFillSync };
