/**
 * Code → HTML at build time. One theme of CSS variables, so that each token carries a one-letter class and the colours,
 * light and dark, stay in `styles/code.css`: half the bytes of inline styles, and nothing that a CSP forbids.
 */
import { transformerMetaHighlight } from '@shikijs/transformers';
import { createCssVariablesTheme, createHighlighter, type Highlighter, type ShikiTransformer } from 'shiki';
import { cached } from './cache.ts';

/** Fence languages; shiki loads only these. */
export const CODE_LANGUAGES = ['ts', 'js', 'json', 'bash', 'console', 'yaml', 'http', 'python', 'text'] as const;
const LANGUAGE_OF: Readonly<Record<string, string>> = {
  ts: 'ts',
  js: 'js',
  mjs: 'js',
  json: 'json',
  yaml: 'yaml',
  yml: 'yaml',
  sh: 'bash',
  py: 'python',
};

const theme = createCssVariablesTheme({ name: 'lesson', variablePrefix: '--s-', fontStyle: false });
const TOKEN_CLASS: Readonly<Record<string, string>> = {
  keyword: 'k',
  string: 's',
  'string-expression': 's',
  comment: 'c',
  function: 'f',
  constant: 'n',
  parameter: 'v',
  punctuation: 'p',
  link: 'l',
};

const shortClasses: ShikiTransformer = {
  name: 'lesson:short-classes',
  span(node) {
    const token = /--s-token-([\w-]+)/.exec(String(node.properties['style'] ?? ''))?.[1];
    delete node.properties['style'];
    const name = token && TOKEN_CLASS[token];
    if (name) node.properties['class'] = name;
  },
  line(node) {
    // a token without a class needs no element
    node.children = node.children.flatMap((child) =>
      child.type === 'element' && Object.keys(child.properties).length === 0 ? child.children : [child],
    );
  },
  pre(node) {
    delete node.properties['style'];
    node.properties['class'] = 'code';
  },
};

let highlighter: Promise<Highlighter> | undefined;

export interface CodeOptions {
  readonly language: string;
  readonly title?: string | undefined;
  /** Lines to mark, as in `2,4-5`. */
  readonly marks?: string | undefined;
}

export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign] ?? sign);

/** `<figure class="code-block">` with the title, if any, above the code. */
export function highlight(code: string, options: CodeOptions): Promise<string> {
  return cached(['code', code, options], async () => {
    highlighter ??= createHighlighter({
      themes: [theme],
      langs: CODE_LANGUAGES.filter((language) => language !== 'text'),
    });
    const html = (await highlighter).codeToHtml(code.replace(/\n$/, ''), {
      lang: options.language,
      theme: 'lesson',
      meta: { __raw: options.marks ? `{${options.marks}}` : '' },
      transformers: [transformerMetaHighlight({ className: 'marked' }), shortClasses],
    });
    const title = options.title ? `<figcaption>${escapeHtml(options.title)}</figcaption>` : '';
    return `<figure class="code-block">${title}${html}</figure>`;
  });
}

/** Only the `<pre>`, for a file of a lab. */
export async function highlightFile(path: string, text: string): Promise<string> {
  const language = LANGUAGE_OF[path.split('.').at(-1) ?? ''] ?? 'text';
  const html = await highlight(text, { language });
  return html.replace(/^<figure[^>]*>|<\/figure>$/g, '');
}
