import { accessEffect, accessOf, broughtTo, closeAccess, restoreEffect } from './access/index.ts';
import type { App } from './app.ts';
import { deactivationEffect } from './deactivation/effect.ts';
import { detectionTools } from './detections/tools.ts';
import type { TaskTools } from './jobs/task.ts';
import { unknownOnCall } from './sinks/on-call.ts';

/** What the features are to one another: what ends with an approval, and what ends with a person. */
export function featuresOf({
  config: { settings },
  store: { db, queue },
  clock,
  log,
  onCall,
}: Pick<App, 'clock' | 'log' | 'onCall'> & {
  readonly config: Pick<App['config'], 'settings'>;
  readonly store: Pick<App['store'], 'db' | 'queue'>;
}): Required<Pick<TaskTools, 'effects' | 'leaving'>> {
  const deactivation = deactivationEffect({ queue, clock, settings });
  const effects = {
    access: accessEffect(detectionTools({ db, queue, clock, log, settings })),
    restore: restoreEffect({ queue, clock, settings }),
    deactivation,
    reactivation: deactivation,
  };
  const tools = { db, queue, clock, settings, effects };
  return {
    effects,
    leaving: {
      accessOf: async (subject) => await accessOf(db, subject),
      broughtTo: async (subject, since) => await broughtTo(db, subject, since),
      onCall: async (addresses) => (await onCall?.now(addresses)) ?? unknownOnCall,
      closeAccess: async (subject, because) => await closeAccess(tools, subject, because),
    },
  };
}
