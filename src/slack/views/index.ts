/** Modals that may be sent. */
import actorWords from './actor-words.ts';
import resolveReason from './alert-resolve-reason.ts';
import type { SlackView } from './view.ts';

export const views: readonly SlackView[] = [actorWords, resolveReason];
