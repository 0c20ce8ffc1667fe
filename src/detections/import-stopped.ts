import { appIn, lineOf, whenOf } from '../domain/event-words.ts';
import { defineDetection } from './detection.ts';

const resumed = ['system.import.roadblock.resume', 'system.import.roadblock.reschedule_and_resume'];

export default defineDetection({
  id: 'import-stopped',
  ref: 'W-16',
  title: 'Imports are stopped until somebody decides',
  severity: 'critical',
  why: 'The import safeguard saw too many removals. It paused every import of the org: joiners and leavers of all sources wait.',
  fix: 'Admin Console, Directory, the source named below: compare the removals with HR, then resume, or repair the source first.',
  blind: 'how many accounts an import removed is told for some kinds of import only.',
  source: ['Okta: event catalogue, system.import.roadblock', 'Okta: import safeguard'],
  events: { okta: ['system.import.roadblock', 'system.import.implicit_deletion.complete', ...resumed] },
  thresholds: {},
  tallies: {},
  patienceMs: 0,
  unless: [],
  endsBy: 'on `system.import.roadblock.resume` or `…reschedule_and_resume`',
  evaluate: (event) => {
    // Any import of the org goes on once the block is lifted, whichever source it was.
    if (resumed.includes(event.name))
      return [{ clears: 'imports:', because: 'somebody resumed the imports' }];
    const app = appIn(event);
    const sample = lineOf(event, `${app.name}: ${event.name}, ${whenOf(event)}`);
    if (event.name === 'system.import.roadblock')
      return [{ key: 'imports:stopped', message: `an import of ${app.name} stopped all imports`, sample }];
    // The entry does not tell how many; it stays quiet beside a stopped import.
    const title = 'An import removed accounts that its source no longer lists';
    const fix = 'Look at the last import of the source: how many, and are they leavers?';
    const message = `an import of ${app.name} removed what the source no longer lists`;
    return [{ key: `${app.id}:deletions`, severity: 'medium', title, fix, message, sample }];
  },
});
