import type { Stage } from '../domain/approval.ts';
import type { DeactivationSettings } from './config.ts';
import { toPersonalSource } from './read-access.ts';
import type { SettingsInput } from './settings.ts';

type Input = SettingsInput['deactivation'];
type StageInput = NonNullable<Input['approvers']>[number];

/** Minutes until the fallback is asked, as in the schema. */
const ESCALATE_AFTER = 240;

export function toDeactivation(input: Input, { admin }: SettingsInput['roles']): DeactivationSettings {
  return {
    requesters: input.requesters,
    stages: input.approvers?.map(toStage) ?? [twoOf(admin)],
    dormant: {
      afterDays: input.dormant.after_days,
      enabled: input.dormant.enabled,
      schedule: input.dormant.schedule,
      exceptions: input.dormant.exceptions,
      channel: input.dormant.channel ?? null,
    },
    bulkMax: input.bulk_max,
    undoDays: input.undo_days,
    protected: input.protected,
  };
}

/** Two distinct people of these groups; without a group nobody may decide. */
function twoOf(groups: SettingsInput['roles']['admin']): Stage {
  return {
    name: 'Admins',
    quorum: 2,
    approvers: groups.map((group) => ({ kind: 'group', ...group })),
    fallback: [],
    escalateAfterMinutes: ESCALATE_AFTER,
  };
}

function toStage({ name, quorum, by, fallback, escalate_after }: StageInput, index: number): Stage {
  return {
    name: name ?? `Stage ${index + 1}`,
    quorum,
    approvers: by.map(toPersonalSource),
    fallback: fallback.map(toPersonalSource),
    escalateAfterMinutes: escalate_after,
  };
}
