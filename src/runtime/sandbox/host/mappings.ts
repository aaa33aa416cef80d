/** The `mappings` of a source map (ECMA-426): for each output line its tokens' columns, there and in the source. */
const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const CONTINUES = 32;

/** Base64 digits of five bits, the lowest first; the lowest bit of all is the sign. */
function decodeNumbers(segment: string): number[] {
  const numbers: number[] = [];
  let value = 0;
  let shift = 0;
  for (const character of segment) {
    const digit = DIGITS.indexOf(character);
    value |= (digit & (CONTINUES - 1)) << shift;
    shift += 5;
    if (digit & CONTINUES) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    value = 0;
    shift = 0;
  }
  return numbers;
}

export interface MappedToken {
  readonly column: number;
  readonly source: number;
}

/** Tokens that came from another line are left out: their column says nothing. */
export function decodeMappings(mappings: string): MappedToken[][] {
  let sourceLine = 0;
  let source = 0;
  return mappings.split(';').map((line, row) => {
    let column = 0;
    const tokens: MappedToken[] = [];
    for (const segment of line === '' ? [] : line.split(',')) {
      const [columnStep = 0, , lineStep, sourceStep] = decodeNumbers(segment);
      column += columnStep;
      if (lineStep === undefined || sourceStep === undefined) continue;
      sourceLine += lineStep;
      source += sourceStep;
      if (sourceLine === row) tokens.push({ column, source });
    }
    return tokens;
  });
}
