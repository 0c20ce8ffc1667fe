/** What may be clicked in a message. */
import type { SlackAction } from './action.ts';
import acknowledge from './alert-acknowledge.ts';
import intended from './alert-intended.ts';
import resolve from './alert-resolve.ts';
import snooze from './alert-snooze.ts';

export const actions: readonly SlackAction[] = [acknowledge, intended, resolve, snooze];
