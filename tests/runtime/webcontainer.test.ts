/**
 * The WebContainer runtime keeps the contract in Chromium: the unmodified client on an isolated page, a stand-in for its
 * host with real Node processes behind it.
 */
import { afterAll, beforeAll } from 'vitest';
import { chromiumOfFile } from '../support/chromium.ts';
import { openRemote } from '../support/remote-runtime.ts';
import { type RuntimePages, serveRuntimePage } from '../support/runtime-page.ts';
import { startWebContainerHost, type WebContainerHost } from '../support/webcontainer-host/index.ts';
import { runtimeContract } from './contract.ts';

const browser = chromiumOfFile();
let pages: RuntimePages;
let host: WebContainerHost;
beforeAll(async () => {
  [pages, host] = await Promise.all([serveRuntimePage({ isolated: true }), startWebContainerHost()]);
});
afterAll(() => Promise.all([pages.close(), host.close()]));

runtimeContract('the WebContainer runtime', {
  // the client knows no signals: each takes a program of its own that sends it
  stopMs: 4000,
  async open(options) {
    const page = await pages.open(browser(), { WEBCONTAINER_API_IFRAME_URL: host.url });
    return openRemote(page, 'webcontainer', options);
  },
});
