import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderHtml } from '../../src/report/html.ts';
import { findingOf, inputOf, resultOf } from '../report/sample.ts';
import { chromiumPath, openChromium } from '../support/chromium.ts';

if (chromiumPath === undefined) console.warn('no Chromium here: the report was not tried in a browser');

/** Runs in the page: the contrast of each kind of text with the paper it stands on. */
const contrastsOnPaper = `(() => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((value) => {
      const share = Number(value) / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const paperOf = (element) => getComputedStyle(element.closest('details, .scores > div') ?? document.body).backgroundColor;
  return [...document.querySelectorAll('h1, small, td, th, a, .severity, dt')].map((element) => {
    const [a, b] = [light(getComputedStyle(element).color), light(paperOf(element))];
    return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  });
})()`;

const hostile = '<img src=https://evil.test/x onerror=alert(1)>';

// A newcomer may have no Chromium: then what only a browser can tell is not looked at; CI installs one.
describe.skipIf(chromiumPath === undefined)('the report, in a real browser', () => {
  let folder: string;
  let browser: Browser;
  let page: Page;
  const asked: string[] = [];

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lockstep-report-'));
    const failing = resultOf({ findings: [findingOf({ subject: hostile })] });
    const passing = resultOf({ check: 'admin-guest', status: 'pass', population: 'eleven administrators' });
    await writeFile(join(folder, 'report.html'), renderHtml(inputOf([failing, passing])));
    browser = await openChromium();
    page = await browser.newPage();
    page.on('request', (request) => asked.push(request.url()));
    await page.goto(`file://${join(folder, 'report.html')}`);
  });

  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('asks the network for nothing, whatever a name contains', () => {
    expect(asked).toEqual([`file://${join(folder, 'report.html')}`]);
  });

  it('shows a hostile name as text', async () => {
    expect(await page.getByText(hostile).first().isVisible()).toBe(true);
  });

  it('leads the keyboard past the head, and opens a folded verdict', async () => {
    const evidence = page.getByText('eleven administrators');
    expect(await evidence.isVisible()).toBe(false);

    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the findings');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('SUMMARY');
    await page.keyboard.press('Enter');

    expect(await evidence.isVisible()).toBe(true);
    await page.keyboard.press('Enter');
  });

  it('prints what is folded on the screen', async () => {
    await page.emulateMedia({ media: 'print' });

    expect(await page.getByText('eleven administrators').isVisible()).toBe(true);
    await page.emulateMedia({ media: 'screen' });
  });

  it.each(['light', 'dark'] as const)('is readable on %s paper', async (colorScheme) => {
    await page.emulateMedia({ colorScheme });
    const contrasts: number[] = await page.evaluate(contrastsOnPaper);

    // WCAG 2.2, contrast (minimum): 4.5 : 1
    expect(Math.min(...contrasts)).toBeGreaterThan(4.5);
  });
});
