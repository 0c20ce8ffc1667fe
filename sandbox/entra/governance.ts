import type { EntraAccessReview, EntraWorkflow } from '../tenant/entra-tenant.ts';
import type { Call, Endpoint } from './endpoint.ts';
import { missing, noGovernance } from './failure.ts';
import { listPage, oneItem } from './listing.ts';
import type { Shape } from './shape.ts';

const reviews = '/identityGovernance/accessReviews/definitions';
const workflows = '/identityGovernance/lifecycleWorkflows/workflows';
const readWorkflows = [
  'LifecycleWorkflows.Read.All',
  'LifecycleWorkflows.ReadWrite.All',
  'LifecycleWorkflows-Workflow.Read.All',
];

const reviewShape: Shape<EntraAccessReview> = {
  type: 'microsoft.graph.accessReviewScheduleDefinition',
  usual: ['id', 'displayName', 'createdDateTime', 'status', 'scope', 'reviewers', 'settings'],
  fields: {
    id: ({ id }) => id,
    displayName: ({ displayName }) => displayName,
    createdDateTime: () => '2025-01-15T09:00:00Z',
    status: ({ status }) => status,
    scope: ({ scopeQuery }) => ({
      '@odata.type': '#microsoft.graph.accessReviewQueryScope',
      query: scopeQuery,
      queryType: 'MicrosoftGraph',
      queryRoot: null,
    }),
    reviewers: () => [],
    settings: ({ autoApply }) => ({
      autoApplyDecisionsEnabled: autoApply,
      defaultDecisionEnabled: autoApply,
      defaultDecision: autoApply ? 'Deny' : 'None',
      instanceDurationInDays: 14,
      applyActions: [{ '@odata.type': '#microsoft.graph.removeAccessApplyAction' }],
    }),
  },
};

const listed = [
  'category',
  'description',
  'displayName',
  'lastModifiedDateTime',
  'createdDateTime',
  'id',
  'isEnabled',
  'isSchedulingEnabled',
  'version',
];

const workflowShape: Shape<EntraWorkflow> = {
  type: 'microsoft.graph.identityGovernance.workflow',
  // Whom it is for comes with the single workflow, or when selected (list workflows, example 1).
  usual: listed,
  fields: {
    category: ({ category }) => category,
    description: () => '',
    displayName: ({ displayName }) => displayName,
    lastModifiedDateTime: () => '2025-01-15T09:00:00Z',
    createdDateTime: () => '2025-01-15T09:00:00Z',
    id: ({ id }) => id,
    isEnabled: ({ isEnabled }) => isEnabled,
    isSchedulingEnabled: ({ isEnabled }) => isEnabled,
    version: () => 1,
    executionConditions: ({ scopeRule }) => ({
      '@odata.type': '#microsoft.graph.identityGovernance.triggerAndScopeBasedConditions',
      scope: { '@odata.type': '#microsoft.graph.identityGovernance.ruleBasedSubjectSet', rule: scopeRule },
      trigger: {
        '@odata.type': '#microsoft.graph.identityGovernance.timeBasedAttributeTrigger',
        timeBasedAttribute: 'employeeLeaveDateTime',
        offsetInDays: 0,
      },
    }),
  },
};

export const governanceEndpoints: readonly Endpoint[] = [
  {
    method: 'GET',
    path: reviews,
    roles: ['AccessReview.Read.All', 'AccessReview.ReadWrite.All'],
    query: ['$select', '$filter', '$top', '$skiptoken'],
    answer: (call) => {
      needGovernance(call);
      return listPage(call, {
        context: 'identityGovernance/accessReviews/definitions',
        source: () => call.tenant.accessReviews,
        idOf: ({ id }) => id,
        shape: reviewShape,
        filterable: { status: 'string', displayName: 'string' },
        most: 100,
      });
    },
  },
  {
    method: 'GET',
    path: workflows,
    roles: readWorkflows,
    query: ['$select', '$filter', '$orderby', '$top', '$skiptoken'],
    answer: (call) => {
      needGovernance(call);
      return listPage(call, {
        context: 'identityGovernance/lifecycleWorkflows/workflows',
        source: () => call.tenant.lifecycleWorkflows,
        idOf: ({ id }) => id,
        shape: workflowShape,
        filterable: { category: 'string', isEnabled: 'boolean', displayName: 'string' },
      });
    },
  },
  {
    method: 'GET',
    path: `${workflows}/:id`,
    roles: readWorkflows,
    query: ['$select'],
    answer: (call) => {
      needGovernance(call);
      const workflow = call.tenant.lifecycleWorkflows.find(({ id }) => id === call.param('id'));
      if (workflow === undefined) throw missing(call.param('id'));
      const whole = { ...workflowShape, usual: [...listed, 'executionConditions'] };
      return oneItem(call, 'identityGovernance/lifecycleWorkflows/workflows', [whole, workflow]);
    },
  },
];

function needGovernance({ tenant }: Call): void {
  if (!tenant.licences.p2) throw noGovernance();
}
