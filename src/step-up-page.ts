import { type Context, Hono } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import { secureHeaders } from 'hono/secure-headers';
import {
  type FinishedSignIn,
  finishSignIn,
  lookAtSignIn,
  openSignIn,
  type WhatIsProved,
} from './approvals/index.ts';
import { reasonOf } from './lib/operator-error.ts';

export type StepUpTools = Parameters<typeof openSignIn>[0];

/** The two ends of a sign-in that proves a decision (approvals/sign-in.ts). */
export interface StepUpPages {
  /** Below this address, as browsers write it. */
  readonly publicUrl: string;
  /** What the link confirms, to be read first: it may come from another than the one who clicked. */
  readonly look: (link: string) => Promise<Page>;
  readonly open: (link: string) => Promise<Page>;
  readonly finish: (search: string, secret: string | null) => Promise<Page>;
}

/** What a browser gets. */
interface Page {
  readonly status: 200 | 403 | 410 | 503;
  readonly title: string;
  readonly text: string;
  /** The button that goes on. */
  readonly button?: string;
  /** Where the browser goes instead, and what it keeps until it comes back. */
  readonly away?: { readonly address: string; readonly secret: string };
}

/** null where no browser can reach us. */
export function createStepUpPages(tools: StepUpTools): StepUpPages | null {
  const { publicUrl, log } = tools;
  if (publicUrl === null) return null;
  return {
    publicUrl,
    look: async (link) => askFirst(await lookAtSignIn(tools, link)),
    open: async (link) => {
      try {
        const away = await openSignIn(tools, link);
        return away === null ? gone : { ...proved, away };
      } catch (error) {
        log.warn({ reason: reasonOf(error) }, 'a sign-in could not begin');
        return unavailable;
      }
    },
    finish: async (search, secret) => pageOf(await finishSignIn(tools, search, secret)),
  };
}

function pageOf(finished: FinishedSignIn): Page {
  if (finished === 'proved') return proved;
  if (finished === 'unknown') return gone;
  if (finished === 'unavailable') return unavailable;
  return { status: 403, title: 'Nothing was decided', text: `The reason: ${finished.refused}. ${again}` };
}

function askFirst(what: WhatIsProved | null): Page {
  if (what === null) return gone;
  const verb = what.verdict === 'approve' ? 'approve' : 'deny';
  return {
    status: 200,
    title: `You are about to ${verb}`,
    text: `${what.what}. Asked by ${what.requester}${what.reason === '' ? '' : `, because: ${what.reason}`}. You decide as ${what.by}. Did you not click this in Slack a moment ago? Then close this page, and tell an admin that somebody uses your Slack account.`,
    button: `Sign in and ${verb}`,
  };
}

const again = 'Go back to Slack and click again.';
const proved: Page = {
  status: 200,
  title: 'You may go back to Slack',
  text: 'You have proved that it is you. The card in Slack shows what your decision did.',
};
const gone: Page = {
  status: 410,
  title: 'This link is of no use any more',
  text: `It has served, was opened in another browser, or its five minutes are over. ${again}`,
};
const unavailable: Page = {
  status: 503,
  title: 'Your directory could not be asked',
  text: `Nothing was decided. ${again}`,
};

const COOKIE = 'lockstep_step_up';

/** GET /step-up/<link> says what it confirms, POST sends the browser to the directory, GET /step-up/callback takes it back. */
export function serveStepUp(app: Hono, pages: StepUpPages): void {
  const pagesOnly = new Hono();
  pagesOnly.use(
    secureHeaders({
      contentSecurityPolicy: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] },
      referrerPolicy: 'no-referrer',
    }),
  );
  pagesOnly.get('/callback', async (context) => {
    const search = new URL(context.req.url).search.slice(1);
    return await show(context, pages, await pages.finish(search, getCookie(context, COOKIE) ?? null));
  });
  pagesOnly.get('/:link', async (context) =>
    show(context, pages, await pages.look(context.req.param('link'))),
  );
  pagesOnly.post('/:link', async (context) =>
    show(context, pages, await pages.open(context.req.param('link'))),
  );
  app.route('/step-up', pagesOnly);
}

/** The cookie is for this browser, these addresses and five minutes; the directory sends the browser back by a plain link. */
async function show(context: Context, { publicUrl }: StepUpPages, page: Page): Promise<Response> {
  context.header('cache-control', 'no-store');
  const { protocol, pathname } = new URL(publicUrl);
  const path = `${pathname.replace(/\/$/, '')}/step-up`;
  const secure = protocol === 'https:';
  const kept = {
    httpOnly: true,
    sameSite: 'Lax',
    secure,
    path,
    maxAge: page.away === undefined ? 0 : 300,
  } as const;
  setCookie(context, COOKIE, page.away?.secret ?? '', kept);
  if (page.away !== undefined) return context.redirect(page.away.address, 303);
  const { title, text, status, button } = page;
  const form = button === undefined ? '' : html`<form method="post"><button>${button}</button></form>`;
  return await context.html(
    html`<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><h1>${title}</h1><p>${text}</p>${form}</html>`,
    status,
  );
}
