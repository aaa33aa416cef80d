/** sucrase's parser, which its package ships and its types leave out; the version is pinned. */
declare module 'sucrase/dist/parser/index.js' {
  export interface Token {
    /** A number of `TokenType`. */
    readonly type: number;
    readonly start: number;
    readonly end: number;
    /** Part of something that types alone need. */
    readonly isType: boolean;
  }
  /** @throws Error with `loc` */
  export function parse(code: string, jsx: boolean, typescript: boolean, flow: boolean): { readonly tokens: Token[] };
}
declare module 'sucrase/dist/parser/tokenizer/types.js' {
  export const TokenType: Readonly<Record<string, number>>;
}
