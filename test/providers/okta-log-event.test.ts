import { describe, expect, it } from 'vitest';
import { toEvent } from '../../src/providers/okta/log-event.ts';

const reading = {
  connection: 'okta',
  now: new Date('2026-01-01T00:00:00Z'),
  knownLogin: (login: string) => login === 'bg1@acme.test',
};
const read = (raw: unknown) => toEvent(raw, reading);
const push = (reason: string | null) =>
  read({
    uuid: 'p1',
    published: '2026-01-01T00:00:00Z',
    eventType: 'application.provision.user.push',
    outcome: { result: 'FAILURE', reason },
    target: [
      { id: '0oa1', type: 'AppInstance', displayName: 'Atlassian Cloud' },
      { id: '00u1', type: 'User', alternateId: 'ada@acme.test' },
    ],
  });

describe('a System Log entry', () => {
  it.each([
    [null],
    [7],
    [[]],
    ['text'],
    [{}],
    [
      {
        uuid: 'a',
        published: 'no',
        eventType: 3,
        target: null,
        actor: null,
        debugContext: null,
        outcome: 'x',
      },
    ],
  ])('of an odd shape (%j) is passed on and holds nothing up', (raw) => {
    expect(read(raw)).toMatchObject({ name: 'okta.unreadable', outcome: 'other', targets: [] });
    expect(read(raw).id).toBe(read(raw).id);
  });

  it.each([
    ['hunter2', null],
    ['bg1@acme.test', 'bg1@acme.test'],
  ])('of a failed sign-in as %s names %s', (alternateId, name) => {
    const actor = { id: 'unknown', type: 'User', alternateId, displayName: 'unknown' };
    const event = read({
      uuid: 'l',
      eventType: 'user.session.start',
      outcome: { result: 'FAILURE' },
      actor,
      debugContext: { debugData: { behaviors: '{New Device=POSITIVE, New IP=NEGATIVE}' } },
    });

    expect(event.actor).toEqual({ id: null, kind: 'unknown', name });
    expect(event.detail).toMatchObject({ newDevice: 'true' });
    expect(event.detail).not.toHaveProperty('newIp');
  });

  it('tells targets by type and names the app', () => {
    expect(push('x')).toMatchObject({
      detail: { appName: 'Atlassian Cloud' },
      targets: [
        { kind: 'app', id: '0oa1', name: 'Atlassian Cloud' },
        { kind: 'account', id: '00u1', name: 'ada@acme.test' },
      ],
    });
  });

  it.each([
    ['Unauthorized. Errors reported by remote server: x', 'credential', undefined],
    [
      "Bad Gateway. Errors reported by remote server: Invalid JSON: Unrecognized token 'error'",
      'transient',
      undefined,
    ],
    ['Bad Request. Errors reported by remote server: department is required', 'validation', 'department'],
    ['Errors reported by remote server: Linked group is missing', 'linked_group_missing', undefined],
    ['Resource [GROUP]: with displayName already exists.', 'name_conflict', 'displayName'],
    ['Conflict. Resource [USER]: with email[a@b.test] already exists', 'conflict', 'email'],
    ['Not enough licenses', 'licence', undefined],
    ['Forbidden', 'forbidden', undefined],
    ['Matching user not found', 'not_found', undefined],
    [null, undefined, undefined],
  ])('about a failed push, "%s", is %s about %s', (reason, errorClass, attribute) => {
    const { detail } = push(reason);

    expect([detail['errorClass'], detail['attribute']]).toEqual([errorClass, attribute]);
  });

  it.each([
    ['application.integration.authentication_failure', null, 'failure'],
    ['application.configuration.update', null, 'success'],
    ['application.provision.user.sync', 'app.user_management.provision_user_failed', 'failure'],
    ['user.session.start', null, 'success'],
  ])('%s (%s) with outcome SUCCESS is a %s', (eventType, legacyEventType, outcome) => {
    expect(read({ uuid: 'o', eventType, legacyEventType, outcome: { result: 'Success' } }).outcome).toBe(
      outcome,
    );
  });
});

