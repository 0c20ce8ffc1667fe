/** Access for a time: asked for, given, extended, taken. Said to be there when the directory lists it, and over when it does not. */
export { adoptMembership, type Deciding, type DriftDecided, revertMembership } from './adopt.ts';
export { askAboutDrift, type DriftAsked, driftHears, nobodyAsked } from './ask-about-drift.ts';
export { beginGrants } from './begin.ts';
export { AccessContent } from './content.ts';
export { watchDrift } from './drift.ts';
export { accessEffect } from './effect.ts';
export { endDue } from './end-due.ts';
export { type EndAsk, type EndedEarly, endEarly } from './end-early.ts';
export { endWithExtension } from './end-with-extension.ts';
export { type ExtendAsk, extendGrant } from './extend.ts';
export { carryOutGrant } from './grant.ts';
export { closeForLeavers } from './leaver.ts';
export { lookForMissing } from './missing.ts';
export { accessOf, broughtTo, closeAccess } from './of-person.ts';
export { carryOn, watchOverdue } from './overdue.ts';
export type { RequestRefusal, RequestRefusalCode } from './refusals.ts';
export { remindOfEnds } from './remind.ts';
export { removedMembers } from './removed.ts';
export { type Requested, type RequestTools, requestAccess } from './request.ts';
export { carryOutRestore } from './restore.ts';
export { RestoreContent } from './restore-content.ts';
export { restoreEffect } from './restore-effect.ts';
export { type LeftOut, planRestore, type RestorePlan } from './restore-plan.ts';
export {
  type RestoreAsk,
  type RestoreAsked,
  type RestoreRefusal,
  requestRestore,
} from './restore-request.ts';
export { carryOnRestores } from './restore-tell.ts';
export { carryOutRevoke } from './revoke.ts';
export { lookAgainAtEnds } from './second-look.ts';
export type { AccessAsk } from './wish.ts';
