import { afterEach, beforeEach, expect, it } from 'vitest';
import { startOkta } from '../../sandbox/okta/server.ts';
import { credentials } from '../../sandbox/tenant/cast.ts';
import { createCompany } from '../../sandbox/tenant/company.ts';
import type { OktaPolicies } from '../../src/domain/okta-policy.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { connectOkta } from '../../src/providers/okta/index.ts';
import type { Provider } from '../../src/providers/provider.ts';
import { gatherer, limits } from './facts.ts';

let company: ReturnType<typeof createCompany>;
let okta: Awaited<ReturnType<typeof startOkta>>;
let provider: Provider;

beforeEach(async () => {
  company = createCompany({ oktaPeople: 20, entraPeople: 5, groups: 5 });
  okta = await startOkta(company);
  provider = await connectOkta({
    id: 'okta',
    config: {
      orgUrl: okta.url,
      watcher: { kind: 'token', token: credentials.okta.watcherToken },
      actor: null,
      hookSecret: null,
      signIn: null,
    },
    clock: systemClock,
    limits,
  });
});

afterEach(async () => {
  await provider.close();
  await okta.close();
});

const read = async (): Promise<OktaPolicies> => await gatherer(provider, []).fact('oktaPolicies');

/** The first rule of a policy, with one more condition, as Okta writes it. */
function narrow(name: string, more: Record<string, unknown>): void {
  const policy = [...company.okta.policies.values()].find((each) => each.name === name);
  if (policy === undefined) throw new Error(`no policy ${name}`);
  policy.rules = policy.rules.map((rule, i) =>
    i === 0 ? { ...rule, conditions: { ...rule.conditions, ...more } } : rule,
  );
}

it('reads a device assurance as a device that an emergency does not have', async () => {
  narrow('Okta Admin Console', { device: { assurance: { include: ['dae1'] } } });

  expect((await read()).adminConsole?.rules[0]).toMatchObject({ requiresManagedDevice: true });
});

it('leaves a rule for some kinds of users to a person', async () => {
  narrow('Okta Admin Console', { userType: { include: ['oty1'], exclude: [] } });

  expect((await read()).adminConsole?.rules[0]).toMatchObject({ undecidable: true });
});

it('reads for which applications a routing rule holds', async () => {
  narrow('Idp Discovery Policy', { app: { include: [{ type: 'APP', id: '0oa1' }], exclude: [] } });

  expect((await read()).idpDiscovery[0]?.rules.map(({ undecidable }) => undecidable)).toEqual([true, false]);
});

it('reads whose passwords a policy is about', async () => {
  expect((await read()).password.map(({ authProvider }) => authProvider)).toEqual(['OKTA', 'OKTA']);
});
