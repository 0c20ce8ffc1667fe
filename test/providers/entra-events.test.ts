import { describe, expect, it } from 'vitest';
import { auditRowOf } from '../../sandbox/tenant/entra-logs.ts';
import { targetOf } from '../../src/domain/event.ts';
import { activityName, toAuditEvent } from '../../src/providers/entra/events/audit-event.ts';
import { toProvisioningEvent } from '../../src/providers/entra/events/provisioning.ts';

/** A removal as the log really has it: the user first, the group in an old value. */
const removal = {
  activityDisplayName: 'Remove member from group',
  activityDateTime: '2026-04-02T15:32:32.9293064Z',
  category: 'GroupManagement',
  operationType: 'Unassign',
  loggedByService: 'Core Directory',
  result: 'success',
  resultReason: '',
  correlationId: 'c1',
  id: 'Directory_c1_X',
  initiatedBy: {
    app: null,
    user: { id: 'admin', userPrincipalName: 'admin@acme.test', displayName: null, ipAddress: '203.0.113.9' },
  },
  targetResources: [
    {
      id: 'u1',
      type: 'User',
      userPrincipalName: 'u1@acme.test',
      displayName: null,
      modifiedProperties: [
        { displayName: 'Group.ObjectID', oldValue: '"g1"', newValue: null },
        { displayName: 'Group.DisplayName', oldValue: '"VPN Users"', newValue: null },
        { displayName: 'Group.WellKnownObjectName', oldValue: null, newValue: null },
      ],
    },
    { id: 'g1', type: 'Group', groupType: 'unknownFutureValue', displayName: null, modifiedProperties: [] },
  ],
  additionalDetails: [{ key: 'User-Agent', value: 'x' }],
};

const { activityDisplayName, activityDateTime, ...inner } = removal;
const envelope = {
  time: activityDateTime,
  operationName: activityDisplayName,
  category: 'AuditLogs',
  properties: inner,
};
const exported = {
  'Date (UTC)': activityDateTime,
  CorrelationId: 'c1',
  Service: 'Core Directory',
  Category: 'GroupManagement',
  Activity: 'Remove member from group ',
  Result: 'success',
  ResultReason: '',
  ActorType: 'User',
  ActorObjectId: 'admin',
  ActorUserPrincipalName: 'admin@acme.test',
  IPAddress: '203.0.113.9',
  Target1Type: 'User',
  Target1ObjectId: 'u1',
  Target1UserPrincipalName: 'u1@acme.test',
  Target1ModifiedProperty1Name: 'Group.ObjectID',
  Target1ModifiedProperty1OldValue: '"g1"',
  Target1ModifiedProperty2Name: 'Group.DisplayName',
  Target1ModifiedProperty2OldValue: '"VPN Users"',
  Target2Type: 'Group',
  Target2DisplayName: '',
};

describe('an audit row', () => {
  it.each([
    ['as Graph tells it', removal],
    ['in the envelope of diagnostic settings', envelope],
    ['in an envelope that holds it as text', { ...envelope, properties: JSON.stringify(inner) }],
    ['as the portal exports it', exported],
  ])('%s is the same event', (_, raw) => {
    expect(toAuditEvent('entra', raw)).toMatchObject({
      connection: 'entra',
      feed: 'audits',
      at: new Date('2026-04-02T15:32:32.929Z'),
      name: 'remove member from group',
      outcome: 'success',
      reason: null,
      actor: { id: 'admin', kind: 'person', name: 'admin@acme.test' },
      targets: [
        { kind: 'account', id: 'u1', name: 'u1@acme.test' },
        { kind: 'group', id: 'g1', name: 'VPN Users' },
      ],
      detail: { ip: '203.0.113.9', correlationId: 'c1', category: 'GroupManagement' },
    });
  });

  it('keeps its id, and an exported one makes the same id each time', () => {
    expect(toAuditEvent('entra', removal).id).toBe('Directory_c1_X');
    expect(toAuditEvent('entra', envelope).id).toBe('Directory_c1_X');
    expect(toAuditEvent('entra', { ...exported }).id).toBe(toAuditEvent('entra', exported).id);
    expect(toAuditEvent('entra', { ...exported, Target1ObjectId: 'u2' }).id).not.toBe(
      toAuditEvent('entra', exported).id,
    );
  });

  it('finds the group where it has no entry of its own', () => {
    const [user] = removal.targetResources;
    const event = toAuditEvent('entra', { ...removal, targetResources: [user] });

    expect(targetOf(event, 'group')).toEqual({ kind: 'group', id: 'g1', name: 'VPN Users' });
  });

  it.each([
    ['"plain"', 'plain'],
    ['"[true]"', '[true]'],
    ['[true]', 'true'],
    ['["Guest"]', 'Guest'],
    ['[]', null],
    ['""', null],
    ['not { json', 'not { json'],
    ['["a","b"]', '["a","b"]'],
    [null, null],
  ])('reads the value %s as %s', (written, read) => {
    const targetResources = [
      {
        id: 'u',
        type: 'User',
        modifiedProperties: [{ displayName: 'P', oldValue: written, newValue: null }],
      },
    ];

    expect(toAuditEvent('entra', { ...removal, targetResources }).changes).toEqual([
      { name: 'P', before: read, after: null },
    ]);
  });

  it('is refused with neither id nor time, and needs nothing else', () => {
    expect(() => toAuditEvent('entra', { activityDisplayName: 'x' })).toThrow(/no id or no time/);
    expect(toAuditEvent('entra', { id: 'a', activityDateTime }).actor).toBeNull();
  });
});

