/** Prose is text: what an author types is what is printed, and what is refused is refused with its place and a wish. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import type { Component } from 'svelte';
import { render } from 'svelte/server';
import { compile } from 'svelte/compiler';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compileLesson } from '../../src/lesson/build/markdown.ts';

let course = '';
let file = '';

beforeAll(() => {
  course = mkdtempSync(join(tmpdir(), 'course-'));
  const folder = join(course, '01-phan/01-bai');
  mkdirSync(join(folder, 'lab'), { recursive: true });
  mkdirSync(join(course, '01-phan/02-bai-hai'));
  writeFileSync(join(folder, 'lab/producer.ts'), 'const a = 1;\nconst b = 2;\nconst c = 3;\n');
  file = join(folder, 'vi.svx');
});
afterAll(() => rmSync(course, { recursive: true }));

const FRONT = '---\ntitle: t\nsummary: s\n---\n\n';

/** Source for Svelte without its module script; Svelte must be able to compile it. */
async function svelte(text: string, path = file): Promise<string> {
  const { code } = await compileLesson(path, FRONT + text);
  compile(code, { generate: 'server', filename: path });
  return code.replace(/<script module>[\s\S]*?<\/script>/, '').trim();
}

/** The page's HTML: Svelte's own rendering of a text without components. */
async function html(text: string): Promise<string> {
  const { js } = compile(await svelte(text), { generate: 'server', filename: 'Lesson.svelte' });
  const url = `data:text/javascript,${encodeURIComponent(js.code.replace("'svelte/internal/server'", `'${import.meta.resolve('svelte/internal/server')}'`))}`;
  const { default: component } = (await import(/* @vite-ignore */ url)) as { default: Component };
  return render(component, {})
    .body.replaceAll(/<!--.*?-->/g, '')
    .trim();
}

async function refusal(text: string): Promise<string> {
  const error = await svelte(text).then(
    () => new Error('accepted'),
    (reason: unknown) => reason as Error,
  );
  return error.message.replace(relative(process.cwd(), file).replaceAll('\\', '/'), 'vi.svx');
}

