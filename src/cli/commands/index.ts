/** Every command, in the order in which help lists them. */
import type { Command } from '../command.ts';
import auditExport from './audit-export.ts';
import auditVerify from './audit-verify.ts';
import checksList from './checks-list.ts';
import checksRun from './checks-run.ts';
import configCheck from './config-check.ts';
import demo from './demo.ts';
import doctor from './doctor.ts';
import peopleUnpin from './people-unpin.ts';
import policyCheck from './policy-check.ts';
import policyExplain from './policy-explain.ts';
import policyReplay from './policy-replay.ts';
import serve from './serve.ts';
import sinksList from './sinks-list.ts';
import sinksRetry from './sinks-retry.ts';
import sinksTest from './sinks-test.ts';
import sync from './sync.ts';

export const commands: readonly Command[] = [
  demo,
  doctor,
  serve,
  checksRun,
  checksList,
  sync,
  sinksList,
  sinksTest,
  sinksRetry,
  configCheck,
  policyCheck,
  policyExplain,
  policyReplay,
  peopleUnpin,
  auditVerify,
  auditExport,
];
