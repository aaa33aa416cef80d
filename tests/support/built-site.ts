/** The built site as a reader gets it: `dist/` behind a static host, a page of it, and what a reader does in a lab. */
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { type Language, workbench } from '../../src/strings/index.ts';
import { ISOLATION_HEADERS, type StaticServer, startStaticServer } from './static-server.ts';

const ROOT = join(import.meta.dirname, '../..');
const DIST = join(ROOT, 'dist');
const SCREENSHOTS = join(ROOT, 'artifacts/screenshots');

/** @throws Error where the site has not been built */
export function serveSite({ isolated = true } = {}): Promise<StaticServer> {
  if (!existsSync(join(DIST, 'index.html'))) throw new Error('There is no dist/index.html: run `npm run build` first.');
  return startStaticServer({ folder: DIST, headers: isolated ? ISOLATION_HEADERS : {} });
}

export interface PageOptions {
  readonly width?: 390 | 1440;
  readonly colorScheme?: 'light' | 'dark';
  /** Runs in the page before its own scripts. */
  readonly before?: (context: BrowserContext) => Promise<unknown>;
}

/** A page of its own context: no storage, no cache, no service worker of an earlier one. */
export async function freshPage(browser: Browser, options: PageOptions = {}): Promise<Page> {
  const { width = 1440, colorScheme = 'light', before } = options;
  const context = await browser.newContext({ viewport: { width, height: width === 390 ? 844 : 900 }, colorScheme });
  // below a test's own limit, so that a failure names the step that waited
  context.setDefaultTimeout(12_000);
  await before?.(context);
  return context.newPage();
}

export async function screenshot(page: Page, name: string, options: { fullPage?: boolean } = {}): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true });
  await page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), ...options });
}

/** The lab of a lesson page, by the names its reader sees. */
export class LabPage {
  readonly page: Page;
  readonly #words: (typeof workbench)['vi'];

  constructor(page: Page, language: Language = 'vi') {
    this.page = page;
    this.#words = workbench[language];
  }

  get run(): Locator {
    return this.page.getByRole('button', { name: this.#words.run, exact: true });
  }
  get stop(): Locator {
    return this.page.getByRole('button', { name: this.#words.stop, exact: true });
  }
  get reset(): Locator {
    return this.page.getByRole('button', { name: this.#words.reset, exact: true });
  }
  get restartBroker(): Locator {
    return this.page.getByRole('button', { name: this.#words.restartBroker, exact: true });
  }
  get webcontainer(): Locator {
    return this.page.getByRole('radio', { name: this.#words.places.webcontainer });
  }
  get log(): Locator {
    return this.page.getByRole('log', { name: this.#words.log });
  }
  get picture(): Locator {
    return this.page.getByRole('img', { name: this.#words.scene.title });
  }
  stopProcess(name: string): Locator {
    return this.page.getByRole('button', { name: this.#words.stopProcess(name), exact: true });
  }
  startProcess(name: string): Locator {
    return this.page.getByRole('button', { name: this.#words.startProcess(name), exact: true });
  }
  terminal(name: string): Locator {
    return this.page.getByLabel(this.#words.terminal(name), { exact: true });
  }
  failure(reason: keyof (typeof workbench)['vi']['failures']): Locator {
    return this.page.getByText(this.#words.failures[reason]);
  }

  /** Until the lab answers: its buttons are disabled in the page as it was served. */
  async ready(): Promise<void> {
    await this.run.waitFor();
    await this.page.locator('lesson-island[ready]').waitFor();
  }

  /** Shows a part of the lab on a narrow screen, where one stands at a time; on a wide one it is there already. */
  async show(view: 'code' | 'output' | 'picture' | 'log'): Promise<void> {
    const tab = this.page.getByRole('tab', { name: this.#words[view], exact: true });
    if (await tab.isVisible()) await tab.click();
  }

  editor(file: string): Locator {
    return this.page.getByRole('textbox', { name: this.#words.editor(file) });
  }

  /** Replaces the text of a file, as pasting over everything does. */
  async edit(file: string, text: string): Promise<void> {
    await this.show('code');
    await this.page.getByRole('tab', { name: new RegExp(`^${file.replaceAll('.', '\\.')}`) }).click();
    const editor = this.editor(file);
    await editor.click();
    await this.page.keyboard.press('ControlOrMeta+a');
    await this.page.keyboard.insertText(text);
  }
}
