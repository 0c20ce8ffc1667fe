import { generateKeyPairSync } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cast, credentials } from '../../sandbox/tenant/cast.ts';
import { entraNameOf } from '../../sandbox/tenant/entra-people.ts';
import { decideApproval, decideWithProof, expireProofs, requestProof } from '../../src/approvals/index.ts';
import { MINUTE_MS } from '../../src/lib/clock.ts';
import { findApproval, listDecisions } from '../../src/store/approvals.ts';
import { readAudit } from '../../src/store/audit.ts';
import { freezeNow } from '../../src/store/freeze.ts';
import { openStore } from '../../src/store/open.ts';
import { findStepUp } from '../../src/store/step-ups.ts';
import { auditOf } from '../support/approval.ts';
import {
  askSignIn,
  comeBack,
  locationOf,
  openBrowser,
  openStepUp,
  putStepUp,
  runProofJobs,
  type StepUpDesk,
  type StepUpHouse,
  signInAs,
  wish,
} from '../support/step-up.ts';
import { eachEngine } from '../support/store.ts';

let house: StepUpHouse;

beforeAll(async () => {
  house = await openStepUp();
});

afterAll(async () => await house.close());

/** People whose device cannot be asked sign in: nobody here has Okta Verify. */
function withoutDevices(house: StepUpHouse): void {
  for (const list of house.company.okta.factors.values()) list.splice(0);
}

const { email: ada } = cast.ada;
const no = { verdict: 'deny', reason: 'not this month' } as const;

async function statusOf({ store }: StepUpDesk, id: string): Promise<string> {
  const stepUp = await findStepUp(store.db, id);
  return `${stepUp?.status} ${stepUp?.detail.because ?? stepUp?.detail.refused ?? ''}`.trim();
}