describe('who did it', () => {
  const add = 'group.user_membership.add';
  const system = { id: 'spr1', type: 'SystemPrincipal', displayName: 'Okta System' };
  const person = { id: '00u1', type: 'User', alternateId: 'ada@acme.test', displayName: 'Ada' };
  const group = { id: '00g1', type: 'UserGroup', displayName: 'Team' };
  const tokened = { detail: { requestApiTokenId: '00T1' } };

  it.each([
    ['a person', add, { actor: person }, 'person', 'ada@acme.test'],
    ['an API token of a person', add, { actor: person, transaction: tokened }, 'token', 'ada@acme.test'],
    [
      'a service app',
      add,
      { actor: { id: '0oa1', type: 'PublicClientApp', displayName: 'Bot' } },
      'app',
      'Bot',
    ],
    [
      'a group rule',
      add,
      { actor: system, debugContext: { debugData: { triggeredByGroupRuleId: '0pr1' } } },
      'rule',
      'Okta System',
    ],
    [
      'a group rule among the targets',
      add,
      { actor: system, target: [{ id: '0pr1', type: 'GroupRule' }, group] },
      'rule',
      'Okta System',
    ],
    ['an import', 'system.import.group.create', { actor: system }, 'import', 'Okta System'],
    [
      'an import through an application',
      'user.lifecycle.create',
      { actor: system, target: [{ id: '0oa1', type: 'AppInstance' }] },
      'import',
      'Okta System',
    ],
    ['Okta itself', add, { actor: system, target: [group] }, 'system', 'Okta System'],
  ])('%s', (_, eventType, fields, kind, name) => {
    expect(read({ uuid: 'w', eventType, outcome: { result: 'SUCCESS' }, ...fields }).actor).toMatchObject({
      kind,
      name,
    });
  });

  it('is nobody when nobody is told', () => {
    expect(read({ uuid: 'w', eventType: add, actor: null }).actor).toBeNull();
  });
});

describe('what it was done to', () => {
  it.each([
    ['UserGroup', '00g1', 'group'],
    ['PolicyEntity', '00p1', 'policy'],
    ['PolicyRule', '0pr1', 'policy'],
    ['NetworkZone', 'nzo1', 'policy'],
    ['ROLE', 'cr01', 'role'],
    ['RESOURCE_SET', 'iam1', 'role'],
    ['GroupPushMapping', 'gPm1', 'mapping'],
    ['unheard of', 'gmr1', 'mapping'],
    ['AppUser', '0ua1', 'app_account'],
    ['AGENT', 'a531', 'other'],
  ])('%s %s is of kind %s', (type, id, kind) => {
    const target = [{ id, type, displayName: 'N' }];

    expect(read({ uuid: 't', eventType: 'x.y', target }).targets).toMatchObject([{ kind, id, name: 'N' }]);
  });

  it('leaves out what has no id', () => {
    expect(read({ uuid: 't', eventType: 'x.y', target: [null, { type: 'User' }] }).targets).toEqual([]);
  });

  it('tells each property that changed, and no other', () => {
    const changeDetails = {
      from: { status: 'ACTIVE', same: 1 },
      to: { status: 'INACTIVE', same: 1, added: [2] },
    };
    const target = [{ id: '00p1', type: 'PolicyEntity', changeDetails }];

    expect(read({ uuid: 'c', eventType: 'policy.lifecycle.update', target }).changes).toEqual([
      { name: 'status', before: 'ACTIVE', after: 'INACTIVE' },
      { name: 'added', before: null, after: '[2]' },
    ]);
  });
});

it('keeps the small facts that detections read, and leaves out what Okta calls unknown', () => {
  const { detail } = read({
    uuid: 'd',
    eventType: 'user.mfa.factor.reset_all',
    legacyEventType: 'core.user.factor.reset_all',
    outcome: { result: 'SUCCESS', reason: 'User reset FIDO_WEBAUTHN factor' },
    client: { ipAddress: '203.0.113.7', id: 'unknown', zone: 'null' },
    securityContext: { userBehaviors: [{ name: 'New IP', result: 'POSITIVE' }] },
    debugContext: {
      debugData: {
        customMessage: 'm',
        privilegeGranted: 'Super administrator',
        privilegeRevoked: 'Help desk administrator',
        networkConnection: 'ANYWHERE',
        requestUri: '/kept/out',
      },
    },
    transaction: { type: 'WEB', id: 't1', detail: { requestApiTokenId: '00T1' } },
  });

  expect(detail).toEqual({
    customMessage: 'm',
    privilegeGranted: 'Super administrator',
    privilegeRevoked: 'Help desk administrator',
    networkConnection: 'ANYWHERE',
    factorType: 'FIDO_WEBAUTHN',
    legacyEventType: 'core.user.factor.reset_all',
    requestApiTokenId: '00T1',
    transactionId: 't1',
    transactionType: 'WEB',
    result: 'SUCCESS',
    ip: '203.0.113.7',
    newIp: 'true',
  });
});
