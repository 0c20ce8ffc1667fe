import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type RunningBot, startBot } from '../../sandbox/bot.ts';
import { createLevers } from '../../sandbox/console/levers.ts';
import { type Console, startConsole } from '../../sandbox/console/server.ts';
import { type Demo, startDemo } from '../../sandbox/demo.ts';
import { cast } from '../../sandbox/tenant/cast.ts';
import { chromiumPath, openChromium } from '../support/chromium.ts';

if (chromiumPath === undefined) console.warn('no Chromium here: the console page was not tried in a browser');

// A newcomer may have no Chromium: the line above says so and this test is skipped; CI installs one.
describe.skipIf(chromiumPath === undefined)('the console, in a real browser', () => {
  let demo: Demo;
  let bot: RunningBot;
  let site: Console;
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    demo = await startDemo();
    bot = demo.calledBack(await startBot(demo.env));
    site = await startConsole({ ...demo, levers: createLevers(demo), port: 0 });
    browser = await openChromium();
    page = await browser.newPage();
    await page.goto(site.url);
  });

  afterAll(async () => {
    await browser.close();
    await site.close();
    await bot.stop();
    await demo.close();
  });

  const type = async (line: string): Promise<void> => {
    await page.getByTestId('composer').fill(line);
    await page.getByTestId('send').click();
  };
  const reports = () => page.getByTestId('message').filter({ hasText: 'Identity health' });

  it('shows a report when an admin types /idp check', async () => {
    await page.getByTestId('person-switcher').selectOption(cast.ada.slackId);
    await page.getByTestId('channel-C0REQ').click();
    await type('/idp check');
    await reports().first().waitFor({ timeout: 60_000 });

    expect(await reports().first().innerText()).toContain('coverage');
  });

  it('keeps the thread of a report folded, so that its head is what one sees, and unfolds it by keyboard', async () => {
    const toggle = page.getByTestId('thread-toggle').first();
    await toggle.waitFor({ timeout: 60_000 });

    expect(await page.getByTestId('thread').count()).toBe(0);
    expect(await reports().first().getByText('Identity health').first().isVisible()).toBe(true);
    await toggle.focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('thread').first().waitFor();
    expect(await toggle.getAttribute('aria-expanded')).toBe('true');
    await page.keyboard.press('Enter');
    await page.getByTestId('thread').first().waitFor({ state: 'detached' });
  });

  it('shows another report after a lever was pulled, with what is new', async () => {
    await page.getByTestId('lever-okta-weak-factor').click();
    await type('/idp check');
    await reports()
      .filter({ hasText: 'NEW' })
      .filter({ hasText: cast.ada.email })
      .first()
      .waitFor({ timeout: 60_000 });

    expect(await reports().count()).toBeGreaterThan(1);
  });

  it('shows what on-call got beside Slack, and what on-call does there moves the card', async () => {
    await page.getByTestId('lever-okta-bg-sign-in').click();
    const incident = page.getByTestId('incident').filter({ hasText: 'break-glass account was used' });
    await incident.getByTestId('pager-acknowledge').click({ timeout: 60_000 });
    await page.getByTestId('channel-C0ALERTS').click();
    const card = page.getByTestId('message').filter({ hasText: 'break-glass account was used' });
    await card.filter({ hasText: 'acknowledged by on-call' }).waitFor({ timeout: 30_000 });
    await incident.getByTestId('pager-resolve').click();
    await card.filter({ hasText: 'by on-call because somebody ended it there' }).waitFor({ timeout: 30_000 });

    expect(await incident.innerText()).toContain('resolved');
    expect(await incident.getByTestId('pager-resolve').count()).toBe(0);
    await page.getByTestId('channel-C0REQ').click();
  });

  it('refuses another person', async () => {
    // Slow, and one already on its way: neither may make the page speak as the person before.
    await page.route('**/api/state*', async (route) => {
      const response = await route.fetch();
      await new Promise((resolve) => setTimeout(resolve, 300));
      await route.fulfill({ response });
    });
    await type('hello');
    await page.getByTestId('person-switcher').selectOption(cast.grace.slackId);
    await type('/idp check');

    await page.getByText('You may not do this').first().waitFor({ timeout: 30_000 });
    await page.unrouteAll({ behavior: 'ignoreErrors' });
  });
});
