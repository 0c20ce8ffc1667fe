/** Ada, as users.info tells of a member of this workspace whom everybody may believe. */
export const slackUser = {
  id: 'U0ADA',
  team_id: 'T0HOME',
  deleted: false,
  is_bot: false,
  is_restricted: false,
  is_ultra_restricted: false,
  is_email_confirmed: true,
  profile: { email: 'ada@acme.test' },
};
