import type { EventFeed } from '../../provider.ts';
import { auditFeed } from './audits.ts';
import { jobFeed } from './jobs.ts';
import { lockoutFeed } from './lockouts.ts';
import { provisioningFeed } from './provisioning.ts';
import { signInFeed } from './sign-ins.ts';
import type { FeedTools } from './window.ts';

/** Every log of Entra ID that is followed. */
export function createFeeds(tools: FeedTools): readonly EventFeed[] {
  return [auditFeed(tools), provisioningFeed(tools), jobFeed(tools), signInFeed(tools), lockoutFeed(tools)];
}
