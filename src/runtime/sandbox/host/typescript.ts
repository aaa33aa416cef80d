/**
 * TypeScript → JavaScript as Node's own type stripping does it: types become blanks and nothing else moves, so that
 * every line and column is the file's. What cannot be had by taking something out (an enum) is refused.
 */
import { parse, type Token } from 'sucrase/dist/parser/index.js';
import { TokenType as T } from 'sucrase/dist/parser/tokenizer/types.js';
import { refuseUnsupported } from './unsupported-syntax.ts';

/**
 * @throws UnsupportedSyntax
 * @throws Error with `loc` where it is no TypeScript
 */
export function stripTypes(code: string): string {
  const { tokens } = parse(code, false, true, false);
  refuseUnsupported(code, tokens);
  return new Stripper(code, tokens).strip();
}

const MODIFIERS = new Set([T['_public'], T['_private'], T['_protected'], T['_readonly'], T['_override']]);
/** First characters of a line that would go on with the one before. */
const CONTINUES = /^[([`+\-/]/;
/** Types that end a statement: what follows in the next line is another one. */
const ENDS = /^(?:as|satisfies|type|interface|declare|abstract|function|namespace|module)\b/;

class Stripper {
  readonly #code: string;
  readonly #tokens: readonly Token[];
  readonly #out: string[];

  constructor(code: string, tokens: readonly Token[]) {
    this.#code = code;
    this.#tokens = tokens;
    this.#out = code.split(''); // by UTF-16 unit, as the tokens count
  }

  strip(): string {
    for (let i = 0; i < this.#tokens.length; i += 1) i = this.#visit(i);
    return this.#out.join('');
  }

  /** Answers the last token that it has dealt with. */
  #visit(i: number): number {
    const token = this.#token(i);
    if (token.isType) return this.#types(i);
    if (token.type === T['nonNullAssertion'] || MODIFIERS.has(token.type)) this.#blank(i, i);
    else if (token.type === T['_abstract'] && this.#is(i + 1, '_class')) this.#blank(i, i);
    else if (token.type === T['_declare']) return this.#statement(i);
    else if (token.type === T['_import'] && this.#isTypeImport(i)) return this.#statement(i);
    else if (token.type === T['_export'] && this.#isTypeExport(i)) return this.#statement(i);
    else if (token.type === T['_export'] && this.#token(i + 1).isType) this.#blank(i, i);
    return i;
  }

  /** A run of type tokens, and the comma after one in braces. */
  #types(first: number): number {
    let last = first;
    while (this.#token(last + 1).isType) last += 1;
    const specifier = this.#text(first) === 'type' && this.#is(last + 1, 'comma');
    if (specifier) last += 1;
    this.#blank(first, last);
    this.#keepArrow(first, last);
    this.#keepLine(first, last);
    return last;
  }

  /** No line may end before `=>`: the parenthesis moves behind a return type of several lines. */
  #keepArrow(first: number, last: number): void {
    const { start } = this.#token(first);
    const { end } = this.#token(last);
    if (!this.#is(last + 1, 'arrow') || !this.#is(first - 1, 'parenR') || !this.#code.slice(start, end).includes('\n'))
      return;
    this.#blank(first - 1, first - 1);
    this.#out[end - 1] = ')';
  }

  /** Where the type ended the line's statement, a semicolon does so in its place. */
  #keepLine(first: number, last: number): void {
    const next = this.#token(last + 1);
    const gap = this.#code.slice(this.#token(last).end, next.start);
    if (!gap.includes('\n') || !CONTINUES.test(this.#text(last + 1)) || !ENDS.test(this.#text(first))) return;
    this.#out[this.#token(first).start] = ';';
  }

  /** Everything up to the end of the statement or class field. */
  #statement(first: number): number {
    let last = first;
    while (!this.#is(last, 'semi') && !this.#beginsAnother(last + 1)) last += 1;
    this.#blank(first, last);
    return last;
  }

  #beginsAnother(i: number): boolean {
    if (this.#is(i, 'eof')) return true;
    if (this.#is(i, 'braceR')) return !this.#insideBraces(i);
    const gap = this.#code.slice(this.#token(i - 1).end, this.#token(i).start);
    return gap.includes('\n') && !this.#token(i).isType && !this.#insideBraces(i) && !this.#is(i, 'semi');
  }

  /** `import type {` … `}` may go over several lines. */
  #insideBraces(i: number): boolean {
    let depth = 0;
    for (let at = i - 1; at >= 0 && !this.#is(at, 'semi'); at -= 1) {
      if (this.#is(at, 'braceR')) depth -= 1;
      else if (this.#is(at, 'braceL')) depth += 1;
      else if (this.#is(at, '_import') || this.#is(at, '_export')) return depth > 0;
    }
    return false;
  }

  /** `import type from 'x'` takes a value by the name of `type`. */
  #isTypeImport(i: number): boolean {
    if (this.#text(i + 1) !== 'type') return false;
    return !(this.#text(i + 2) === 'from' && this.#is(i + 3, 'string')) && !this.#is(i + 2, 'comma');
  }

  #isTypeExport(i: number): boolean {
    return this.#text(i + 1) === 'type' && (this.#is(i + 2, 'braceL') || this.#is(i + 2, 'star'));
  }

  /** With the comments between the tokens; line ends stay. */
  #blank(first: number, last: number): void {
    for (let at = this.#token(first).start; at < this.#token(last).end; at += 1) {
      if (!/\s/.test(this.#out[at] ?? '')) this.#out[at] = ' ';
    }
  }

  /** Beyond the last one stands the end of the file, for good. */
  #token(i: number): Token {
    return this.#tokens[Math.max(0, Math.min(i, this.#tokens.length - 1))] as Token;
  }

  #is(i: number, type: string): boolean {
    return this.#token(i).type === T[type];
  }

  #text(i: number): string {
    const { start, end } = this.#token(i);
    return this.#code.slice(start, end);
  }
}