describe('the name of an activity', () => {
  it.each([
    ['Update Conditional Access policy', 'update conditional access policy'],
    [
      'Update application – Certificates and secrets management ',
      'update application - certificates and secrets management',
    ],
    ['  Add  member to role\u00a0', 'add member to role'],
    ['Bulk remove group members — finished (bulk)', 'bulk remove group members - finished (bulk)'],
  ])('%j becomes %j', (written, name) => {
    expect(activityName(written)).toBe(name);
  });
});

describe('who did it', () => {
  const by = (initiatedBy: object) => toAuditEvent('entra', { ...removal, initiatedBy }).actor;

  it.each([
    ['a person', { user: { id: 'a', userPrincipalName: 'a@acme.test' } }, 'person'],
    ['Entra Connect', { user: { id: 's', userPrincipalName: 'Sync_DC1_ab@acme.onmicrosoft.com' } }, 'import'],
    ['an application', { app: { displayName: 'Some App', servicePrincipalId: 'sp' } }, 'app'],
    ['the engine of dynamic groups', { app: { displayName: 'Microsoft Approval Management' } }, 'rule'],
    ['PIM', { app: { displayName: 'MS-PIM', servicePrincipalId: 'p' } }, 'system'],
    ['the provisioning service', { app: { displayName: 'Microsoft.Azure.SyncFabric' } }, 'system'],
  ])('%s', (_, initiatedBy, kind) => {
    expect(by(initiatedBy)?.kind).toBe(kind);
  });

  it('is unknown when the log names nobody', () => {
    expect(by({ user: null, app: null })).toBeNull();
  });
});

describe('what detections read', () => {
  const eventOf = (happening: Omit<Parameters<typeof auditRowOf>[0], 'by'>) =>
    toAuditEvent('entra', auditRowOf({ by: null, ...happening }, 0));
  const admin = '62e90394-69f5-4237-9190-012177145e10';

  it('names the role that the core directory granted by its template', () => {
    const event = eventOf({
      activity: 'Add member to role',
      category: 'RoleManagement',
      targets: [
        {
          id: 'u',
          type: 'User',
          properties: [
            { displayName: 'Role.ObjectID', after: 'object' },
            { displayName: 'Role.DisplayName', after: 'Global Administrator' },
            { displayName: 'Role.TemplateId', after: admin },
          ],
        },
        { id: 'object', type: 'Role' },
      ],
    });

    expect(event.detail).toMatchObject({ roleName: 'Global Administrator', roleId: admin });
    expect(targetOf(event, 'role')).toMatchObject({ id: 'object', name: 'Global Administrator' });
  });

  it('names the role that PIM granted from its details', () => {
    const { detail } = eventOf({
      activity: 'Add member to role completed (PIM activation)',
      category: 'RoleManagement',
      service: 'PIM',
      targets: [
        { id: 'pim-role', type: 'Role', displayName: 'Global Administrator' },
        { id: 'u', type: 'User' },
      ],
      details: { TemplateId: admin, ipaddr: '203.0.113.1' },
    });

    expect(detail).toMatchObject({ roleName: 'Global Administrator', roleId: admin, ip: '203.0.113.1' });
  });

  it('flags a Temporary Access Pass, whether a property or the reason tells of it', () => {
    const registered = { activity: 'Admin registered security info', category: 'UserManagement' };
    const property = { displayName: 'TemporaryAccessPass', after: 'x' };

    expect(
      eventOf({ ...registered, targets: [{ id: 'u', type: 'User', properties: [property] }] }).detail.tap,
    ).toBe('true');
    expect(
      eventOf({ ...registered, targets: [], reason: 'User registered temporary access pass method' }).detail
        .tap,
    ).toBe('true');
    expect(eventOf({ ...registered, targets: [] }).detail.tap).toBeUndefined();
  });

  it('tells the state of per-user MFA and of a policy before and after', () => {
    const mfa = eventOf({
      activity: 'Update user',
      category: 'UserManagement',
      targets: [
        {
          id: 'u',
          type: 'User',
          properties: [
            { displayName: 'StrongAuthenticationRequirement', before: [{ State: 1 }], after: [{ State: 0 }] },
          ],
        },
      ],
    });
    const policy = eventOf({
      activity: 'Update conditional access policy',
      category: 'Policy',
      targets: [
        {
          id: 'p',
          type: 'Policy',
          properties: [
            {
              displayName: 'ConditionalAccessPolicy',
              before: { state: 'enabled' },
              after: { state: 'disabled' },
            },
          ],
        },
      ],
    });

    expect(mfa.detail).toMatchObject({ strongAuthBefore: '1', strongAuthAfter: '0' });
    expect(policy.detail).toMatchObject({ policyStateBefore: 'enabled', policyState: 'disabled' });
  });

  it('gives the reason of a failure, and the name of a domain that has no id', () => {
    const event = eventOf({
      activity: 'Set domain authentication',
      category: 'DirectoryManagement',
      result: 'failure',
      reason: 'not allowed',
      targets: [{ id: null, type: 'Domain', displayName: 'acme.test' }],
    });

    expect(event).toMatchObject({ outcome: 'failure', reason: 'not allowed' });
    expect(event.targets).toEqual([{ kind: 'other', id: 'acme.test', name: 'acme.test' }]);
  });
});

