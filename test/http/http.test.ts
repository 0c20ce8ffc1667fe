import { once } from 'node:events';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { type Readiness, startHttp } from '../../src/http.ts';

async function withHttp(readiness: Readiness, use: (url: string) => Promise<void>): Promise<void> {
  const measure = async () =>
    await Promise.resolve([
      { name: 'lockstep_jobs', help: 'Jobs by state', labels: { state: 'ready' }, value: 3 },
      { name: 'lockstep_jobs', help: 'Jobs by state', labels: { state: 'failed' }, value: 1 },
    ]);
  const http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    readiness: async () => await Promise.resolve(readiness),
    measure,
    hook: async (_, { body }) => await Promise.resolve({ status: 200, body: `${body.length} characters` }),
  });
  try {
    await use(`http://127.0.0.1:${http.port}`);
  } finally {
    await http.close();
  }
}

it('is healthy while the process lives, whatever else is down', async () => {
  await withHttp({ ready: false, parts: { store: 'gone' } }, async (url) => {
    expect((await fetch(`${url}/healthz`)).status).toBe(200);
  });
});

it('says what keeps it from being ready', async () => {
  await withHttp({ ready: false, parts: { store: 'ok', slack: 'no socket' } }, async (url) => {
    const answer = await fetch(`${url}/readyz`);

    expect(answer.status).toBe(503);
    expect(await answer.json()).toMatchObject({ parts: { slack: 'no socket' } });
  });
});

it('gives numbers to Prometheus, fresh at each scrape', async () => {
  await withHttp({ ready: true, parts: {} }, async (url) => {
    const first = await (await fetch(`${url}/metrics`)).text();
    const second = await (await fetch(`${url}/metrics`)).text();

    expect(first).toContain('lockstep_jobs{state="ready"} 3');
    expect(second).toContain('lockstep_jobs{state="failed"} 1');
    expect(second).toContain('process_cpu_seconds_total');
  });
});

it('reads a megabyte of a hook, and no more from whoever calls', async () => {
  await withHttp({ ready: true, parts: {} }, async (url) => {
    const send = async (body: string) => await fetch(`${url}/hooks/okta`, { method: 'POST', body });
    const megabyte = 'x'.repeat(1024 * 1024);

    expect(await (await send(megabyte)).text()).toBe('1048576 characters');
    expect((await send(`${megabyte}x`)).status).toBe(413);
  });
});

it('knows no other path', async () => {
  await withHttp({ ready: true, parts: {} }, async (url) => {
    expect((await fetch(`${url}/`)).status).toBe(404);
  });
});

it('answers without a stack trace where the database does not, and says so to the log alone', async () => {
  const heard: string[] = [];
  const gone = async () => await Promise.reject(new Error('no database'));
  const http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    readiness: gone,
    measure: gone,
    hook: gone,
    failed: ({ message }, under) => void heard.push(`${under}: ${message}`),
  });
  const url = `http://127.0.0.1:${http.port}`;
  const answers = [await fetch(`${url}/metrics`), await fetch(`${url}/hooks/okta?key=1`, { method: 'POST' })];
  await http.close();

  expect(answers.map(({ status }) => status)).toEqual([500, 500]);
  expect(await answers[0]?.text()).toBe('it failed; the log says why');
  expect(heard).toEqual(['metrics: no database', 'hooks: no database']);
});

it('ends although somebody never finishes what they ask', async () => {
  const ready = { ready: true, parts: {} };
  const http = await startHttp({
    host: '127.0.0.1',
    port: 0,
    readiness: async () => await Promise.resolve(ready),
    measure: async () => await Promise.resolve([]),
    hook: async () => await Promise.resolve({ status: 202 }),
  });
  const socket = connect(http.port, '127.0.0.1').on('error', () => undefined);
  await once(socket, 'connect');
  socket.write('POST /hooks/okta HTTP/1.1\r\nhost: x\r\ncontent-length: 10\r\n\r\nhalf');
  const cut = once(socket, 'close');
  await http.close();
  await cut;
});

it('refuses a port that is taken with an error, not a crash', async () => {
  await withHttp({ ready: true, parts: {} }, async (url) => {
    const port = Number(new URL(url).port);
    const again = startHttp({
      host: '127.0.0.1',
      port,
      readiness: async () => await Promise.resolve({ ready: true, parts: {} }),
      measure: async () => await Promise.resolve([]),
    });

    await expect(again).rejects.toThrow(/EADDRINUSE/);
  });
});
