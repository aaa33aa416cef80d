/** Whole numbers as Redis reads them: no blanks, no plus, no leading zeros, 64 bits. */
const MINUS = 0x2d;
const ZERO = 0x30;
const NINE = 0x39;
/** So many digits are below 2^53 whatever they are. */
const SAFE_DIGITS = 15;
const DIGITS_MAX = 19;

export const INT64_MAX = 2n ** 63n - 1n;
export const INT64_MIN = -(2n ** 63n);
export const UINT64_MAX = 2n ** 64n - 1n;

/** A bigint only where a number would lose digits; undefined where it is no such number. */
export function parseInteger(bytes: Uint8Array, start = 0, end = bytes.length): number | bigint | undefined {
  const negative = bytes[start] === MINUS;
  const first = negative ? start + 1 : start;
  const digits = end - first;
  if (digits < 1 || digits > DIGITS_MAX) return undefined;
  if (bytes[first] === ZERO && (digits > 1 || negative)) return undefined;
  let value = 0;
  for (let at = first; at < end; at++) {
    const digit = bytes[at] as number;
    if (digit < ZERO || digit > NINE) return undefined;
    value = value * 10 + (digit - ZERO);
  }
  if (digits <= SAFE_DIGITS) return negative ? -value : value;
  return narrow(BigInt(String.fromCharCode(...bytes.subarray(start, end))));
}

/** As a number where it is one; undefined where it does not fit into 64 bits. */
export function narrow(value: bigint): number | bigint | undefined {
  if (value > INT64_MAX || value < INT64_MIN) return undefined;
  return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
}
