/** From the click on Run to the first line of a program, in the sandbox on the built site. */
import type { Browser } from 'playwright-core';
import { launchChromium } from '../tests/support/chromium.ts';
import { freshPage, LabPage, serveSite } from '../tests/support/built-site.ts';
import { median, printTable } from './table.ts';

const ROUNDS = 9;
const LABS = [
  { path: '/don-hang-dau-tien/', first: 'broker', last: 'consumer', lastText: 'Nhận được đơn hàng' },
  { path: '/json-rpc-node/', first: 'server', last: 'client', lastText: 'add(3, 4) = 7' },
] as const;

interface Times {
  readonly first: number;
  readonly last: number;
}

/** Milliseconds from the click, measured inside the page: no driver's latency in it. */
async function clickAndWait(lab: LabPage, { first, last, lastText }: (typeof LABS)[number]): Promise<Times> {
  const firstTerminal = await lab.terminal(first).elementHandle();
  const lastTerminal = await lab.terminal(last).elementHandle();
  const run = await lab.run.elementHandle();
  return lab.page.evaluate(
    ([button, firstPane, lastPane, text]) =>
      new Promise<Times>((resolve) => {
        const clicked = performance.now();
        let firstAt: number | undefined;
        const look = (): void => {
          if (firstAt === undefined && /\d{4}/.test(firstPane?.textContent ?? ''))
            firstAt = performance.now() - clicked;
          if (firstAt === undefined || !lastPane?.textContent?.includes(text)) return;
          observer.disconnect();
          resolve({ first: firstAt, last: performance.now() - clicked });
        };
        const observer = new MutationObserver(look);
        observer.observe(document.body, { subtree: true, childList: true, characterData: true });
        (button as HTMLElement).click();
      }),
    [run, firstTerminal, lastTerminal, lastText] as const,
  );
}

async function measure(
  browser: Browser,
  origin: string,
  lab: (typeof LABS)[number],
  prewarmed: boolean,
): Promise<Times> {
  const page = await freshPage(browser, {
    before: async (context) => {
      // asking to save data keeps the page from preparing anything before the click
      if (!prewarmed) {
        await context.addInitScript(() =>
          Object.defineProperty(navigator, 'connection', { value: { saveData: true }, configurable: true }),
        );
      }
    },
  });
  await page.goto(origin + lab.path);
  const labPage = new LabPage(page);
  await labPage.ready();
  if (prewarmed) await page.waitForTimeout(1_500);
  const times = await clickAndWait(labPage, lab);
  await page.context().close();
  return times;
}

export async function benchLabStart(): Promise<void> {
  const site = await serveSite();
  const browser = await launchChromium();
  const rows: (string | number)[][] = [['lab', 'start', 'first line: median', 'best', 'last line: median', 'best']];
  try {
    for (const lab of LABS) {
      const cold: Times[] = [];
      const warm: Times[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        cold.push(await measure(browser, site.origin, lab, false));
        warm.push(await measure(browser, site.origin, lab, true));
      }
      for (const [start, times] of [
        ['cold', cold],
        ['prewarmed', warm],
      ] as const) {
        const first = times.map((time) => time.first);
        const last = times.map((time) => time.last);
        const ms = (value: number): string => `${value.toFixed(0)} ms`;
        rows.push([
          lab.path,
          start,
          ms(median(first)),
          ms(Math.min(...first)),
          ms(median(last)),
          ms(Math.min(...last)),
        ]);
      }
    }
  } finally {
    await browser.close();
    await site.close();
  }
  printTable(`Click on Run → output, sandbox, ${ROUNDS} rounds, cold and prewarmed by turns`, rows);
}
