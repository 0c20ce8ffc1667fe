import { expect, it } from 'vitest';
import { cast, groups } from '../../sandbox/tenant/cast.ts';
import { openApproval } from '../../src/approvals/index.ts';
import notifyApprovers from '../../src/jobs/notify-approvers.ts';
import sweepApprovals from '../../src/jobs/sweep-approvals.ts';
import type { TaskTools } from '../../src/jobs/task.ts';
import { DAY_MS } from '../../src/lib/clock.ts';
import { findApproval } from '../../src/store/approvals.ts';
import { nextMessages } from '../../src/store/messages.ts';
import { openOkta } from '../directory/open-directory.ts';
import { askOf, noting, openDesk, stageOf } from '../support/approval.ts';
import { quietSettings } from '../support/settings.ts';
import { eachEngine } from '../support/store.ts';

eachEngine(({ open }) => {
  it('ask the approvers whom Okta names, end what nobody decided, and come back in a minute', async () => {
    await using okta = await openOkta();
    const store = await open();
    const { queue, keys } = noting(store.queue);
    const { tools, clock } = openDesk(store, { queue });
    const task: TaskTools = { ...tools, providers: [okta.provider], settings: quietSettings() };
    const approvers = [{ kind: 'group', connection: 'okta', group: groups.okta.approvers }] as const;
    const { id } = await openApproval(tools, askOf({ stages: [stageOf({ approvers })] }));
    await notifyApprovers.run(task, { approvalId: id, stage: 0, again: false });

    const asked = (await nextMessages(store.db, 9)).filter(({ kind }) => kind === 'approval-ask');
    expect(asked.map(({ channel }) => channel).toSorted()).toEqual(
      [cast.alan, cast.frances, cast.linus].map(({ email }) => `mailto:${email}`),
    );
    clock.advance(DAY_MS);
    await sweepApprovals.run(task);

    expect(await findApproval(store.db, id)).toMatchObject({ status: 'expired' });
    expect(keys.at(-1)).toBe('sweep-approvals');
  });
});
