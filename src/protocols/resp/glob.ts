/**
 * Patterns as PSUBSCRIBE and KEYS have them: `*` any bytes, `?` one byte, `[a-c]` or `[^a-c]` one of a set, `\` takes
 * the next byte as it is. On a mismatch only the last `*` is tried longer: the cost is at most pattern × text.
 */
const code = (character: string): number => character.charCodeAt(0);
const STAR = code('*');
const QUESTION = code('?');
const OPEN = code('[');
const CLOSE = code(']');
const CARET = code('^');
const DASH = code('-');
const BACKSLASH = code('\\');
const NO_MATCH = -1;

export function globMatches(pattern: Uint8Array, text: Uint8Array): boolean {
  // an empty text is matched by the empty pattern alone: not even by a star
  if (text.length === 0) return pattern.length === 0;
  let inPattern = 0;
  let inText = 0;
  let star = NO_MATCH;
  let starText = 0;
  while (inText < text.length) {
    if (pattern[inPattern] === STAR) {
      star = inPattern++;
      starText = inText;
      continue;
    }
    const next = matchOne(pattern, inPattern, text[inText] as number);
    if (next !== NO_MATCH) {
      inPattern = next;
      inText++;
    } else if (star !== NO_MATCH) {
      inPattern = star + 1;
      inText = ++starText;
    } else return false;
  }
  while (pattern[inPattern] === STAR) inPattern++;
  return inPattern === pattern.length;
}

/** Where the pattern goes on after one byte; `NO_MATCH` where that byte is not the one. */
function matchOne(pattern: Uint8Array, at: number, byte: number): number {
  if (at >= pattern.length) return NO_MATCH;
  const wanted = pattern[at];
  if (wanted === QUESTION) return at + 1;
  if (wanted === OPEN) return matchSet(pattern, at + 1, byte);
  if (wanted === BACKSLASH && at + 1 < pattern.length) return pattern[at + 1] === byte ? at + 2 : NO_MATCH;
  return wanted === byte ? at + 1 : NO_MATCH;
}

/** A set that is not closed ends with the pattern. */
function matchSet(pattern: Uint8Array, start: number, byte: number): number {
  let at = start;
  const negated = pattern[at] === CARET;
  if (negated) at++;
  let found = false;
  while (at < pattern.length && pattern[at] !== CLOSE) {
    if (pattern[at] === BACKSLASH && at + 1 < pattern.length) {
      at++;
      if (pattern[at] === byte) found = true;
      at++;
    } else if (pattern[at + 1] === DASH && at + 2 < pattern.length) {
      const ends = [signed(pattern[at]), signed(pattern[at + 2])];
      if (signed(byte) >= Math.min(...ends) && signed(byte) <= Math.max(...ends)) found = true;
      at += 3;
    } else {
      if (pattern[at] === byte) found = true;
      at++;
    }
  }
  const after = Math.min(at + 1, pattern.length);
  return found === negated ? NO_MATCH : after;
}

/** A range compares bytes as C's `char` does: those above 127 come first. */
function signed(byte: number | undefined): number {
  return ((byte ?? 0) << 24) >> 24;
}

/** Whether the pattern is the one that lists take for everything, the empty name included. */
export function isEverything(pattern: Uint8Array): boolean {
  return pattern.length === 1 && pattern[0] === STAR;
}
