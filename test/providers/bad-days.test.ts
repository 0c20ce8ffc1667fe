import { mkdtempSync, rmSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { FaultRule } from '../../sandbox/faults.ts';
import { cast, credentials, groups, printer } from '../../sandbox/tenant/cast.ts';
import { issueKey } from '../../sandbox/tenant/okta-keys.ts';
import { selfSigned } from '../support/certificate.ts';
import { careless, type Day, expectSafe, type Lived, liveThrough, type Side, unjudged } from './bad-day.ts';

const minutes = 60_000;
/** Whatever reads the vendor, tokens included. */
const everything = /./;
const api = /^\/(api\/v1|v1\.0)\//;
const always = (fault: FaultRule['fault'], path = api): readonly FaultRule[] => [{ path, fault }];
const both: readonly Side[] = ['okta', 'entra'];
const onEach = (name: string, test: (side: Side) => Promise<void>) => {
  for (const side of both)
    it.concurrent(`${side}: ${name}`, { timeout: 90_000 }, async () => await test(side));
};

/** Nothing can be known: every check says so, the mirror stays, and each way in tells why. */
function expectBlind(lived: Lived, code: string): void {
  expectSafe(lived);
  const { probe, run, sync, after, before } = lived;
  expect(probe).toMatchObject({ authenticated: false, problem: { code } });
  expect(run.results.map(({ status }) => status)).toEqual(run.results.map(() => 'not_evaluated'));
  expect(new Set(Object.values(unjudged(lived)))).toEqual(new Set(['provider_unavailable']));
  expect(run.connections).toMatchObject([{ reachable: false }]);
  expect(sync).toMatchObject({ code });
  expect(lived.lookUp).toMatchObject({ code });
  expect(after).toEqual(before);
}

describe('a day on which nothing can be known', () => {
  const nobody = '00000000-0000-4000-8000-000000000000';
  const { watcherClient: clientId } = credentials.entra;
  const notFound = { kind: 'status', status: 404, body: { errorCode: 'E0000007' } } as const;
  const withBody = (status: number, headers: Record<string, string> = {}): FaultRule['fault'] => ({
    kind: 'status',
    status,
    headers,
    body: { errorCode: 'E0000047', error: { code: 'TooManyRequests', message: 'Too many requests.' } },
  });
  const storm = {
    'retry-after': '1',
    'x-rate-limit-limit': '600',
    'x-rate-limit-remaining': '0',
    'x-rate-limit-reset': '0',
  };

  const days: readonly (readonly [string, string, Day])[] = [
    [
      'a wrong token',
      'TOKEN_REJECTED',
      {
        okta: { kind: 'token', token: 'nonsense' },
        entra: { kind: 'secret', clientId, clientSecret: 'nonsense' },
      },
    ],
    ['a server error everywhere', 'PROVIDER_UNAVAILABLE', { faults: always(withBody(503)) }],
    ['a vendor that does not answer', 'PROVIDER_UNAVAILABLE', { faults: always({ kind: 'reset' }) }],
    ['a 429 storm without headers', 'PROVIDER_UNAVAILABLE', { faults: always(withBody(429)) }],
    ['a 429 storm with headers', 'PROVIDER_UNAVAILABLE', { faults: always(withBody(429, storm)) }],
    ['HTML instead of JSON', 'EVIDENCE_INCOMPLETE', { faults: always({ kind: 'html', status: 200 }) }],
    ['HTML with a 502', 'PROVIDER_UNAVAILABLE', { faults: always({ kind: 'html', status: 502 }) }],
    ['truncated JSON', 'EVIDENCE_INCOMPLETE', { faults: always({ kind: 'truncated' }) }],
  ];
  for (const [name, code, day] of days)
    onEach(name, async (side) => expectBlind(await liveThrough(side, day), code));

  it.concurrent('okta: an org that is none', async () => {
    expectBlind(await liveThrough('okta', { faults: always(notFound, everything) }), 'NOT_FOUND');
  });

  it.concurrent('entra: a wrong tenant', { timeout: 90_000 }, async () => {
    expectBlind(await liveThrough('entra', { tenantId: nobody }), 'TOKEN_REJECTED');
  });

  it.concurrent('entra: an authority that is down', { timeout: 90_000 }, async () => {
    const faults = always({ kind: 'html', status: 502 }, /^\/[^/]+\/(v2\.0|oauth2)\//);
    expectBlind(await liveThrough('entra', { faults }), 'PROVIDER_UNAVAILABLE');
  });
});

describe('a clock that is off by ten minutes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lockstep-days-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.concurrent('okta: refuses the key, and says why', async () => {
    const identity = { kind: 'key' as const, clientId: credentials.okta.watcherClient, privateKey: '' };
    const day: Day = { clockSkewMs: 10 * minutes, okta: { ...identity, keyId: null } };
    const happens: Day['happens'] = ({ company }) => {
      Object.assign(day.okta ?? {}, issueKey(company.okta, identity.clientId));
    };
    expectBlind(await liveThrough('okta', { ...day, happens }), 'CLOCK_SKEW');
  });

  it.concurrent('entra: refuses the certificate, and says why', async () => {
    const { pem, certificate } = selfSigned();
    const certificatePath = join(folder, 'app.pem');
    await writeFile(certificatePath, pem);
    const { watcherClient: clientId } = credentials.entra;
    const lived = await liveThrough('entra', {
      clockSkewMs: -10 * minutes,
      entra: { kind: 'certificate', clientId, certificatePath },
      happens: ({ company }) => {
        company.entra.clients.get(clientId)!.certificates = [certificate];
      },
    });
    expectBlind(lived, 'CLOCK_SKEW');
  });

  onEach('is told where the token does not mind', async (side) => {
    const lived = await liveThrough(side, { clockSkewMs: 10 * minutes });
    expectSafe(lived);
    expect('clockSkewMs' in lived.probe && Math.round((lived.probe.clockSkewMs ?? 0) / minutes)).toBe(10);
  });
});

