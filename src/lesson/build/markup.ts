/**
 * Tags in a lesson's text: which may stand there and what their attributes are. A tag is checked and printed anew, so
 * that nothing an author types inside it can become a Svelte expression.
 */
import { proseComponents } from '../../prose/components.ts';

/** HTML inside a sentence. Everything bigger is Markdown's or a component's job. */
export const INLINE_HTML = [
  'kbd',
  'sub',
  'sup',
  'mark',
  'br',
  'abbr',
  'i',
  'b',
  'em',
  'strong',
  'code',
  'small',
  'q',
  'span',
];
export const INLINE_TAGS = [
  ...INLINE_HTML,
  ...Object.keys(proseComponents).filter((name) => proseComponents[name]?.inline),
];

export class MarkupError extends Error {}

/** Printed in place of the sign; mdsvex and Svelte both leave them alone. */
export const escapeSvelte = (text: string): string =>
  text.replace(
    /[&<>{}]/g,
    (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '{': '&#123;', '}': '&#125;' })[sign] ?? sign,
  );

const TAG =
  /<(\/?)([A-Za-z][\w:.-]*)((?:\s+[\w:@.-]+(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'>]+))?|\s*\{[^}]*\})*)\s*(\/?)>/y;
const ATTRIBUTE = /([\w:@.-]+)(?:\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+)))?|(\{[^}]*\})/g;

export interface Tag {
  readonly name: string;
  readonly kind: 'open' | 'close' | 'whole';
}

export interface Markup {
  readonly html: string;
  readonly tags: readonly Tag[];
}

/**
 * A raw piece of the lesson: one tag inside a sentence, or the tags of a block. Comments vanish.
 * @throws MarkupError with a sentence without a place.
 */
export function readMarkup(raw: string, where: 'sentence' | 'block'): Markup {
  const source = raw.replace(/<!--[\s\S]*?-->/g, '').trim();
  const tags: Tag[] = [];
  let html = '';
  for (let at = 0; at < source.length;) {
    const space = /\s*/y;
    space.lastIndex = at;
    space.exec(source);
    at = space.lastIndex;
    TAG.lastIndex = at;
    const match = TAG.exec(source);
    if (!match) throw new MarkupError(strayText(source, at));
    const [, slash = '', name = '', attributes = '', selfClosing = ''] = match;
    html += `<${slash}${name}${slash ? '' : checkTag(name, attributes, where)}${selfClosing ? ' /' : ''}>`;
    tags.push({ name, kind: slash ? 'close' : selfClosing || name === 'br' ? 'whole' : 'open' });
    at = TAG.lastIndex;
  }
  return { html, tags };
}

function strayText(source: string, at: number): string {
  const tag = /^<\/?([A-Za-z][\w:.-]*)/.exec(source.slice(at))?.[1];
  if (tag) return `the tag <${tag} …> cannot be read; wanted: attributes as name="text"`;
  const opener = /^<([A-Za-z][\w.-]*)/.exec(source)?.[1];
  if (opener)
    return `there is text on the line of <${opener}>; wanted: the tag alone on its line, with a blank line before and after the text`;
  return `"${source.slice(at, at + 40)}" cannot be read; wanted: \\< for the sign "<"`;
}

function checkTag(name: string, attributes: string, where: 'sentence' | 'block'): string {
  const component = Object.hasOwn(proseComponents, name) ? proseComponents[name] : undefined;
  const known = Object.keys(proseComponents).join(', ');
  if (!component && /^(?:script|style)$/.test(name))
    throw new MarkupError(`<${name}> has no place in a lesson; wanted: a component of src/prose (${known})`);
  if (!component && !INLINE_HTML.includes(name))
    throw new MarkupError(
      `<${name}> is neither a component of src/prose (${known}) nor an inline tag (${INLINE_HTML.join(', ')}); wanted: one of these, or \`<${name}>\` in backticks`,
    );
  if (component && !component.inline && where === 'sentence')
    throw new MarkupError(
      `<${name}> stands inside a paragraph; wanted: the tag alone on its line, with a blank line before and after`,
    );
  const given: string[] = [];
  let printed = '';
  for (const [, key, double, single, bare, expression] of attributes.matchAll(ATTRIBUTE)) {
    if (expression !== undefined || bare?.startsWith('{') || key === undefined)
      throw new MarkupError(`<${name}> has the expression ${expression ?? bare}; wanted: attributes as name="text"`);
    const value = double ?? single ?? bare ?? '';
    if (component) checkAttribute(name, key, value, component.attributes[key]);
    else if (key.startsWith('on') || key.includes(':') || key === 'style')
      throw new MarkupError(`<${name}> has "${key}"; wanted: text, and logic in a component`);
    given.push(key);
    printed += ` ${key}="${attributeText(value)}"`;
  }
  const missing = component?.required?.find((key) => !given.includes(key));
  if (missing)
    throw new MarkupError(
      `<${name}> has no "${missing}"; wanted: <${name} ${component?.required?.map((key) => `${key}="…"`).join(' ')}>`,
    );
  return printed;
}

function checkAttribute(name: string, key: string, value: string, allowed: true | readonly string[] | undefined): void {
  if (allowed === undefined) {
    const known = Object.keys(proseComponents[name]?.attributes ?? {}).join(', ');
    throw new MarkupError(`<${name}> has "${key}", which is not an attribute of it; wanted: one of ${known}`);
  }
  if (allowed !== true && !allowed.includes(value))
    throw new MarkupError(`<${name}> has ${key}="${value}"; wanted: one of ${allowed.join(', ')}`);
}

/** What an author wrote as an entity stays one; everything else is literal. */
const attributeText = (value: string): string =>
  value
    .replace(/&(?!(?:#\d+|#x[\da-f]+|[a-z]+);)/gi, '&amp;')
    .replace(
      /["<>{}]/g,
      (sign) => ({ '"': '&quot;', '<': '&lt;', '>': '&gt;', '{': '&#123;', '}': '&#125;' })[sign] ?? sign,
    );
