import type { Faults } from '../faults.ts';
import { finishDeactivations } from '../tenant/okta-deactivation.ts';
import { catchUp } from '../tenant/okta-lag.ts';
import type { OktaTenant } from '../tenant/okta-tenant.ts';
import type { Lever } from './lever.ts';

const halfMinute = 30_000;

/** What goes wrong while somebody changes things in Okta. */
export function oktaWriteLevers(tenant: OktaTenant, faults: Faults): readonly Lever[] {
  return [lag(tenant), pretends(faults)];
}

function lag(tenant: OktaTenant): Lever {
  return {
    id: 'okta-lag',
    side: 'okta',
    title: 'Okta takes its time',
    what: 'Changed memberships show half a minute late, and accounts take as long to be deactivated.',
    apply: () => {
      tenant.lag.lateMs = halfMinute;
      tenant.deactivations.lateMs = halfMinute;
      return 'changes show half a minute late';
    },
    undo: () => {
      catchUp(tenant);
      finishDeactivations(tenant);
      return 'everything has arrived, and the next change shows at once';
    },
  };
}

const membership = /^\/api\/v1\/groups\/[^/]+\/users\/[^/?]+$/;
const lifecycle = /^\/api\/v1\/users\/[^/]+\/(lifecycle\/|sessions)/;

function pretends(faults: Faults): Lever {
  let takeBack: readonly (() => void)[] = [];
  const undo = () => {
    for (const each of takeBack) each();
    takeBack = [];
  };
  return {
    id: 'okta-pretends',
    side: 'okta',
    title: 'Okta says done and does nothing',
    what: 'Changes of memberships and of accounts are answered as done, and nothing happens.',
    apply: () => {
      undo();
      const done = { kind: 'status', status: 204 } as const;
      const moved = { kind: 'status', status: 200, body: {} } as const;
      takeBack = [
        faults.add({ path: membership, method: 'PUT', fault: done }),
        faults.add({ path: membership, method: 'DELETE', fault: done }),
        faults.add({ path: lifecycle, method: 'POST', fault: moved }),
        faults.add({ path: lifecycle, method: 'DELETE', fault: done }),
      ];
      return 'changes are said to be done and are not';
    },
    undo: () => {
      undo();
      return 'what is said to be done is done again';
    },
  };
}
