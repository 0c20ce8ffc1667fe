import type { OktaPushMapping } from '../tenant/okta-integrations.ts';
import { activateMapping, deactivateMapping } from '../tenant/okta-push.ts';
import { type Call, type Endpoint, listPage } from './endpoint.ts';
import { invalid, notFound } from './failure.ts';

const path = '/api/v1/apps/:id/group-push/mappings';
/** Either alone is refused. */
const reading = ['okta.apps.read', 'okta.groups.read'];

/** Groups that are pushed to one application (Okta, Group Push Mappings). */
export const pushMappingEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path,
    scope: reading,
    query: ['status', 'lastUpdated', 'sourceGroupId', 'after', 'limit'],
    answer: listMappings,
  },
  { method: 'GET', path: `${path}/:mapping`, scope: reading, answer: (call) => shown(mappingOf(call)) },
  {
    method: 'PATCH',
    path: `${path}/:mapping`,
    scope: ['okta.apps.manage', 'okta.groups.read'],
    answer: updateMapping,
  },
];

function mappingsOf({ tenant, param }: Call): readonly OktaPushMapping[] {
  if (!tenant.apps.has(param('id'))) throw notFound(`${param('id')} (AppInstance)`);
  return tenant.integrations.pushMappings.get(param('id')) ?? [];
}

function mappingOf(call: Call): OktaPushMapping {
  const mapping = mappingsOf(call).find(({ id }) => id === call.param('mapping'));
  if (mapping === undefined) throw notFound(`${call.param('mapping')} (GroupPushMapping)`);
  return mapping;
}

function listMappings(call: Call): Response {
  const all = mappingsOf(call);
  const status = call.query.get('status');
  if (status !== null && !/^(ACTIVE|INACTIVE|ERROR)$/.test(status))
    throw invalid('status', 'status: must be ACTIVE, INACTIVE or ERROR.');
  const group = call.query.get('sourceGroupId');
  return listPage(call, {
    source: () =>
      all.filter(
        (mapping) =>
          (status === null || mapping.status === status) &&
          (group === null || mapping.sourceGroupId === group),
      ),
    idOf: (mapping) => mapping.id,
    render,
    usual: 100,
    most: 1000,
  });
}

/** Only the status can be changed, and to nothing but these two. */
function updateMapping(call: Call): Response {
  const mapping = mappingOf(call);
  const asked: unknown = parse(call.body);
  if (asked === 'ACTIVE') activateMapping(call.tenant, call.param('id'), mapping);
  else if (asked === 'INACTIVE') deactivateMapping(call.tenant, call.param('id'), mapping);
  else throw invalid('status', 'status: must be ACTIVE or INACTIVE.');
  return shown(mapping);
}

function parse(body: string): unknown {
  try {
    return (JSON.parse(body) as { status?: unknown } | null)?.status;
  } catch {
    return undefined;
  }
}

const shown = (mapping: OktaPushMapping): Response => Response.json(render(mapping));

/** Why the application refuses is its own affair. */
function render(mapping: OktaPushMapping): object {
  const { id, status, errorSummary, lastPush, lastUpdated, sourceGroupId, targetGroupId } = mapping;
  return { id, status, errorSummary, lastPush, lastUpdated, sourceGroupId, targetGroupId };
}