describe('a provisioning row', () => {
  const row = {
    id: 'r1',
    activityDateTime: '2026-04-02T15:00:00Z',
    jobId: 'job',
    cycleId: 'cycle',
    changeId: 'change',
    provisioningAction: 'create',
    provisioningStatusInfo: { status: 'success', errorInformation: null },
    servicePrincipal: { id: 'sp', displayName: 'Atlassian Cloud' },
    sourceIdentity: { id: 'u', displayName: 'Bob', identityType: 'User' },
    targetIdentity: { id: '', displayName: '', identityType: 'User' },
    initiatedBy: { id: '', displayName: 'Provisioning', initiatingType: 'system' },
  };
  const failed = (errorCode: string, more: object = {}) =>
    toProvisioningEvent('entra', {
      ...row,
      provisioningStatusInfo: { status: 'failure', errorInformation: { errorCode, reason: '', ...more } },
    });

  it('tells whom, where and in which job', () => {
    expect(toProvisioningEvent('entra', row)).toMatchObject({
      id: 'cycle/change',
      name: 'provisioning create',
      outcome: 'success',
      actor: { kind: 'system' },
      targets: [
        { kind: 'account', id: 'u', name: 'Bob' },
        { kind: 'app', id: 'sp', name: 'Atlassian Cloud' },
      ],
      detail: { jobId: 'job', cycleId: 'cycle', changeId: 'change' },
    });
  });

  it('takes the application as an object and as a list', () => {
    expect(toProvisioningEvent('entra', { ...row, servicePrincipal: [row.servicePrincipal] })).toEqual(
      toProvisioningEvent('entra', row),
    );
  });

  it('is the same event twice in one cycle, and another in the next', () => {
    expect(toProvisioningEvent('entra', { ...row, id: 'r2' }).id).toBe('cycle/change');
    expect(toProvisioningEvent('entra', { ...row, cycleId: 'next' }).id).not.toBe('cycle/change');
    expect(toProvisioningEvent('entra', { ...row, cycleId: '' }).id).toBe('r1');
  });

  it.each([
    ['stagedDelete', 'provisioning staged delete'],
    ['Disable', 'provisioning disable'],
    ['unknownFutureValue', 'provisioning other'],
  ])('%s is %s', (provisioningAction, name) => {
    expect(toProvisioningEvent('entra', { ...row, provisioningAction }).name).toBe(name);
  });

  it.each(['skipped', 'warning'])('%s is neither success nor failure', (status) => {
    const event = toProvisioningEvent('entra', { ...row, provisioningStatusInfo: { status } });

    expect(event.outcome).toBe('other');
  });

  it.each([
    ['SystemForCrossDomainIdentityManagementCredentialValidationFailure', 'credential'],
    ['TooManyRequests', 'rate_limit'],
    ['LicenseLimitExceeded', 'licence'],
    ['Unauthorized', 'forbidden'],
    ['EntryConflict', 'conflict'],
    ['DuplicateTargetEntries', 'conflict'],
    ['InternalServerError', 'transient'],
    ['WebExceptionProtocolError', 'transient'],
    ['InvalidAnchor', 'not_found'],
    ['UnprocessableEntity', 'validation'],
    ['SchemaAttributeNotFound', 'validation'],
  ])('%s is of class %s', (code, errorClass) => {
    expect(failed(code).detail).toMatchObject({ errorCode: code, errorClass });
  });

  it('finds a duplicate behind a code that says something else, and calls it otherwise for a group', () => {
    const reason = '{"scimType":"uniqueness","detail":"Resource [USER]: with email already exists."}';
    const code = 'SystemForCrossDomainIdentityManagementServiceIncompatibleFiltering';
    const group = toProvisioningEvent('entra', {
      ...row,
      sourceIdentity: { id: 'g', displayName: 'G', identityType: 'Group' },
      provisioningStatusInfo: { status: 'failure', errorInformation: { errorCode: code, reason } },
    });

    expect(failed(code, { reason }).detail.errorClass).toBe('conflict');
    expect(group.detail.errorClass).toBe('name_conflict');
    expect(targetOf(group, 'group')?.id).toBe('g');
  });

  it('leaves the class out for a code that nobody wrote down, and names the attribute in the text', () => {
    expect(failed('Brand new').detail.errorClass).toBeUndefined();
    expect(
      failed('MissingValues', { reason: "Missing required attribute 'userName'" }).detail.attribute,
    ).toBe('userName');
  });
});