eachEngine(({ open, reopen }) => {
  async function desk(over: Parameters<StepUpHouse['open']>[1] = {}): Promise<StepUpDesk> {
    withoutDevices(house);
    return house.open(await open(), over);
  }

  it.each(['okta', 'entra'])(
    'decides after a fresh sign-in at %s, and names the proof in the audit log',
    async (only) => {
      // The group is in Okta: who may is read there, whoever proves it.
      const all = await desk();
      const providers = all.tools.providers.map((each) => (each.id === only ? each : without(each)));
      const at = { ...all, tools: { ...all.tools, providers } };
      const approval = await putStepUp(at);
      const { id, url } = await askSignIn(at, wish(approval, house.person('ada')));
      const login = only === 'okta' ? ada : entraNameOf('ada');
      const page = await signInAs(openBrowser(), url, { login });

      expect(page.status).toBe(200);
      expect(await page.text()).toContain('You may go back to Slack');
      expect(await statusOf(at, id)).toBe('proved');
      expect(await runProofJobs(at)).toBe(1);
      expect(await findApproval(at.store.db, approval.id)).toMatchObject({ status: 'approved' });
      expect((await listDecisions(at.store.db, approval.id))[0]).toMatchObject({
        proof: id,
        verdict: 'approve',
      });
      expect(await proofsInAudit(at)).toEqual([
        ['step-up.asked', id],
        ['step-up.proved', id],
        ['approval.decided', id],
      ]);
      const account = house
        .person('ada')
        .accounts.find((each) => each.startsWith(only))
        ?.split(':')[1];
      expect((await findStepUp(at.store.db, id))?.detail).toMatchObject({ subject: account });
    },
  );

  it('decides nothing by a click alone, nor by a word that is no proof', async () => {
    const at = await desk();
    const approval = await putStepUp(at);
    const { id } = await askSignIn(at, wish(approval, house.person('ada')));
    for (const proof of [null, '', 'proof_1', id]) {
      const decided = await decideApproval(at.tools, { ...wish(approval, house.person('ada')), proof });
      expect(decided).toMatchObject({ refused: 'proof_missing' });
    }

    expect(await statusOf(at, id)).toBe('waiting');
    expect(await findApproval(at.store.db, approval.id)).toMatchObject({ status: 'pending' });
  });

  it('asks for prompt=login, max_age=0, PKCE and another state and nonce each time', async () => {
    const at = await desk();
    const approval = await putStepUp(at);
    const { url } = await askSignIn(at, wish(approval, house.person('ada')));
    const [one, two] = await Promise.all(
      [0, 1].map(async () => new URL(locationOf(await openBrowser().get(url, 'POST'))).searchParams),
    );

    expect(Object.fromEntries(one!)).toMatchObject({
      prompt: 'login',
      max_age: '0',
      code_challenge_method: 'S256',
      scope: 'openid',
    });
    for (const name of ['state', 'nonce', 'code_challenge']) expect(one!.get(name)).not.toBe(two!.get(name));
  });

  it('keeps the link, the state and the nonce out of the database', async () => {
    const at = await desk();
    const { url } = await askSignIn(at, wish(await putStepUp(at), house.person('ada')));
    const to = new URL(locationOf(await openBrowser().get(url, 'POST')));
    const rows = JSON.stringify(await at.store.db.selectFrom('step_up').selectAll().execute());

    for (const secret of [
      url.split('/').at(-1)!,
      to.searchParams.get('state')!,
      to.searchParams.get('nonce')!,
    ])
      expect(rows).not.toContain(secret);
    expect(rows).toContain('state_hash');
  });

  it('takes nobody else for the person, even another approver', async () => {
    const at = await desk();
    const approval = await putStepUp(at);
    const { id, url } = await askSignIn(at, wish(approval, house.person('ada')));
    const page = await signInAs(openBrowser(), url, { login: cast.alan.email });

    expect(page.status).toBe(403);
    expect(await page.text()).toContain('somebody else signed in');
    expect(await statusOf(at, id)).toBe('refused somebody else signed in');
    expect(await runProofJobs(at)).toBe(0);
  });

  it('refuses a session that was there before the question', async () => {
    const browser = openBrowser();
    const before = await desk();
    const first = await askSignIn(before, wish(await putStepUp(before), house.person('ada')));
    await signInAs(browser, first.url, { login: ada });
    // Ten seconds later somebody strips what asks for a new sign-in from the address.
    const at = house.open(before.store, { ahead: 10_000 });
    const approval = await putStepUp(at, { id: 'approval_2' });
    const { id, url } = await askSignIn(at, wish(approval, house.person('ada')));
    const callback = await comeBack(browser, url, {
      login: null,
      bend: ({ searchParams }) => {
        searchParams.delete('prompt');
        searchParams.delete('max_age');
      },
    });

    expect((await browser.get(callback)).status).toBe(403);
    expect(await statusOf(at, id)).toBe('refused the sign-in is older than the question');
  });

  it('refuses a token with another nonce', async () => {
    const at = await desk();
    const { id, url } = await askSignIn(at, wish(await putStepUp(at), house.person('ada')));
    const bend = ({ searchParams }: URL): void => searchParams.set('nonce', 'another');
    const page = await signInAs(openBrowser(), url, { login: ada, bend });

    expect(page.status).toBe(403);
    expect(await statusOf(at, id)).toContain('refused the answer of the directory is not in order');
  });

  it('refuses a token that the directory did not sign', async () => {
    const at = await desk();
    const { id, url } = await askSignIn(at, wish(await putStepUp(at), house.person('ada')));
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const key = { ...publicKey.export({ format: 'jwk' }), kid: 'sandbox-sign-in', alg: 'RS256', use: 'sig' };
    const body = { keys: [key] };
    const mend = house.okta.faults.add({ path: /v1\/keys/, fault: { kind: 'status', status: 200, body } });
    const page = await signInAs(openBrowser(), url, { login: ada });
    mend();

    expect(page.status).toBe(403);
    expect(await statusOf(at, id)).toContain('refused the answer of the directory is not in order');
  });

  it('refuses a sign-in with a password only', async () => {
    const at = await desk();
    const { id, url } = await askSignIn(at, wish(await putStepUp(at), house.person('ada')));
    const bend = ({ searchParams }: URL): void => searchParams.set('sandbox_factors', '1');

    expect((await signInAs(openBrowser(), url, { login: ada, bend })).status).toBe(403);
    expect(await statusOf(at, id)).toBe('refused Okta asked for one factor only');
  });

  it('refuses who says no at the directory', async () => {
    const at = await desk();
    const { id, url } = await askSignIn(at, wish(await putStepUp(at), house.person('ada')));
    const bend = ({ searchParams }: URL): void => searchParams.set('sandbox_refuse', '1');
    const callback = await comeBack(openBrowser(), url, { login: null, bend });
    expect((await fetch(callback)).status).toBe(410);
    const browser = openBrowser();

    expect((await signInAs(browser, url, { login: ada, bend })).status).toBe(403);
    expect(await statusOf(at, id)).toBe('refused the directory refused the sign-in: The person said no.');
  });

  it('says what the link confirms before it sends anybody anywhere', async () => {
    const at = await desk();
    const approval = await putStepUp(at);
    const { id, url } = await askSignIn(at, wish(approval, house.person('ada')));
    const page = await openBrowser().get(url);
    const text = await page.text();

    expect(page.status).toBe(200);
    expect(text).toContain('You are about to approve');
    expect(text).toContain(approval.beneficiaries[0]?.email);
    expect(text).toContain(`You decide as ${ada}`);
    expect(page.headers.get('location')).toBeNull();
    expect(await statusOf(at, id)).toBe('waiting');
    // A link that somebody else made up says nothing of anything.
    expect((await openBrowser().get(`${url}x`)).status).toBe(410);
  });

  it('takes an answer back from the browser that was sent away only, and one sign-in for one link', async () => {
    const at = await desk();
    const approval = await putStepUp(at);
    const mine = await askSignIn(at, wish(approval, house.person('ada')));
    const victim = openBrowser();
    const stolen = await comeBack(victim, mine.url, { login: ada });
    // Another browser, without and with a cookie of its own.
    expect((await openBrowser().get(stolen)).status).toBe(410);
    const other = openBrowser();
    const own = await askSignIn(at, wish(approval, house.person('alan')));
    await comeBack(other, own.url, { login: cast.alan.email });
    expect((await other.get(stolen)).status).toBe(410);
    expect(await statusOf(at, mine.id)).toBe('waiting');

    expect((await victim.get(stolen)).status).toBe(200);
    expect((await victim.get(stolen)).status).toBe(410);
    expect((await victim.get(mine.url)).status).toBe(410);
  });

  it('refuses a code of one sign-in that is brought to another', async () => {
    const at = await desk();
    const [one, two] = [
      await askSignIn(at, wish(await putStepUp(at), house.person('ada'))),
      await askSignIn(at, wish(await putStepUp(at, { id: 'approval_2' }), house.person('ada'))),
    ];
    const code = new URL(await comeBack(openBrowser(), one.url, { login: ada })).searchParams.get('code')!;
    const browser = openBrowser();
    const callback = new URL(await comeBack(browser, two.url, { login: ada }));
    callback.searchParams.set('code', code);

    expect((await browser.get(callback.href)).status).toBe(403);
    expect(await statusOf(at, two.id)).toContain('PKCE');
    expect(await statusOf(at, one.id)).toBe('waiting');
  });

  it('says that the directory could not be asked, and lets the link be opened again', async () => {
    const at = await desk();
    const { id, url } = await askSignIn(at, wish(await putStepUp(at), house.person('ada')));
    const browser = openBrowser();
    const callback = await comeBack(browser, url, { login: ada });
    const mend = house.okta.faults.add({ path: /oauth2\/v1\/token/, fault: { kind: 'status', status: 503 } });
    expect((await browser.get(callback)).status).toBe(503);
    mend();

    expect(await statusOf(at, id)).toBe('waiting');
    expect((await signInAs(openBrowser(), url, { login: ada })).status).toBe(200);
  });

  it('serves for this approval, hash, verdict, person and Slack user only, and once', async () => {
    const at = await desk();
    const approval = await putStepUp(at);
    const other = await putStepUp(at, { id: 'approval_2', content: { group: 'admins' } });
    const { id, url } = await askSignIn(at, wish(approval, house.person('ada')));
    await signInAs(openBrowser(), url, { login: ada });
    const right = { ...wish(approval, house.person('ada')), proof: id };
    const wrong = [
      { ...wish(other, house.person('ada')), proof: id },
      { ...right, ...no },
      { ...right, by: house.person('alan'), slackUserId: 'Ualan' },
      { ...right, by: house.person('alan') },
      { ...right, slackUserId: 'Ualan' },
    ];
    for (const ask of wrong)
      expect(await decideApproval(at.tools, ask)).toMatchObject({ refused: 'proof_missing' });
    expect(await decideApproval(at.tools, { ...right, hash: other.hash })).toMatchObject({
      refused: 'changed',
    });
    expect(await statusOf(at, id)).toBe('proved');

    expect(await decideApproval(at.tools, right)).toMatchObject({ outcome: 'approved' });
    expect(await decideApproval(at.tools, right)).toMatchObject({ refused: 'not_pending' });
    expect(await statusOf(at, id)).toBe('used');
  });

  it('is over five minutes after the click, proved or not', async () => {
    const at = await desk();
    const approval = await putStepUp(at);
    const proved = await askSignIn(at, wish(approval, house.person('ada')));
    await signInAs(openBrowser(), proved.url, { login: ada });
    const opened = await askSignIn(at, wish(approval, house.person('alan')));
    const browser = openBrowser();
    const callback = await comeBack(browser, opened.url, { login: cast.alan.email });
    at.clock.advance(5 * MINUTE_MS);

    expect((await browser.get(callback)).status).toBe(410);
    expect((await browser.get(opened.url, 'POST')).status).toBe(410);
    await runProofJobs(at);
    expect(await findApproval(at.store.db, approval.id)).toMatchObject({ status: 'pending' });
    await expireProofs(at.tools);
    expect(await statusOf(at, opened.id)).toBe('expired');
    expect(await auditOf(at.store.db)).toContain('approval.refused proof_missing');
  });

  it('lets one of two replicas use a proof at the same instant', async () => {
    const [one, two] = [await open(), await reopen()];
    withoutDevices(house);
    const desks = [house.open(one), house.open(two)];
    for (let round = 0; round < 5; round++) {
      const approval = await putStepUp(desks[0]!, { id: `approval_${round}` });
      const { id, url } = await askSignIn(desks[0]!, wish(approval, house.person('ada')));
      await signInAs(openBrowser(), url, { login: ada });
      const ask = { ...wish(approval, house.person('ada')), proof: id };
      const said = await Promise.all(desks.map(async ({ tools }) => await decideApproval(tools, ask)));

      expect(said.filter((each) => 'outcome' in each)).toHaveLength(1);
      expect(await listDecisions(one.db, approval.id)).toHaveLength(1);
    }
  });

  it('tells the person when the decision is refused after the proof', async () => {
    const at = await desk();
    const approval = await putStepUp(at);
    const { id, url } = await askSignIn(at, wish(approval, house.person('ada')));
    await signInAs(openBrowser(), url, { login: ada });
    await freezeNow(at.store.db, { at: at.clock.now(), by: 'UADA', because: 'fire' });
    await runProofJobs(at);

    expect(await statusOf(at, id)).toBe('used frozen');
    const message = await at.store.db
      .selectFrom('message')
      .selectAll()
      .where('id', '=', `proof:${id}`)
      .executeTakeFirstOrThrow();
    expect(message).toMatchObject({ channel: `mailto:${ada}`, kind: 'proof' });
  });

  it('goes on after the process died between the refusal and the word about it', async () => {
    const at = await desk();
    const approval = await putStepUp(at);
    const { id, url } = await askSignIn(at, wish(approval, house.person('ada')));
    await signInAs(openBrowser(), url, { login: ada });
    await freezeNow(at.store.db, { at: at.clock.now(), by: 'UADA', because: 'fire' });
    await decideApproval(at.tools, { ...wish(approval, house.person('ada')), proof: id });
    await runProofJobs(at);
    await decideWithProof(at.tools, id);

    expect(await statusOf(at, id)).toBe('used lost');
  });

  it('decides once, however often the job runs', async () => {
    const at = await desk();
    const approval = await putStepUp(at);
    const { id, url } = await askSignIn(at, wish(approval, house.person('ada')));
    await signInAs(openBrowser(), url, { login: ada });
    for (let run = 0; run < 3; run++) await decideWithProof(at.tools, id);

    expect(await auditOf(at.store.db)).toEqual([
      'step-up.asked',
      'step-up.proved',
      'approval.decided approved',
    ]);
    expect(await statusOf(at, id)).toBe('used');
  });

  it('shows its pages to nobody else: nothing is stored, framed or passed on', async () => {
    const at = await desk();
    const { url } = await askSignIn(at, wish(await putStepUp(at), house.person('ada')));
    const { headers } = await openBrowser().get(url, 'POST');

    expect(headers.getSetCookie().join()).toMatch(/Max-Age=300; Path=\/step-up; HttpOnly; SameSite=Lax/);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  it('knows no link that was not given out', async () => {
    await desk();

    expect((await fetch(`${house.publicUrl}/step-up/guess`)).status).toBe(410);
    expect((await fetch(`${house.publicUrl}/step-up/callback?code=a&state=b`)).status).toBe(410);
  });

  it('asks nobody for a proof whose decision would be refused anyway', async () => {
    const at = await desk();
    const approval = await putStepUp(at, { requester: house.person('ada') });
    const said = [
      await requestProof(at.tools, wish(approval, house.person('ada'))),
      await requestProof(at.tools, wish(approval, house.person('grace'))),
      await requestProof(at.tools, wish({ ...approval, hash: 'f'.repeat(64) }, house.person('alan'))),
      await requestProof(at.tools, wish(approval, house.person('alan'), { verdict: 'deny' })),
      await requestProof({ ...at.tools, publicUrl: null }, wish(approval, house.person('alan'))),
    ];

    expect(said).toEqual([
      { refused: 'own_request' },
      { refused: 'not_an_approver' },
      { refused: 'changed' },
      { refused: 'reason_missing' },
      { refused: 'no_second_factor' },
    ]);
    expect(await auditOf(at.store.db)).toEqual(
      said.map((each) => `approval.refused ${'refused' in each ? each.refused : ''}`),
    );
  });

  it('refuses an Entra token that does not say when, or is of another tenant', async () => {
    const all = await desk();
    const providers = all.tools.providers.map((each) => (each.id === 'entra' ? each : without(each)));
    const at = { ...all, tools: { ...all.tools, providers } };
    const app = house.company.entra.webApps.get(credentials.entra.signInClient)!;
    const tried = async (id: string): Promise<string> => {
      const asked = await askSignIn(at, wish(await putStepUp(at, { id }), house.person('ada')));
      await signInAs(openBrowser(), asked.url, { login: entraNameOf('ada') });
      return await statusOf(at, asked.id);
    };
    app.optionalClaims = [];
    expect(await tried('approval_1')).toContain('refused the answer of the directory is not in order');
    app.optionalClaims = ['auth_time'];
    app.homeTenant = '00000000-0000-4000-8000-000000000000';
    expect(await tried('approval_2')).toBe('refused the account is of another tenant');
    delete app.homeTenant;
    expect(await tried('approval_3')).toBe('proved');
  });
});

describe('an authentication context of Conditional Access', () => {
  let strict: StepUpHouse;
  beforeAll(async () => {
    strict = await openStepUp({ context: 'c1' });
  });
  afterAll(async () => await strict.close());

  it.each([
    ['2', 'proved'],
    ['1', 'refused the sign-in does not satisfy the authentication context c1'],
  ])('with %s factors: %s', async (factors, said) => {
    const store = await openStore('file::memory:');
    await store.migrate();
    const all = strict.open(store);
    const providers = all.tools.providers.map((each) => (each.id === 'entra' ? each : without(each)));
    const at = { ...all, tools: { ...all.tools, providers } };
    const { id, url } = await askSignIn(at, wish(await putStepUp(at), strict.person('ada')));
    const bend = ({ searchParams }: URL): void => searchParams.set('sandbox_factors', factors);
    await signInAs(openBrowser(), url, { login: entraNameOf('ada'), bend });

    expect(await statusOf(at, id)).toBe(said);
    await store.close();
  });
});

/** Without what proves anything. */
function without({ id, lookUp, relations }: StepUpDesk['tools']['providers'][number]) {
  return { id, ...(lookUp && { lookUp }), ...(relations && { relations }) };
}

async function proofsInAudit({ store }: StepUpDesk): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const { action, detail } of readAudit(store.db)) found.push([action, detail['proof']]);
  return found;
}
