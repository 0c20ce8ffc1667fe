import { afterEach, expect, it } from 'vitest';
import { breakGlass, cast, groups } from '../../sandbox/tenant/cast.ts';
import { addMember } from '../../sandbox/tenant/okta-changes.ts';
import { oktaGroupByName } from '../../sandbox/tenant/okta-groups.ts';
import { openApproval } from '../../src/approvals/index.ts';
import { carryOutDeactivation } from '../../src/deactivation/execute.ts';
import { requestDeactivation } from '../../src/deactivation/request.ts';
import { sweepDeactivations } from '../../src/deactivation/sweep.ts';
import { requestReactivation, requestUndo } from '../../src/deactivation/undo.ts';
import type { Approval } from '../../src/domain/approval.ts';
import type { Deactivation } from '../../src/domain/deactivation.ts';
import type { Grant } from '../../src/domain/grant.ts';
import { DAY_MS } from '../../src/lib/clock.ts';
import { newId } from '../../src/lib/id.ts';
import { findApproval } from '../../src/store/approvals.ts';
import { readAudit } from '../../src/store/audit.ts';
import { findDeactivation, stepsOf } from '../../src/store/deactivations.ts';
import { currentFreeze, freezeNow, liftFreeze } from '../../src/store/freeze.ts';
import { insertGrant, moveGrant } from '../../src/store/grants.ts';
import { nextMessages } from '../../src/store/messages.ts';
import type { Db } from '../../src/store/open.ts';
import { inItsOwn } from '../support/approval.ts';
import { takeDueJob } from '../support/due-jobs.ts';
import { eachEngine } from '../support/store.ts';
import { type House, openHouse } from './house.ts';

let house: House | undefined;

afterEach(async () => {
  await house?.close();
  house = undefined;
});

/** Vint in a group that he was not in before, through Lockstep. */
function vpnFor({ clock, person }: House, groupId: string, accountId: string): Grant {
  const now = clock.now();
  return {
    id: newId('grant'),
    status: 'active',
    revision: 0,
    since: now,
    createdAt: now,
    approvalId: null,
    policyId: 'vpn',
    connection: 'okta',
    groupId,
    accountId,
    groupName: groups.okta.vpn,
    subject: person('vint'),
    login: cast.vint.email,
    requestedBy: person('vint'),
    reason: 'a customer waits',
    startsAt: null,
    minutes: 60,
    grantedAt: now,
    expiresAt: new Date(now.getTime() + 3_600_000),
    heldBefore: false,
    writtenAt: now,
    removedAt: null,
    endedAt: null,
    endedBecause: null,
    extends: null,
    expiry: 'bot',
    dryRun: false,
    remindedAt: null,
    missingAt: null,
    triedAt: null,
    lastError: null,
  };
}

interface Opened {
  readonly approval: Approval;
  readonly made: Deactivation;
}

/** Linus asks for somebody's deactivation. */
async function ask(at: House, who: string, startsAt: Date | null = null): Promise<Opened> {
  const people = who.split(',');
  const asked = await requestDeactivation(at.tools, {
    people,
    requester: at.person('linus'),
    reason: 'left on Friday',
    startsAt,
  });
  if ('refused' in asked) throw new Error(JSON.stringify(asked.refused));
  const [made] = asked.deactivations;
  if (made === undefined) throw new Error('nothing was made');
  return { approval: asked.approval, made };
}

const refused = async (at: House, who: string) => {
  const requester = at.person('linus');
  const asked = await requestDeactivation(at.tools, {
    people: [who],
    requester,
    reason: 'left',
    startsAt: null,
  });
  return 'refused' in asked ? asked.refused.map(({ why }) => why) : [];
};

/** A request of the leaver that waits; its id. */
async function askForVpn({ tools, person }: House): Promise<string> {
  const content = {
    connection: 'okta',
    groupId: 'g',
    groupName: 'VPN Users',
    accountId: 'a',
    login: cast.vint.email,
    minutes: 60,
    reason: 'work',
    ticket: null,
    startsAt: null,
    policyId: 'vpn',
    expiry: 'bot',
    emergency: false,
    extends: null,
  };
  const opened = await inItsOwn(tools, async (inside) =>
    openApproval(inside, {
      kind: 'access',
      requester: person('vint'),
      beneficiaries: [person('vint')],
      content,
      stages: tools.settings.deactivation.stages,
      stepUp: false,
      expiresAt: new Date(tools.clock.now().getTime() + 86_400_000),
    }),
  );
  return opened.id;
}

