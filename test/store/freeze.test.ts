import { expect, it } from 'vitest';
import { countedSince, freezeNow, freezesNow, liftFreeze } from '../../src/store/freeze.ts';
import { eachEngine } from '../support/store.ts';

const at = new Date('2026-11-24T12:00:00Z');
const ceiling = { at, by: 'lockstep', because: 'a ceiling' };
const brake = { at, by: 'lockstep', because: 'a mass change', alertId: 'alert_1' };
const person = { at, by: 'UADA', because: 'wait' };

eachEngine(({ open }) => {
  it("keeps a person's freeze beside those of Lockstep, and each of them once", async () => {
    const { db } = await open();
    for (const freeze of [ceiling, brake, person]) expect(await freezeNow(db, freeze)).toBe(true);
    for (const freeze of [ceiling, brake, person, { ...person, by: 'UEVE' }])
      expect(await freezeNow(db, freeze)).toBe(false);

    expect((await freezesNow(db)).map(({ because }) => because).toSorted()).toEqual([
      'a ceiling',
      'a mass change',
      'wait',
    ]);
  });

  it('lifts the brake of one alert with it, and all of them only where a person says so', async () => {
    const { db } = await open();
    for (const freeze of [ceiling, brake, { ...brake, alertId: 'alert_2' }, person])
      await freezeNow(db, freeze);
    expect(await liftFreeze(db, { at, by: 'lockstep', alertId: 'alert_1' })).toBe(true);
    expect(await liftFreeze(db, { at, by: 'lockstep', alertId: 'alert_1' })).toBe(false);
    expect(await freezesNow(db)).toHaveLength(3);
    expect(await liftFreeze(db, { at, by: 'UADA' })).toBe(true);

    expect(await freezesNow(db)).toEqual([]);
  });

  it.each([
    ['within the hour, where none was lifted', null, '11:00'],
    ['after the lift', '11:50', '11:50'],
    ['within the hour, where the lift is older', '10:00', '11:00'],
    ['after the lift by a clock that is a little ahead', '12:00:20', '12:00:20'],
    ['within the hour, where the clock was set back since the lift', '13:00', '11:00'],
  ])('counts against a ceiling what happened %s', async (_, lifted, since) => {
    const { db } = await open();
    await freezeNow(db, ceiling);
    const moment = (time: string) => new Date(`2026-11-24T${time.padEnd(8, ':00')}Z`);
    if (lifted !== null) await liftFreeze(db, { at: moment(lifted), by: 'UADA' });

    expect(await countedSince(db, at)).toEqual(moment(since));
  });
});
