import type { Impact } from '../../domain/lifecycle.ts';

/** What Okta's API cannot do for a person who leaves. */
export function byHand(impact: Impact): readonly string[] {
  return [
    ...impact.soleOwnerOf.map((name) => `Name another owner of the group ${name}.`),
    'Groups that they own without being in them: Okta has no list of these; the Admin Console shows the owners of each group.',
    ...impact.apiTokens.map((name) => `Replace the API token ${name}: it stops working with the account.`),
    ...(impact.apps.length === 0
      ? []
      : [
          `Sessions that were opened inside apps live on until the apps end them: ${listed(impact.apps)}.`,
          'Personal API keys and SSH keys that they made inside these apps are not known to Okta: revoke them there.',
        ]),
    ...impact.adminRoles.map((role) => `Take the role ${role} away: suspending leaves it in place.`),
    ...(impact.synced
      ? ['The account is mastered elsewhere: disable it there too, or the next import may bring it back.']
      : []),
    'Devices: wipe or collect them; Okta only forgets that it knew them.',
  ];
}

const MOST_NAMES = 10;

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
