/** Modals that may be sent. */
import resolveReason from './alert-resolve-reason.ts';
import type { SlackView } from './view.ts';

export const views: readonly SlackView[] = [resolveReason];