describe('prints as typed', () => {
  it.each([
    ['a < b, 5 <= 6, x <- y', '<p>a &lt; b, 5 &lt;= 6, x &lt;- y</p>'],
    ['{a: 1} {ngoặc}', '<p>{a: 1} {ngoặc}</p>'],
    ['\\{x\\} &#123;y&#125; \\< z', '<p>{x} {y} &lt; z</p>'],
    ['&lt; &amp;lt; &amp; AT&T', '<p>&lt; &amp;lt; &amp; AT&amp;T</p>'],
    ['`a < {b} &lt; "c"`', '<p><code>a &lt; {b} &amp;lt; "c"</code></p>'],
    ['một dòng `a\nb {c}`', '<p>một dòng <code>a b {c}</code></p>'],
    ['a {#if x} y {/if} {@html x} {@const z}', '<p>a {#if x} y {/if} {@html x} {@const z}</p>'],
    ['"quotes" stay... straight -- here', '<p>"quotes" stay... straight -- here</p>'],
    ['[l {x}](https://a/{id})', '<p><a href="https://a/%7Bid%7D">l {x}</a></p>'],
    ['x <!-- {gone} --> y', '<p>x  y</p>'],
    ['<kbd>Ctrl</kbd> {x}', '<p><kbd>Ctrl</kbd> {x}</p>'],
    ['- <kbd>A</kbd> **b**', '<ul><li><kbd>A</kbd> <strong>b</strong></li></ul>'],
    ['dòng một\n<kbd>K</kbd> dòng hai', '<p>dòng một <kbd>K</kbd> dòng hai</p>'],
  ])('%s', async (text, expected) => expect(await html(text)).toBe(expected));

  it('in headings, whose ids have no diacritics', async () => {
    expect(await html('## Đơn hàng `{x}` đi đâu?')).toBe(
      '<h2 id="don-hang-x-di-dau">Đơn hàng <code>{x}</code> đi đâu?</h2>',
    );
    expect(await html('## Chạy\n\n## Chạy')).toContain('id="chay-2"');
  });

  it('in tables, with an escaped pipe inside code', async () => {
    const table = await html('| a | b |\n| --: | --- |\n| `x \\| {y}` | 1<2 |');
    expect(table).toContain('<th class="align-right" scope="col">a</th>');
    expect(table).toContain('<td class="align-right"><code>x | {y}</code></td>');
    expect(table).toContain('<td>1&lt;2</td>');
  });

  it('in code, with line and file kept', async () => {
    expect(await html('```ts\nconst a = `<b>{c}</b>`;\n```')).toMatch(/&#x3C;b>\{c\}&#x3C;\/b>/);
    expect(await html('```ts file=lab/producer.ts lines=2-3\n```')).not.toContain('1');
    expect(await html('```ts file=lab/producer.ts\n```')).toContain('<figcaption>producer.ts</figcaption>');
  });

  it('in attributes of components', async () => {
    expect(await svelte('<Term gloss="a {b} < c">ack</Term> đầu dòng')).toBe(
      '<p><Term gloss="a &#123;b&#125; &lt; c">ack</Term> đầu dòng</p>',
    );
  });
});

describe('links', () => {
  it('to a lesson get the base path, and the language of the text', async () => {
    expect(await svelte('[x](lesson:bai-hai#y)')).toBe('<p><a href="{import.meta.env.BASE_URL}bai-hai/#y">x</a></p>');
    expect(await svelte('[x](lesson:bai-hai)', file.replace('vi.svx', 'en.svx'))).toContain('BASE_URL}en/bai-hai/"');
  });
});

describe('drawings', () => {
  it('a route is a list of stations', async () => {
    const drawing = await html('```route title="T"\nprogram a.ts\n> publish\nqueue q\n```');
    expect(drawing).toMatch(/<ol><li class="program">.*a\.ts.*<li class="queue">.*publish.*hàng đợi.*q.*<\/ol>/s);
    expect(drawing).toContain('<figcaption>T</figcaption>');
  });

  it('a sequence says in words who sends to whom', async () => {
    const drawing = await html('```sequence title="T"\nclient -> server: {"a": 1}\nserver -> client: 2\n```');
    expect(drawing).toContain('<li class="from-1 to-2"><span class="visually-hidden">client → server: </span>');
    expect(drawing).toContain('<span class="what">{&quot;a&quot;: 1}</span>');
    expect(drawing).toContain('<li class="from-2 to-1">');
  });
});

describe('is refused', () => {
  it.each([
    ['Kiểu Promise<string> x'],
    ['{#if x}\n\ny\n\n{/if}'],
    ['{@html foo}'],
    ['<svelte:head>\n\n</svelte:head>'],
    ['<script>\nlet a = 1;\n</script>'],
    ['<style>\na {}\n</style>'],
    ['<div>\n\nx\n\n</div>'],
    ['<Note>a < b</Note>'],
    ['<Note kind="bad">\n\nx\n\n</Note>'],
    ['<Note king="info">\n\nx\n\n</Note>'],
    ['<Note>\n\nx'],
    ['x\n\n</Note>'],
    ['chữ <Note> chữ </Note>'],
    ['<Reveal>\n\nx\n\n</Reveal>'],
    ['<Reveal summary={x}>\n\nx\n\n</Reveal>'],
    ['<Quiz n={3} />'],
    ['<b onclick="x()">a</b>'],
    ['# Tựa'],
    ['## a\n\n#### b'],
    ['```cobol\nx\n```'],
    ['```\nx\n```'],
    ['```ts color=red\n```'],
    ['a\n\n```ts file=lab/nope.ts\n```'],
    ['```ts file=../secret.ts\n```'],
    ['```ts file=lab/producer.ts\nconst a = 1;\n```'],
    ['```ts file=lab/producer.ts lines=2-9\n```'],
    ['```route\nprogram a\nqueue b\n```'],
    ['```route title="T"\nprogram a\nbroker b\n```'],
    ['```sequence title="T"\na => b: c\n```'],
    ['[x](lesson:khong-co)'],
    ['[x](/json-rpc/)'],
    ['![a](b.png)'],
  ])('%j', async (text) => expect(await refusal(text)).toMatchSnapshot());
});
