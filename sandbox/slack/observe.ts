import type { Context, Hono } from 'hono';
import type { Faults } from '../faults.ts';

/** Counts requests and applies faults before anything is routed. */
export function observe(app: Hono, faults: Faults, isDown: () => boolean) {
  let requests: string[] = [];
  app.use('*', async (c, next) => {
    const { pathname, search } = new URL(c.req.url);
    requests.push(`${c.req.method} ${pathname}${search}`);
    if (isDown()) return c.text('upstream connect error', 503);
    const fault = faults.hit(c.req.method, `${pathname}${search}`);
    // empty_page and foreign_next have no meaning here: Slack's pages have cursors, not links.
    if (fault?.kind === 'reset') return reset(c);
    if (fault?.kind === 'status') {
      const headers = { 'content-type': 'application/json', ...fault.headers };
      const body = JSON.stringify(fault.body ?? { ok: false, error: 'internal_error' });
      return new Response(body, { status: fault.status, headers });
    }
    if (fault?.kind === 'html') {
      const headers = { 'content-type': 'text/html' };
      return new Response('<html><body>We are having trouble</body></html>', {
        status: fault.status,
        headers,
      });
    }
    if (fault?.kind === 'slow') await new Promise((resolve) => setTimeout(resolve, fault.ms));
    await next();
    if (fault?.kind !== 'truncated') return undefined;
    const whole = await c.res.text();
    c.res = new Response(whole.slice(0, whole.length / 2), { status: c.res.status, headers: c.res.headers });
    return undefined;
  });
  return {
    requests: () => requests,
    requestCount: () => requests.length,
    forgetRequests: () => {
      requests = [];
    },
  };
}

function reset(c: Context): Response {
  // @hono/node-server keeps the node:http request in env.
  const env = c.env as { incoming?: { socket: { destroy: () => void } } };
  env.incoming?.socket.destroy();
  return c.body(null);
}
