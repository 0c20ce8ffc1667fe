import { expect, it } from 'vitest';
import { proposeDormant } from '../../src/deactivation/dormant.ts';
import type { ActingProvider } from '../../src/deactivation/tools.ts';
import { fixedClock } from '../../src/lib/clock.ts';
import { upsertAccounts } from '../../src/store/mirror-entries.ts';
import { saveRoster } from '../../src/store/roster.ts';
import { account, daysAgo } from '../support/facts.ts';
import { quietSettings } from '../support/settings.ts';
import { eachEngine } from '../support/store.ts';

const quiet = quietSettings();
const entry = { connection: 'okta', login: 'BG1@acme.example', drillDays: 90, custodians: [] };
const settings = quietSettings({
  channels: { reports: null, alerts: null, requests: 'C0REQ' },
  breakGlass: [{ ...entry, certificateAttestedUntil: null }],
  deactivation: {
    ...quiet.deactivation,
    protected: ['PRINT@acme.example'],
    dormant: { ...quiet.deactivation.dormant, exceptions: ['Sea@acme.example'] },
  },
});

eachEngine(({ open }) => {
  /** Everybody here was silent for a hundred days. */
  async function start() {
    const store = await open();
    const pass = { connection: 'okta', stream: 'accounts', mode: 'full', generation: 1 } as const;
    const silent = ['tim', 'boss', 'bg1', 'print', 'sea'].map((id) =>
      account(id, { lastSignInAt: daysAgo(100) }),
    );
    await upsertAccounts(store.db, pass, silent);
    const clock = fixedClock(daysAgo(0).toISOString());
    // Of a directory only its name is asked for.
    const providers = [{ id: 'okta' } as ActingProvider];
    const propose = async (): Promise<readonly string[]> => {
      await proposeDormant({ ...store, clock, settings, providers });
      const rows = await store.db.selectFrom('dormant_person').select('login').execute();
      return rows.map(({ login }) => login.split('@')[0] ?? '');
    };
    return { store, propose };
  }

  it('proposes who is silent, and never administrators, break-glass accounts, the protected or who is excepted', async () => {
    const { store, propose } = await start();
    const admins = new Set(['boss']);
    await saveRoster(store.db, 'okta', { admins, top: admins }, daysAgo(0));

    expect(await propose()).toEqual(['tim']);
  });

  it('proposes nobody of a directory whose administrators are not known', async () => {
    const { propose } = await start();

    expect(await propose()).toEqual([]);
  });
});
