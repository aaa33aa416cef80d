/**
 * "Prose is text", first half: the Markdown tree. mdsvex would hand braces, `<` and `{#if}` to Svelte; here every tag is
 * checked, code becomes finished HTML, headings get their ids, and what is refused is refused with its place.
 */
import type { Heading as HeadingNode, Html, InlineCode, Node, Parent, Root } from 'mdast';
import { visit } from 'unist-util-visit';
import type { Language } from '../../strings/index.ts';
import { LessonError } from '../error.ts';
import { uniqueSlugs } from '../slug.ts';
import { renderFence } from './fences.ts';
import { escapeSvelte, INLINE_TAGS, MarkupError, readMarkup, type Tag } from './markup.ts';

export interface Heading {
  readonly depth: number;
  readonly id: string;
  readonly text: string;
}

export interface ProseContext {
  /** From the project's root, for messages. */
  readonly file: string;
  /** The lesson's folder on disk. */
  readonly folder: string;
  readonly language: Language;
  /** Addresses of all lessons. */
  readonly slugs: ReadonlySet<string>;
}

/** What the second half and the module script need. */
export interface ProseFindings {
  readonly headings: Heading[];
  readonly components: Set<string>;
}

/**
 * mdsvex takes a line that begins with a tag for a block of HTML; behind this sign (gone in the end) `<Term>` may begin
 * a sentence.
 */
export const SENTENCE_START = '\uE004';
const INLINE_AT_START = new RegExp(
  `^([ \\t>]*(?:(?:[-*+]|\\d+[.)])[ \\t]+)?)(?=<(?:${INLINE_TAGS.join('|')})\\b)`,
  'gm',
);
export const markSentenceStarts = (text: string): string => text.replace(INLINE_AT_START, `$1${SENTENCE_START}`);

export const placeOf = (
  file: string,
  node: Node | { position?: Node['position'] },
): { file: string; line?: number; column?: number } => ({
  file,
  ...(node.position && { line: node.position.start.line, column: node.position.start.column }),
});

/** Remark plugin. Fills `findings`. */
export function proseIsText(context: ProseContext, findings: ProseFindings) {
  return async (tree: Root, file: { contents: unknown }): Promise<void> => {
    const source = String(file.contents);
    const fail = (node: Node, sentence: string): never => {
      throw new LessonError(placeOf(context.file, node), sentence);
    };
    refuseSvelte(tree, fail);
    readHeadings(tree, source, findings.headings, fail);
    readTags(tree, findings.components, fail);
    visit(tree, 'inlineCode', (node, index, parent) => {
      replace(parent, index, `<code>${escapeSvelte(codeText(node, source, parent?.type === 'tableCell'))}</code>`);
    });
    visit(tree, 'image', (node) =>
      fail(node, 'images have no place in a lesson; wanted: a drawing (a route or sequence fence)'),
    );
    await renderFences(tree, context);
  };
}

type Fail = (node: Node, sentence: string) => never;

function replace(parent: Parent | undefined, index: number | undefined, html: string): void {
  if (!parent || index === undefined) return;
  parent.children[index] = { type: 'html', value: html } satisfies Html;
}

function refuseSvelte(tree: Root, fail: Fail): void {
  visit(tree as Node, (node) => {
    const { type, value } = node as Node & { value?: string };
    if (/^svelte(?:Block|Tag)$/.test(type)) {
      fail(
        node,
        `"${String(value).split('\n', 1)[0]}" is Svelte, and a lesson is text; wanted: a component of src/prose, or \`…\` in backticks to print it`,
      );
    }
  });
}

/** mdsvex has already escaped the node's value, so an author's own `&lt;` could not be told apart: read the source. */
function codeText(node: InlineCode, source: string, inTable: boolean): string {
  const { start, end } = node.position ?? {};
  const raw = source.slice(start?.offset, end?.offset);
  const text =
    /^(`+)([\s\S]*?)\1$/
      .exec(raw)?.[2]
      ?.trim()
      .replace(/\s*\n\s*/g, ' ') ?? node.value;
  return inTable ? text.replaceAll('\\|', '|') : text;
}

function plainText(node: Node, source: string): string {
  if (node.type === 'inlineCode') return codeText(node as InlineCode, source, false);
  if (node.type === 'html') return '';
  const { value, children } = node as Node & { value?: string; children?: Node[] };
  return value?.replaceAll('&lt;', '<') ?? (children ?? []).map((child) => plainText(child, source)).join('');
}

function readHeadings(tree: Root, source: string, headings: Heading[], fail: Fail): void {
  const slug = uniqueSlugs();
  let above = 1;
  visit(tree, 'heading', (node: HeadingNode) => {
    if (node.depth === 1)
      fail(node, 'the heading has one "#", but the title of the front matter is the page\'s heading; wanted: "##"');
    if (node.depth > above + 1)
      fail(node, `the heading has ${node.depth} "#" below one with ${above}; wanted: "${'#'.repeat(above + 1)}"`);
    above = node.depth;
    const text = plainText(node, source).replaceAll(SENTENCE_START, '').trim();
    const id = slug(text);
    node.data = { ...node.data, hProperties: { id } } as NonNullable<HeadingNode['data']>;
    headings.push({ depth: node.depth, id, text });
  });
}

/** Checks every tag and that each one is closed where it was opened. */
function readTags(tree: Root, components: Set<string>, fail: Fail): void {
  const open: { tag: Tag; node: Node }[] = [];
  visit(tree, 'html', (node, _index, parent) => {
    const where = parent && /^(?:root|listItem|blockquote)$/.test(parent.type) ? 'block' : 'sentence';
    try {
      const { html, tags } = readMarkup(node.value, where);
      node.value = html;
      for (const tag of tags) {
        if (tag.kind !== 'close' && /^[A-Z]/.test(tag.name)) components.add(tag.name);
        if (tag.kind === 'open') open.push({ tag, node });
        if (tag.kind === 'close' && open.pop()?.tag.name !== tag.name)
          fail(node, `</${tag.name}> closes what is not open; wanted: <${tag.name}> before it`);
      }
    } catch (error) {
      if (error instanceof MarkupError) fail(node, error.message);
      throw error;
    }
  });
  const left = open.at(-1);
  if (left) fail(left.node, `<${left.tag.name}> is not closed; wanted: </${left.tag.name}> after it`);
}

async function renderFences(tree: Root, context: ProseContext): Promise<void> {
  const tasks: Promise<void>[] = [];
  visit(tree, 'code', (node, index, parent) => {
    const fence = {
      language: node.lang ?? '',
      meta: node.meta ?? '',
      code: node.value.replaceAll(SENTENCE_START, ''),
      line: node.position?.start.line ?? 1,
    };
    // one string for Svelte instead of thousands of elements to compile, and nothing in it to escape
    tasks.push(
      renderFence(fence, context).then((html) =>
        replace(parent, index, `{@html ${JSON.stringify(html).replaceAll('</', '<\\/')}}`),
      ),
    );
  });
  await Promise.all(tasks);
}
