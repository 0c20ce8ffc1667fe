import { z } from 'zod';

/** users.info and auth.test, as far as they decide who may act. What Slack leaves out counts against the user. */
const User = z.object({
  id: z.string(),
  team_id: z.string(),
  enterprise_user: z.object({ enterprise_id: z.string() }).optional(),
  deleted: z.boolean(),
  is_bot: z.boolean(),
  is_restricted: z.boolean(),
  is_ultra_restricted: z.boolean(),
  is_stranger: z.boolean().optional(),
  is_workflow_bot: z.boolean().optional(),
  is_connector_bot: z.boolean().optional(),
  is_email_confirmed: z.boolean(),
  profile: z.object({ email: z.email() }),
});
const Home = z.object({ team_id: z.string(), enterprise_id: z.string().nullish() });

export type SlackAnswer = { readonly email: string } | { readonly why: string };

/**
 * The confirmed address of a full member of this workspace or its enterprise; otherwise why not. A member of another
 * company in a shared channel is no stranger to Slack: only the team id tells.
 */
export function judgeSlackUser(user: unknown, home: unknown): SlackAnswer {
  if (field(user, 'deleted') === true) return { why: 'this Slack account is deactivated' };
  if (botFlags.some((flag) => field(user, flag) === true)) return { why: 'this Slack account is a bot' };
  if (guestFlags.some((flag) => field(user, flag) === true))
    return { why: 'this Slack account is a guest of the workspace' };
  const parsed = User.safeParse(user);
  const here = Home.safeParse(home);
  if (!parsed.success || !here.success) return { why: 'Slack does not say enough about this account' };
  const { team_id, enterprise_user, is_stranger, is_email_confirmed, profile } = parsed.data;
  const { enterprise_id } = here.data;
  const sameTeam = team_id === here.data.team_id;
  const sameEnterprise =
    typeof enterprise_id === 'string' && enterprise_user?.enterprise_id === enterprise_id;
  if (is_stranger === true || !(sameTeam || sameEnterprise))
    return { why: 'this account is not a member of this workspace' };
  if (!is_email_confirmed) return { why: 'the address of this Slack account is not confirmed' };
  return { email: profile.email };
}

/** No domain named: every one is allowed. */
export function isAllowed(email: string, domains: readonly string[]): boolean {
  const domain = email.split('@').at(-1)?.toLowerCase() ?? '';
  return domains.length === 0 || domains.some((each) => each.toLowerCase() === domain);
}

const botFlags = ['is_bot', 'is_workflow_bot', 'is_connector_bot'];
const guestFlags = ['is_restricted', 'is_ultra_restricted'];

/** Deactivated accounts and bots come with few fields: what disqualifies them is looked at before the shape. */
function field(user: unknown, name: string): unknown {
  return typeof user === 'object' && user !== null
    ? Object.entries(user).find(([key]) => key === name)?.[1]
    : undefined;
}