const approved = async (at: House, approval: Approval) => {
  await at.decide(approval, 'ada');
  return await at.decide(approval, 'frances');
};

/** A directory does not find who is switched off by an address: the mirror does. */
async function mirrorSuspended(db: Db, connection: string, id: string): Promise<void> {
  const row = {
    connection,
    id,
    login: cast.vint.email,
    email: cast.vint.email,
    display_name: 'Vint',
    status: 'suspended' as const,
    type: 'member' as const,
    synced: 0,
    created_at: null,
    last_sign_in: null,
    generation: 1,
  };
  await db.insertInto('account').values(row).execute();
}

const statusOf = async (db: Db, id: string) => (await findDeactivation(db, id))?.status;

const stepWords = async (db: Db, id: string) =>
  (await stepsOf(db, id))
    .filter(({ step }) => step.step !== 'by-hand')
    .map(({ step, status }) => `${step.step} ${'connection' in step ? step.connection : 'here'} ${status}`);

async function actions(db: Db, object: string): Promise<readonly string[]> {
  const found: string[] = [];
  for await (const entry of readAudit(db)) if (entry.object === object) found.push(entry.action);
  return found;
}

/** Entra ID is read, and refuses to change anybody. */
const noChangesInEntra = {
  path: /^\/v1\.0\/users/,
  method: 'PATCH',
  fault: { kind: 'status', status: 503 },
} as const;

