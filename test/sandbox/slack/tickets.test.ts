import { describe, expect, it } from 'vitest';
import { createTickets } from '../../../sandbox/slack/tickets.ts';

function open() {
  const clock = { now: 1_790_000_000_000 };
  return { clock, tickets: createTickets(() => clock.now, 'T0ACME') };
}

describe('a trigger', () => {
  it('opens one view', () => {
    const { tickets } = open();
    const trigger = tickets.openTrigger('U0ADA');

    expect(tickets.useTrigger(trigger)).toBe('U0ADA');
    expect(() => tickets.useTrigger(trigger)).toThrow('exchanged_trigger_id');
  });

  it('dies after three seconds', () => {
    const { clock, tickets } = open();
    const [early, late] = [tickets.openTrigger('U0ADA'), tickets.openTrigger('U0ADA')];
    clock.now += 3000;
    expect(tickets.useTrigger(early)).toBe('U0ADA');
    clock.now += 1;

    expect(() => tickets.useTrigger(late)).toThrow('expired_trigger_id');
  });
});

describe('a response URL', () => {
  const target = { channel: 'C0REQ', user: 'U0ADA' };

  it('works five times', () => {
    const { tickets } = open();
    const path = tickets.openResponseUrl('commands', target);
    const uses = Array.from({ length: 6 }, () => tickets.useResponseUrl(path));

    expect(uses).toEqual([target, target, target, target, target, 'used_url']);
  });

  it('dies after thirty minutes', () => {
    const { clock, tickets } = open();
    const path = tickets.openResponseUrl('commands', target);
    clock.now += 30 * 60 * 1000 + 1;

    expect(tickets.useResponseUrl(path)).toBe('expired_url');
  });
});
