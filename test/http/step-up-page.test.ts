import { Hono } from 'hono';
import { expect, it } from 'vitest';
import { type StepUpPages, serveStepUp } from '../../src/step-up-page.ts';

const page = { status: 200, title: 'T', text: 'x' } as const;
const away = { address: 'https://acme.okta.com/authorize', secret: 'kept' };

/** The answer to a click on the page's button, where browsers reach it at an address. */
async function sentAway(publicUrl: string): Promise<Response> {
  const app = new Hono();
  const pages: StepUpPages = {
    publicUrl,
    look: async () => await Promise.resolve(page),
    open: async () => await Promise.resolve({ ...page, away }),
    finish: async () => await Promise.resolve(page),
  };
  serveStepUp(app, pages);
  return await app.request('/step-up/link', { method: 'POST' });
}

it('what a browser keeps of a sign-in is for the server alone, over https, on these pages, for five minutes', async () => {
  const answer = await sentAway('https://lockstep.test/bot/');

  expect(answer.headers.get('location')).toBe(away.address);
  expect(answer.headers.get('set-cookie')?.split('; ').toSorted()).toEqual([
    'HttpOnly',
    'Max-Age=300',
    'Path=/bot/step-up',
    'SameSite=Lax',
    'Secure',
    'lockstep_step_up=kept',
  ]);
});

it('its pages are framed by nobody, kept by nobody, and tell no other site where they were', async () => {
  const { headers } = await sentAway('https://lockstep.test');

  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
});

it('over plain http, which is loopback only, the browser still gets it back', async () => {
  expect((await sentAway('http://127.0.0.1:3000')).headers.get('set-cookie')).not.toContain('Secure');
});