eachEngine(({ open }) => {
  it('switches a leaver off in every directory after two people saw what it hits', async () => {
    const { db, queue, ...rest } = await open();
    house = await openHouse({ db, queue, ...rest });
    const vpn = oktaGroupByName(house.company.okta, groups.okta.vpn);
    addMember(house.company.okta, vpn.id, house.oktaUser('vint').id);
    const waiting = await askForVpn(house);
    const { approval, made } = await ask(house, cast.vint.email);

    expect(made.plan.requests).toEqual([waiting]);
    expect(made.plan.impacts.map(({ connection }) => connection)).toEqual(['okta', 'entra']);
    expect(made.plan.impacts[0]?.groups.map(({ name }) => name)).toContain(groups.okta.vpn);
    expect(await house.decide(approval, 'ada')).toMatchObject({ outcome: 'recorded' });
    await house.carryOut(made.id);
    expect(house.oktaUser('vint').status).toBe('ACTIVE');

    expect(await house.decide(approval, 'frances')).toMatchObject({ outcome: 'approved' });
    await house.carryOut(made.id);
    expect(await stepWords(db, made.id)).toEqual([
      'suspend okta done',
      'suspend entra done',
      'end-sessions okta done',
      'end-sessions entra done',
      'close-access here done',
      'deactivate okta done',
    ]);
    expect(await statusOf(db, made.id)).toBe('done');
    expect(house.oktaUser('vint').status).toBe('DEPROVISIONED');
    expect(house.entraUser('vint').accountEnabled).toBe(false);
    expect((await findApproval(db, waiting))?.status).toBe('cancelled');
    expect(await actions(db, made.id)).toEqual([
      'deactivation.asked',
      'deactivation.started',
      ...Array.from({ length: 6 }, () => 'deactivation.step-done'),
      'deactivation.done',
    ]);
  });

  it('gives back what it took when somebody else agrees, and says what it cannot', async () => {
    const store = await open();
    house = await openHouse(store);
    const { org } = { org: house.company.okta };
    const vpn = oktaGroupByName(org, groups.okta.vpn);
    addMember(org, vpn.id, house.oktaUser('vint').id);
    const { approval, made } = await ask(house, cast.vint.email);
    await approved(house, approval);
    await house.carryOut(made.id);
    org.memberships.get(vpn.id)?.delete(house.oktaUser('vint').id);

    const undo = { deactivationId: made.id, requester: house.person('linus'), reason: 'wrong person' };
    const byThemselves = await requestUndo(house.tools, { ...undo, requester: house.person('vint') });
    expect(byThemselves).toMatchObject({ refused: [{ why: 'yourself' }] });
    house.clock.advance(31 * DAY_MS);
    expect(await requestUndo(house.tools, undo)).toMatchObject({ refused: [{ why: 'not_undoable' }] });
    house.clock.advance(-31 * DAY_MS);
    const asked = await requestUndo(house.tools, undo);
    if ('refused' in asked) throw new Error(JSON.stringify(asked.refused));
    expect(await requestUndo(house.tools, undo)).toMatchObject({ refused: [{ why: 'undone_already' }] });
    expect(await house.decide(asked.approval, 'linus')).toMatchObject({ refused: 'own_request' });
    expect(await house.decide(asked.approval, 'ada')).toMatchObject({ outcome: 'approved' });
    const [back] = asked.deactivations;
    await house.carryOut(back?.id ?? '');

    expect(house.entraUser('vint').accountEnabled).toBe(true);
    expect(['ACTIVE', 'PROVISIONED', 'STAGED']).toContain(house.oktaUser('vint').status);
    expect(org.memberships.get(vpn.id)?.has(house.oktaUser('vint').id)).toBe(true);
    expect(back?.plan.steps.some(({ step }) => step === 'by-hand')).toBe(true);
  });

  it('leaves an account off that was suspended before, and says so', async () => {
    const store = await open();
    house = await openHouse(store);
    const entra = house.entraUser('vint');
    entra.accountEnabled = false;
    await mirrorSuspended(store.db, 'entra', entra.id);
    const { approval, made } = await ask(house, cast.vint.email);
    await approved(house, approval);
    await house.carryOut(made.id);
    const undo = { deactivationId: made.id, requester: house.person('linus'), reason: 'wrong person' };
    const asked = await requestUndo(house.tools, undo);
    if ('refused' in asked) throw new Error(JSON.stringify(asked.refused));
    await house.decide(asked.approval, 'ada');
    const [back] = asked.deactivations;
    await house.carryOut(back?.id ?? '');

    expect(entra.accountEnabled).toBe(false);
    expect(house.oktaUser('vint').status).not.toBe('DEPROVISIONED');
    expect(JSON.stringify(back?.plan.steps)).toContain('was suspended there before the deactivation');
  });

  it('names what an account that was suspended before loses for good: a reactivation does not know it', async () => {
    const store = await open();
    house = await openHouse(store);
    const vpn = oktaGroupByName(house.company.okta, groups.okta.vpn);
    const { id } = house.oktaUser('vint');
    addMember(house.company.okta, vpn.id, id);
    house.oktaUser('vint').status = 'SUSPENDED';
    await mirrorSuspended(store.db, 'okta', id);
    const { approval, made } = await ask(house, cast.vint.email);
    await approved(house, approval);
    await house.carryOut(made.id);
    const undo = { deactivationId: made.id, requester: house.person('linus'), reason: 'wrong person' };
    const asked = await requestUndo(house.tools, undo);
    if ('refused' in asked) throw new Error(JSON.stringify(asked.refused));

    expect(house.oktaUser('vint').status).toBe('DEPROVISIONED');
    const steps = asked.deactivations[0]?.plan.steps ?? [];
    const told = steps.flatMap((step) => (step.step === 'by-hand' ? [step.text] : [])).join(' ');
    expect(told).toContain('was suspended there before the deactivation');
    expect(told).toMatch(new RegExp(`gives back no groups. Before, it was in: [^:]*${groups.okta.vpn}`));
    const joined = steps.flatMap((step) => (step.step === 'join-group' ? [step.connection] : []));
    expect(joined).not.toContain('okta');
  });

  it('does not give back what a grant had brought: that was approved for a time', async () => {
    const store = await open();
    house = await openHouse(store);
    const vpn = oktaGroupByName(house.company.okta, groups.okta.vpn);
    const { id: accountId } = house.oktaUser('vint');
    house.company.okta.memberships.get(vpn.id)?.add(accountId);
    const grant = vpnFor(house, vpn.id, accountId);
    await insertGrant(store.db, grant);
    const { approval, made } = await ask(house, cast.vint.email);
    const endedAt = house.clock.now();
    await moveGrant(store.db, grant, { status: 'ended', since: endedAt, endedAt });
    house.company.okta.memberships.get(vpn.id)?.delete(accountId);
    await approved(house, approval);
    await house.carryOut(made.id);
    const undo = { deactivationId: made.id, requester: house.person('linus'), reason: 'wrong person' };
    const asked = await requestUndo(house.tools, undo);
    if ('refused' in asked) throw new Error('refused');

    expect(made.plan.impacts.flatMap((impact) => impact.groups.map(({ id }) => id))).toContain(vpn.id);
    const joins = asked.deactivations[0]?.plan.steps.filter(({ step }) => step === 'join-group');
    expect(joins).not.toContainEqual(expect.objectContaining({ groupId: vpn.id }));
  });

  it('lets a denied undo be asked for again', async () => {
    const store = await open();
    house = await openHouse(store);
    const { approval, made } = await ask(house, cast.vint.email);
    await approved(house, approval);
    await house.carryOut(made.id);
    const undo = { deactivationId: made.id, requester: house.person('linus'), reason: 'wrong person' };
    const first = await requestUndo(house.tools, undo);
    if ('refused' in first) throw new Error('refused');
    await house.decide(first.approval, 'ada', 'deny');

    expect(await requestUndo(house.tools, undo)).toMatchObject({ approval: { status: 'pending' } });
  });

  it('asks nobody about break-glass accounts, the protected, oneself, the unknown, or twice', async () => {
    const store = await open();
    house = await openHouse(store, {
      breakGlass: [
        {
          connection: 'okta',
          login: breakGlass.okta.bg1,
          drillDays: 90,
          custodians: [],
          certificateAttestedUntil: null,
        },
      ],
    });
    await ask(house, cast.vint.email);

    expect(await refused(house, breakGlass.okta.bg1)).toEqual(['break_glass']);
    expect(await refused(house, cast.linus.email)).toEqual(['yourself']);
    expect(await refused(house, 'nobody@acme.test')).toEqual(['person_unknown']);
    expect(await refused(house, cast.kim1.email)).toEqual(['person_ambiguous']);
    expect(await refused(house, cast.vint.email)).toEqual(['asked_already']);
  });

  it('leaves alone who became a break-glass account after the approval', async () => {
    const store = await open();
    house = await openHouse(store);
    const { approval, made } = await ask(house, cast.vint.email);
    await approved(house, approval);
    const entry = { connection: 'okta', login: cast.vint.email, drillDays: 90, custodians: [] };
    const settings = {
      ...house.tools.settings,
      breakGlass: [{ ...entry, certificateAttestedUntil: null }],
    };
    Object.assign(house.tools, { settings });
    await house.carryOut(made.id);

    expect(await statusOf(store.db, made.id)).toBe('incomplete');
    expect(house.oktaUser('vint').status).toBe('ACTIVE');
  });

  it('touches nobody while no directory can say whether they became protected', async () => {
    const store = await open();
    house = await openHouse(store);
    const { approval, made } = await ask(house, cast.vint.email);
    await approved(house, approval);
    // Whatever is asked after the look at the account would work.
    const refused = { times: 1, fault: { kind: 'status', status: 403 } } as const;
    house.okta.faults.add({ ...refused, path: /^\/api\/v1\/users\/00u\w+$/ });
    house.entra.faults.add({ ...refused, path: /^\/v1\.0\/users\/[0-9a-f-]+\?/ });
    await house.carryOut(made.id, 1);
    expect(await statusOf(store.db, made.id)).toBe('scheduled');
    expect(house.oktaUser('vint').status).toBe('ACTIVE');
    expect(house.entraUser('vint').accountEnabled).toBe(true);
    await house.carryOut(made.id);

    expect(await statusOf(store.db, made.id)).toBe('done');
  });

  it('stops where somebody becomes a break-glass account half way', async () => {
    const store = await open();
    house = await openHouse(store);
    const { approval, made } = await ask(house, cast.vint.email);
    await approved(house, approval);
    house.entra.faults.add(noChangesInEntra);
    await house.carryOut(made.id, 1);
    expect(await statusOf(store.db, made.id)).toBe('running');
    house.entra.faults.clear();
    const entry = { connection: 'entra', login: house.entraUser('vint').userPrincipalName, drillDays: 90 };
    const breakGlass = [{ ...entry, custodians: [], certificateAttestedUntil: null }];
    Object.assign(house.tools, { settings: { ...house.tools.settings, breakGlass } });
    await house.carryOut(made.id);

    expect(await statusOf(store.db, made.id)).toBe('incomplete');
    expect(house.entraUser('vint').accountEnabled).toBe(true);
  });

  it('is asked once about a person, however many ask at the same instant', async () => {
    const store = await open();
    house = await openHouse(store);
    const { tools, person } = house;
    const ask = { people: [cast.vint.email, cast.tim.email], reason: 'left', startsAt: null };
    const asked = await Promise.all(
      (['linus', 'barbara'] as const).map(
        async (who, i) =>
          await requestDeactivation(tools, {
            ...ask,
            people: i === 0 ? ask.people : ask.people.toReversed(),
            requester: person(who),
          }),
      ),
    );

    expect(asked.filter((each) => 'approval' in each)).toHaveLength(1);
  });

  it('is taken up by the sweep when its job is lost, and left alone while it waits for its next try', async () => {
    const store = await open();
    house = await openHouse(store);
    const { tools, clock } = house;
    const { approval, made } = await ask(house, cast.vint.email);
    await approved(house, approval);
    const deactivate = async () => await takeDueJob(store, clock.now(), ['deactivate']);
    expect(await deactivate()).not.toBeNull();
    clock.advance(11 * 60_000);
    await sweepDeactivations(tools);
    expect(await deactivate()).toMatchObject({ payload: { id: made.id } });

    house.entra.faults.add(noChangesInEntra);
    await carryOutDeactivation(tools, made.id);
    await sweepDeactivations(tools);
    expect(await deactivate()).toBeNull();
    clock.advance(11 * 60_000);
    expect(await deactivate()).not.toBeNull();
    await sweepDeactivations(tools);
    expect(await deactivate()).not.toBeNull();
  });

  it('waits for its date, for a freeze to be lifted, and stops itself over the ceiling', async () => {
    const store = await open();
    const limits = { rateShare: 1, concurrency: 4, grantsPerHour: 60, revocationsPerHour: 600 };
    house = await openHouse(store, {
      limits: { ...limits, deactivationsPerHour: 1 },
      channels: { reports: null, alerts: 'C0ALERTS', requests: 'C0REQ' },
    });
    const { tools, clock } = house;
    const friday = new Date(clock.now().getTime() + 3_600_000);
    const { approval, made } = await ask(house, cast.vint.email, friday);
    await approved(house, approval);
    await house.carryOut(made.id, 1);
    expect(await statusOf(store.db, made.id)).toBe('scheduled');

    clock.advance(3_600_000);
    await freezeNow(store.db, { at: clock.now(), by: 'U0ADA', because: 'a look' });
    await house.carryOut(made.id, 1);
    expect(house.oktaUser('vint').status).toBe('ACTIVE');
    // It has not begun: the hour in which it does so counts for the ceiling, and the days of its undo from then on.
    expect(await statusOf(store.db, made.id)).toBe('scheduled');
    await store.db.deleteFrom('write_freeze').execute();
    await house.carryOut(made.id, 2);
    expect(await statusOf(store.db, made.id)).toBe('done');

    const second = await ask(house, cast.tim.email);
    await approved(house, second.approval);
    await house.carryOut(second.made.id, 1);
    expect(house.oktaUser('tim').status).toBe('ACTIVE');
    expect((await currentFreeze(tools.db))?.by).toBe('lockstep');
    const [notice] = (await nextMessages(tools.db, 50)).filter(({ channel }) => channel === 'C0ALERTS');
    expect(JSON.stringify(notice?.body)).toContain('Lockstep froze its own changes: 1 deactivations begun');

    await liftFreeze(tools.db, { at: clock.now(), by: 'U0ADA' });
    clock.advance(60_000);
    await house.carryOut(second.made.id, 2);
    expect([await statusOf(store.db, second.made.id), await currentFreeze(tools.db)]).toEqual(['done', null]);
  });

  it('goes on with the rest when one directory is down, and finishes when it is back', async () => {
    const store = await open();
    house = await openHouse(store);
    const { approval, made } = await ask(house, cast.vint.email);
    await approved(house, approval);
    await house.carryOut(made.id, 0);
    house.entra.faults.add({ ...noChangesInEntra, times: 3 });
    await house.carryOut(made.id, 1);
    expect(house.oktaUser('vint').status).toBe('DEPROVISIONED');
    await house.carryOut(made.id);

    expect(await statusOf(store.db, made.id)).toBe('done');
    expect(house.entraUser('vint').accountEnabled).toBe(false);
  });

  it('stops half way when somebody freezes it, and goes on afterwards', async () => {
    const store = await open();
    house = await openHouse(store);
    const { approval, made } = await ask(house, cast.vint.email);
    await approved(house, approval);
    house.entra.faults.add(noChangesInEntra);
    await house.carryOut(made.id, 1);
    house.entra.faults.clear();
    await freezeNow(store.db, { at: house.clock.now(), by: 'U0ADA', because: 'a look' });
    await house.carryOut(made.id, 1);
    expect(await statusOf(store.db, made.id)).toBe('running');
    expect(house.entraUser('vint').accountEnabled).toBe(true);
    await store.db.deleteFrom('write_freeze').execute();
    await house.carryOut(made.id);

    expect(await statusOf(store.db, made.id)).toBe('done');
  });

  it('never says done when a directory says it and does not do it', async () => {
    const store = await open();
    house = await openHouse(store);
    const { approval, made } = await ask(house, cast.vint.email);
    await approved(house, approval);
    house.company.entra.consistency.pretends = true;
    await house.carryOut(made.id);

    expect(await statusOf(store.db, made.id)).toBe('incomplete');
    expect(await stepWords(store.db, made.id)).toContain('suspend entra failed');
  });

  it('does nothing in a dry run, and says so', async () => {
    const store = await open();
    house = await openHouse(store, { dryRun: true });
    const { approval, made } = await ask(house, cast.vint.email);
    await approved(house, approval);
    await house.carryOut(made.id);

    expect(house.oktaUser('vint').status).toBe('ACTIVE');
    expect((await stepWords(store.db, made.id)).every((line) => line.endsWith('skipped'))).toBe(true);
  });

  it('takes many people in one question, or none when one of them may not be asked about', async () => {
    const store = await open();
    house = await openHouse(store);
    const requester = house.person('linus');
    const both = {
      people: [cast.vint.email, cast.tim.email],
      requester,
      reason: 'project over',
      startsAt: null,
    };
    const one = await requestDeactivation(house.tools, {
      ...both,
      people: [...both.people, 'nobody@acme.test'],
    });
    expect(one).toMatchObject({ refused: [{ who: 'nobody@acme.test', why: 'person_unknown' }] });
    const many = Array.from({ length: 51 }, (_, i) => `p${i}@acme.test`);
    const tooMany = await requestDeactivation(house.tools, { ...both, people: many });
    expect(tooMany).toEqual({ refused: [{ who: '51 people', why: 'too_many' }] });

    const asked = await requestDeactivation(house.tools, both);
    if ('refused' in asked) throw new Error('refused');
    await approved(house, asked.approval);
    for (const { id } of asked.deactivations) await house.carryOut(id);
    expect([house.oktaUser('vint').status, house.oktaUser('tim').status]).toEqual([
      'DEPROVISIONED',
      'DEPROVISIONED',
    ]);
  });

  it('gives sign-in back to somebody who was suspended elsewhere', async () => {
    const store = await open();
    house = await openHouse(store);
    const requester = house.person('linus');
    Object.assign(house.oktaUser('vint'), { status: 'SUSPENDED' });
    await mirrorSuspended(store.db, 'okta', house.oktaUser('vint').id);
    const back = { person: cast.vint.email, reason: 'back from leave' };
    const byThemselves = await requestReactivation(house.tools, { ...back, requester: house.person('vint') });
    expect(byThemselves).toMatchObject({ refused: [{ why: 'yourself' }] });
    const asked = await requestReactivation(house.tools, { ...back, requester });
    if ('refused' in asked) throw new Error(JSON.stringify(asked.refused));
    await house.decide(asked.approval, 'ada');
    await house.carryOut(asked.deactivations[0]?.id ?? '');

    expect(house.oktaUser('vint').status).toBe('ACTIVE');
  });
});
