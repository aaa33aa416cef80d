/** TypeScript that would have to be rewritten, not only taken out: Node refuses it, and so do we, in the same words. */
import type { Token } from 'sucrase/dist/parser/index.js';
import { TokenType as T } from 'sucrase/dist/parser/tokenizer/types.js';

export class UnsupportedSyntax extends Error {
  /** Of the construct's first character in the file. */
  readonly offset: number;
  constructor(message: string, offset: number) {
    super(message);
    this.offset = offset;
  }
}

const strict = (what: string): string => `TypeScript ${what} is not supported in strip-only mode`;
const ANGLE_BRACKETS =
  'The angle-bracket syntax for type assertions, `<T>expr`, is not supported in type strip mode. ' +
  "Instead, use the 'as' syntax: `expr as T`.";

const of = (...names: string[]): ReadonlySet<number | undefined> => new Set(names.map((name) => T[name]));
const MODIFIERS = of('_public', '_private', '_protected', '_readonly', '_override');
const RUNS = of('_const', '_let', '_var', '_function', '_class', '_enum');
/** After these `<` opens the type arguments or parameters of what stands before it. */
const TAKES_ARGUMENTS = of('name', 'parenR', 'bracketR', 'braceR', 'string', '_this', '_super', '_function', '_import');

/** @throws UnsupportedSyntax */
export function refuseUnsupported(code: string, tokens: readonly Token[]): void {
  const text = (i: number): string => code.slice(tokens[i]?.start, tokens[i]?.end);
  const is = (i: number, name: string): boolean => tokens[i]?.type === T[name];
  tokens.forEach((token, i) => {
    const before = tokens[i - 1];
    const refuse = (message: string, first = i): never => {
      throw new UnsupportedSyntax(message, tokens[first]?.start ?? 0);
    };
    if (is(i, '_enum') && !token.isType) refuse(strict('enum'), is(i - 1, '_const') ? i - 1 : i);
    if (is(i, '_import') && is(i + 2, 'eq')) refuse(strict('import equals declaration'));
    if (is(i, '_export') && is(i + 1, 'eq')) refuse(strict('export assignment'));
    if (MODIFIERS.has(token.type) && !token.isType && (is(i - 1, 'parenL') || is(i - 1, 'comma'))) {
      refuse(strict('parameter property'));
    }
    if (!token.isType) return;
    const opens = is(i + 1, 'name') && (is(i + 2, 'braceL') || is(i + 2, 'dot'));
    if (opens && text(i - 1) !== 'declare' && /^(?:namespace|module)$/.test(text(i))) refuseNamespace(i);
    if (before?.isType !== true && text(i) === '<' && !TAKES_ARGUMENTS.has(before?.type) && !isArrow(i))
      refuse(ANGLE_BRACKETS);
  });

  function refuseNamespace(i: number): void {
    if (text(i) === 'module') {
      throw new UnsupportedSyntax('`module` keyword is not supported. Use `namespace` instead.', tokens[i]?.start ?? 0);
    }
    let depth = 0;
    for (let at = i; at < tokens.length; at += 1) {
      if (is(at, 'braceL')) depth += 1;
      else if (is(at, 'braceR') && (depth -= 1) === 0) return;
      else if (RUNS.has(tokens[at]?.type)) {
        throw new UnsupportedSyntax(strict('namespace declaration'), tokens[i]?.start ?? 0);
      }
    }
  }

  /** `<T>(x) => …`, `async <T>(x) => …` and methods, whose parameters follow; an assertion has an operand. */
  function isArrow(i: number): boolean {
    let at = i;
    while (tokens[at]?.isType === true) at += 1;
    if (!is(at, 'parenL')) return false;
    let depth = 0;
    for (; at < tokens.length; at += 1) {
      if (is(at, 'parenL')) depth += 1;
      else if (is(at, 'parenR') && (depth -= 1) === 0) break;
    }
    const next = tokens[at + 1];
    return next?.isType === true || next?.type === T['arrow'] || next?.type === T['braceL'];
  }
}
