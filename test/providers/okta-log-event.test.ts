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
