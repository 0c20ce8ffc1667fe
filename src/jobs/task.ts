import type { ApprovalEffects } from '../approvals/index.ts';
import type { Settings } from '../config/config.ts';
import type { DeactivationTools } from '../deactivation/tools.ts';
import type { Clock } from '../lib/clock.ts';
import type { Log } from '../lib/log.ts';
import type { Provider } from '../providers/provider.ts';
import type { Sink } from '../sinks/sink.ts';
import type { Db } from '../store/open.ts';
import type { JobContext, Queue } from '../store/queue/queue.ts';

/** What a task may use. */
export interface TaskTools {
  readonly db: Db;
  readonly queue: Queue;
  readonly clock: Clock;
  readonly log: Log;
  readonly providers: readonly Provider[];
  readonly settings: Settings;
  /** What each feature does when its approvals end; absent where nothing can be asked for. */
  readonly effects?: ApprovalEffects;
  /** What somebody holds and has asked for, and the end of it; absent where nobody can be deactivated. */
  readonly leaving?: Pick<DeactivationTools, 'accessOf' | 'broughtTo' | 'onCall' | 'closeAccess'>;
  /** Sends what waits in the outbox; absent where no chat is connected, and messages then wait. */
  readonly deliver?: () => Promise<void>;
  /** Why the chat is not connected; null when it is. Absent where none is configured. */
  readonly chatAway?: () => string | null;
  /** Where alerts go besides Slack. */
  readonly sinks?: readonly Sink[];
  /** Where vendors reach us; absent or null where nobody is asked to call. */
  readonly publicUrl?: string | null;
  /** Tells the outside monitor that all is well; absent where none is configured. */
  readonly heartbeat?: () => Promise<void>;
}

/** One kind of later work: the name is the file's name. It may run twice, so it must be safe to repeat. */
export interface Task {
  readonly name: string;
  /**
   * Who runs it: absent, those who run everything. `its own`: one that waits for nothing else. `of each directory`: as many
   * as may ask a directory at once, and none of them waits for another directory; its jobs are named `<name>:<connection>`.
   */
  readonly lane?: 'its own' | 'of each directory';
  readonly run: (tools: TaskTools, payload: unknown, context: JobContext) => Promise<void>;
}
