/** Every built page is valid HTML. */
import { HtmlValidate } from 'html-validate';
import { expect, it } from 'vitest';
import { pages } from './built-pages.ts';

const validator = new HtmlValidate({
  extends: ['html-validate:standard'],
  rules: {
    // Astro's and Svelte's printers choose these
    'void-style': 'off',
    'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off',
    'doctype-style': 'off',
    'no-trailing-whitespace': 'off',
    'no-inline-style': 'error',
  },
});

it.each(pages.map((page) => [page.path, page.html] as const))('%s', async (_path, html) => {
  const { results } = await validator.validateString(html);
  const messages = results.flatMap((result) => result.messages);
  expect(
    messages.map(({ ruleId, message, line, selector }) => `${ruleId}: ${message} (line ${line}, ${selector})`),
  ).toEqual([]);
});