describe('a day on which part can be known', () => {
  onEach('a missing scope is not permitted, and never a pass', async (side) => {
    const { narrowClient: clientId, narrowSecret: clientSecret } = credentials.entra;
    const lived = await liveThrough(side, {
      okta: { kind: 'token', token: credentials.okta.narrowToken },
      entra: { kind: 'secret', clientId, clientSecret },
    });
    expectSafe(lived);
    expect(lived.probe).toMatchObject({ authenticated: true });
    const missing = 'permissions' in lived.probe ? lived.probe.permissions : [];
    expect(missing.filter(({ granted }) => granted === false).length).toBeGreaterThan(3);
    expect(lived.sync).toMatchObject({ code: 'NOT_PERMITTED' });
    const silent = Object.entries(unjudged(lived)).filter(([check]) => check !== 'lockstep-blind');
    expect(silent.length).toBeGreaterThan(8);
    expect(silent.filter(([, reason]) => reason === 'not_permitted').length).toBeGreaterThan(8);
    // A part that is refused leaves the evidence incomplete; schedules are off in these tests.
    const known = ['not_permitted', 'evidence_incomplete', 'not_configured'];
    expect(silent.filter(([, reason]) => !known.includes(reason))).toEqual([]);
  });

  it.concurrent('entra: a missing licence is not licensed, and never a pass', async () => {
    const lived = await liveThrough('entra', {
      happens: ({ company }) => Object.assign(company.entra.licences, { p1: false, p2: false }),
    });
    // Without the licence there are no automations, and no eligible roles.
    expectSafe(lived, ['break-glass-entra-expiring', 'admin-synced']);
    expect(lived.sync).toBe('done');
    expect(lived.factors).toMatchObject({ code: 'NOT_LICENSED' });
    expect(Object.values(unjudged(lived))).toContain('not_licensed');
  });

  it.concurrent('okta: a feature that the org does not have is not licensed', async () => {
    const body = { errorCode: 'E0000015', errorSummary: 'You do not have permission to access the feature' };
    const lived = await liveThrough('okta', {
      first: true,
      faults: always({ kind: 'status', status: 401, body }, /\/factors/),
    });
    expectSafe(lived);
    expect(lived.factors).toMatchObject({ code: 'NOT_LICENSED' });
    expect(unjudged(lived)['mfa-admin-missing']).toBe('not_licensed');
  });

  onEach('a next link to another host is not followed', async (side) => {
    const lived = await liveThrough(side, {
      company: { oktaPeople: 250, entraPeople: 60 },
      standIn: { userDeltaPage: 20 },
      faults: always(
        { kind: 'foreign_next', origin: 'http://127.0.0.1:9' },
        /^\/(api\/v1\/users\?|v1\.0\/users\/delta)/,
      ),
    });
    expectSafe(lived);
    expect(lived.sync).toMatchObject({ code: 'FOREIGN_LINK' });
  });

  onEach('a storm that ends is waited out', async (side) => {
    const fault = { kind: 'status', status: 429, body: {} } as const;
    const lived = await liveThrough(side, { faults: [{ path: api, times: 3, fault }] });
    expectSameAsGood(lived);
  });

  onEach('an empty page with a next link is not the end', async (side) => {
    const path = /^\/(api\/v1\/(users|groups)\?|v1\.0\/(users|groups)\/delta)/;
    const lived = await liveThrough(side, { faults: [{ path, times: 2, fault: { kind: 'empty_page' } }] });
    expectSameAsGood(lived);
  });

  onEach('a sync that dies half way leaves the mirror, and goes on', async (side) => {
    const path = /^\/(api\/v1\/groups\/[^/]+\/users|v1\.0\/groups\/delta)/;
    const lived = await liveThrough(side, { faults: always({ kind: 'truncated' }, path) });
    expectSafe(lived);
    expect(lived.sync).toMatchObject({ code: 'EVIDENCE_INCOMPLETE' });
    expect(lived.later).toEqual({ sync: 'done', mirror: lived.before });
  });
});

