/** MD5 (RFC 1321), for the names of durable subscriptions' queues only: they are RabbitMQ's, which are made of it. */
const SHIFTS = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
] as const;
const SINES = Uint32Array.from({ length: 64 }, (_, index) => Math.floor(Math.abs(Math.sin(index + 1)) * 2 ** 32));
const BLOCK_BYTES = 64;

/** 16 bytes. */
export function md5(message: Uint8Array): Uint8Array {
  const length = Math.ceil((message.length + 9) / BLOCK_BYTES) * BLOCK_BYTES;
  const padded = new Uint8Array(length);
  padded.set(message);
  padded[message.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(length - 8, BigInt(message.length) * 8n, true);
  const state = Uint32Array.of(0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476);
  for (let at = 0; at < length; at += BLOCK_BYTES) mix(state, view, at);
  const digest = new DataView(new ArrayBuffer(16));
  state.forEach((word, index) => digest.setUint32(index * 4, word, true));
  return new Uint8Array(digest.buffer);
}

function mix(state: Uint32Array, view: DataView, at: number): void {
  let [a = 0, b = 0, c = 0, d = 0] = state;
  for (let step = 0; step < 64; step++) {
    const round = step >> 4;
    const [mixed, word] = choose({ round, step, b, c, d });
    const sum = (a + mixed + (SINES[step] ?? 0) + view.getUint32(at + word * 4, true)) >>> 0;
    const shift = SHIFTS[round]?.[step % 4] ?? 0;
    const rotated = ((sum << shift) | (sum >>> (32 - shift))) >>> 0;
    [a, b, c, d] = [d, (b + rotated) >>> 0, b, c];
  }
  [a, b, c, d].forEach((word, index) => (state[index] = ((state[index] ?? 0) + word) >>> 0));
}

/** The round's function of the state, and which word of the block it takes. */
function choose({ round, step, b, c, d }: Record<'round' | 'step' | 'b' | 'c' | 'd', number>): [number, number] {
  if (round === 0) return [(b & c) | (~b & d), step];
  if (round === 1) return [(d & b) | (~d & c), (5 * step + 1) % 16];
  if (round === 2) return [b ^ c ^ d, (3 * step + 5) % 16];
  return [c ^ (b | ~d), (7 * step) % 16];
}
