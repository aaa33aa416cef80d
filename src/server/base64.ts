/** Bytes as text, for the frames in the trace. Not by `btoa`, which wants the bytes as a string first. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

export function toBase64(bytes: Uint8Array): string {
  let text = '';
  let at = 0;
  for (; at + 2 < bytes.length; at += 3) {
    const triple = ((bytes[at] as number) << 16) | ((bytes[at + 1] as number) << 8) | (bytes[at + 2] as number);
    text += letter(triple >> 18) + letter(triple >> 12) + letter(triple >> 6) + letter(triple);
  }
  const left = bytes.length - at;
  if (left === 1) {
    const one = bytes[at] as number;
    text += `${letter(one >> 2)}${letter(one << 4)}==`;
  } else if (left === 2) {
    const two = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
    text += `${letter(two >> 10)}${letter(two >> 4)}${letter(two << 2)}=`;
  }
  return text;
}

function letter(sextet: number): string {
  return ALPHABET.charAt(sextet & 63);
}
