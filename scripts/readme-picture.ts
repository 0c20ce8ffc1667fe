import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { startBot } from '../sandbox/bot.ts';
import { createLevers } from '../sandbox/console/levers.ts';
import { startConsole } from '../sandbox/console/server.ts';
import { startDemo } from '../sandbox/demo.ts';
import { cast } from '../sandbox/tenant/cast.ts';
import { chromiumPath, openChromium } from '../test/support/chromium.ts';

/**
 * Takes the picture of the README: the demo's console with a report of which two findings are new.
 * Needs Chromium: its path, or where systems keep it.
 */
const [, , executablePath = chromiumPath] = process.argv;
const PATIENCE_MS = 60_000;
const PICTURE = fileURLToPath(new URL('../docs/report.png', import.meta.url));

const demo = await startDemo();
const bot = demo.calledBack(await startBot(demo.env, PATIENCE_MS));
const site = await startConsole({ ...demo, levers: createLevers(demo), port: 0 });
const browser = await openChromium(executablePath);
const page = await browser.newPage({ viewport: { width: 1280, height: 720 } });
page.setDefaultTimeout(PATIENCE_MS);
await page.goto(site.url);
await page.getByTestId('person-switcher').selectOption(cast.ada.slackId);
await page.getByTestId('channel-C0REQ').click();
await check(page, 1);
await page.getByTestId('lever-okta-weak-factor').click();
await check(page, 2);
// In one step: what is on the page is drawn anew with each change.
await reports(page)
  .last()
  .evaluate((report) => report.scrollIntoView());
await page.screenshot({ path: PICTURE });
await browser.close();
await Promise.all([site.close(), bot.stop(), demo.close()]);

/** Has the directories judged, and waits for that many reports. */
async function check(page: Page, many: number): Promise<void> {
  await page.getByTestId('composer').fill('/idp check');
  await page.getByTestId('send').click();
  await reports(page)
    .nth(many - 1)
    .waitFor();
}

function reports(page: Page): ReturnType<Page['getByTestId']> {
  return page.getByTestId('message').filter({ hasText: 'Identity health' });
}