/** Whoever passed passes, whoever failed fails, and the mirror holds everybody. */
function expectSameAsGood(lived: Lived): void {
  expectSafe(lived);
  expect(lived.sync).toBe('done');
  expect(lived.after).toEqual(lived.before);
  const verdicts = (run: Lived['run'] | null) =>
    (run?.results ?? [])
      .filter(({ check }) => check !== 'lockstep-blind')
      .map(({ check, status }) => `${check} ${status}`);
  expect(verdicts(lived.run)).toEqual(verdicts(lived.good));
}

describe('odd data', () => {
  onEach(
    'people without an address, with one address between them, and with names that are more',
    async (side) => {
      const { sync, after, lookUp, ...lived } = await liveThrough(side, {
        first: true,
        happens: ({ company }) => {
          for (const user of company.entra.users.values())
            if (user.displayName === cast.grace.name) user.mail = null;
        },
      });
      expectSafe({ sync, after, lookUp, ...lived });
      expect(sync).toBe('done');
      expect(lookUp).toBe(2);
      for (const name of [cast.emoji.name, cast.rtl.name, cast.channel.name])
        expect(after.accounts.filter((row) => row.includes(name))).toHaveLength(1);
      const bare = side === 'okta' ? printer.name : cast.grace.name;
      expect(after.accounts.find((row) => row.includes(bare))).toContain(' null ');
    },
  );

  const never = { null: null, '0001-01-01': '0001-01-01T00:00:00Z', 'an empty text': '' };
  for (const [name, date] of Object.entries(never))
    onEach(`${name} is never, and judged as that`, async (side) => {
      const lived = await liveThrough(side, { happens: dated(date) });
      expectSafe(lived);
      expect(lived.sync).toBe('done');
      const dormant = lived.run.results.find(({ check }) => check === 'admin-dormant');
      expect(dormant?.status).not.toBe('pass');
      const drill = lived.run.results.find(({ check }) => /^break-glass-.*-undrilled$/.test(check));
      expect(drill?.status).not.toBe('pass');
    });

  onEach('a date that is none is no evidence', async (side) => {
    const lived = await liveThrough(side, { happens: dated('yesterday') });
    expectSafe(lived);
    expect(lived.sync).toMatchObject({ code: 'EVIDENCE_INCOMPLETE' });
    expect(unjudged(lived)['admin-dormant']).toBe('evidence_incomplete');
  });

  onEach('an empty list is an error, not "everyone left"', async (side) => {
    const lived = await liveThrough(side, {
      faults: always({ kind: 'status', status: 200, body: [] }, /^\/api\/v1\/users\?/),
      happens: ({ standIn }) => {
        const nobody = { value: [], '@odata.deltaLink': `${standIn.url}/v1.0/users/delta?$deltatoken=x` };
        const fault = { kind: 'status', status: 200, body: nobody } as const;
        standIn.faults.add({ path: /^\/v1\.0\/users\/delta/, fault });
      },
    });
    expectSafe(lived);
    expect(lived.sync).toMatchObject({ code: 'EMPTY_DIRECTORY' });
  });

  onEach('a tenant with no groups is mirrored as that', async (side) => {
    const lived = await liveThrough(side, {
      first: true,
      happens: ({ company }) => {
        company.okta.groups.clear();
        company.entra.groups.clear();
      },
    });
    expectSafe(lived);
    expect(lived.sync).toBe('done');
    expect([lived.after.groups.length, lived.after.memberships.length]).toEqual([0, 0]);
    expect(lived.after.accounts.length).toBeGreaterThan(30);
  });

  onEach('a group of 50,000 is mirrored whole', async (side) => {
    const size = 50_000;
    const lived = await liveThrough(side, {
      first: true,
      withoutFactors: true,
      company: { people: size, groups: 0, membershipsPerPerson: 0 },
      happens: ({ company }) => {
        const named = [...company.okta.groups.values()].find(({ name }) => name === groups.okta.vpn);
        const okta = company.okta.memberships.get(named?.id ?? '');
        for (const id of company.okta.users.keys()) okta?.add(id);
        const entra = [...company.entra.groups.values()].find(
          (each) => each.displayName === groups.entra.vpn,
        );
        for (const id of company.entra.users.keys()) entra?.members.add(id);
      },
    });
    expectSafe(lived);
    expect(lived.sync).toBe('done');
    const sizes = new Map<string, number>();
    for (const row of lived.after.memberships) {
      const id = row.split(' ')[0] ?? '';
      sizes.set(id, (sizes.get(id) ?? 0) + 1);
    }
    expect(Math.max(...sizes.values())).toBe(lived.company[side].users.size);
    expect(lived.company[side].users.size).toBeGreaterThanOrEqual(size);
  });
});

/** Everybody's times. */
function dated(date: string | null): NonNullable<Day['happens']> {
  return ({ company }) => {
    for (const user of company.okta.users.values())
      Object.assign(user, { created: date, lastLogin: date, passwordChanged: date });
    for (const user of company.entra.users.values()) {
      const signInActivity = { lastSuccessfulSignInDateTime: date, lastNonInteractiveSignInDateTime: date };
      Object.assign(user, { createdDateTime: date, lastPasswordChangeDateTime: date, signInActivity });
    }
  };
}

describe('a careless provider', () => {
  onEach('is caught by this suite', async (side) => {
    const faults = always({ kind: 'html', status: 200 });
    const lived = await liveThrough(side, { faults, through: careless });

    expect(() => expectSafe(lived)).toThrow();
    expect(() => expectBlind(lived, 'EVIDENCE_INCOMPLETE')).toThrow();
  });
});
