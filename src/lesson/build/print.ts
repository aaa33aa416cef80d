/**
 * "Prose is text", second half: the HTML tree. mdsvex prints text nodes raw, so they are escaped here, last of all;
 * links to lessons get their address, and the module script says which components and headings the text has.
 */
import type { Element, Node, Root } from 'hast';
import { visit } from 'unist-util-visit';
import { proseComponents } from '../../prose/components.ts';
import { DEFAULT_LANGUAGE } from '../../strings/index.ts';
import { LessonError } from '../error.ts';
import { escapeSvelte } from './markup.ts';
import { placeOf, SENTENCE_START, type ProseContext, type ProseFindings } from './prose.ts';

/** Private characters that stand for signs which mdsvex' printer would escape twice or decode; see `restore`. */
const STAND_INS: Readonly<Record<string, string>> = {
  '\uE000': '&#123;',
  '\uE001': '&#125;',
  '\uE002': '%7B',
  '\uE003': '%7D',
  [SENTENCE_START]: '',
  '\uE005': '{import.meta.env.BASE_URL}',
};
const BASE = '\uE005';

/** Rehype plugin, the last one. */
export function printedForSvelte(context: ProseContext, findings: ProseFindings) {
  return (tree: Root): void => {
    visit(tree, 'text', (node) => {
      // the one sign that mdsvex has escaped already; an author's own `&amp;lt;` comes in two pieces
      node.value = escapeSvelte(node.value.replaceAll('&lt;', '<'));
    });
    visit(tree, 'element', (node) => {
      if (node.tagName === 'a') readLink(node, context);
      const { properties } = node;
      if (properties['align']) {
        properties['className'] = [`align-${String(properties['align'])}`]; // no style attribute: CSP
        delete properties['align'];
      }
      if (node.tagName === 'th') properties['scope'] = 'col';
      for (const [key, value] of Object.entries(properties)) {
        if (typeof value === 'string') properties[key] = standIn(value);
      }
    });
    tree.children.unshift({ type: 'raw', value: moduleScript(findings) } as unknown as Element, {
      type: 'text',
      value: '\n',
    });
  };
}

export const restore = (code: string): string => code.replace(/[\uE000-\uE005]/g, (sign) => STAND_INS[sign] ?? sign);

const standIn = (value: string): string =>
  value.replaceAll('{', '\uE000').replaceAll('}', '\uE001').replace(/%7B/gi, '\uE002').replace(/%7D/gi, '\uE003');

function readLink(node: Element, { file, language, slugs }: ProseContext): void {
  delete node.properties['rel'];
  const href = String(node.properties['href'] ?? '');
  const fail = (sentence: string): never => {
    throw new LessonError(placeOf(file, node as Node), sentence);
  };
  if (href.startsWith('lesson:')) {
    const [slug = '', fragment] = href.slice('lesson:'.length).split('#');
    if (!slugs.has(slug)) fail(`the link "${href}" names no lesson; wanted: one of ${[...slugs].sort().join(', ')}`);
    const prefix = language === DEFAULT_LANGUAGE ? '' : `${language}/`;
    node.properties['href'] = `${BASE}${prefix}${slug}/${fragment ? `#${fragment}` : ''}`;
  } else if (!/^(?:#|https:\/\/|http:\/\/(?:localhost|127\.0\.0\.1)\b|mailto:)/.test(href)) {
    fail(`the link "${href}" goes nowhere sure; wanted: lesson:<slug>, #heading or https://…`);
  }
}

function moduleScript({ components, headings }: ProseFindings): string {
  const imports = [...components]
    .sort()
    .map((name) => `import ${name} from '/src/prose/${proseComponents[name]?.file}';`);
  const data = JSON.stringify(headings).replaceAll('<', '\\u003c');
  return ['<script module>', ...imports, `export const headings = ${data};`, '</script>'].join('\n');
}
