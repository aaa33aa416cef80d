/** The sandbox keeps the contract in Chromium, on a page without any special headers. */
import { afterAll, beforeAll } from 'vitest';
import { chromiumOfFile } from '../support/chromium.ts';
import { openRemote } from '../support/remote-runtime.ts';
import { type RuntimePages, serveRuntimePage } from '../support/runtime-page.ts';
import { runtimeContract } from './contract.ts';

const browser = chromiumOfFile();
let pages: RuntimePages;
beforeAll(async () => {
  pages = await serveRuntimePage();
});
afterAll(() => pages.close());

runtimeContract('the sandbox', {
  open: async (options) => openRemote(await pages.open(browser()), 'sandbox', options),
});
