import type { Impact } from '../../domain/lifecycle.ts';

/** What Graph cannot do for a person who leaves. */
export function byHand(impact: Impact): readonly string[] {
  return [
    ...(impact.synced
      ? ['Disable the account in Active Directory first: the next synchronisation may bring it back.']
      : []),
    ...(impact.adminRoles.length === 0
      ? []
      : [
          'A human administrator with a stronger role switches off who holds a privileged role: Entra ID refuses applications.',
        ]),
    ...impact.adminRoles.map((role) => `Take the role ${role} away: suspending leaves it in place.`),
    ...impact.soleOwnerOf.map((name) => `Name another owner of ${name}.`),
    'Access tokens that are out live up to an hour; only apps with continuous access evaluation hear sooner.',
    ...(impact.apps.length === 0
      ? []
      : [`Sessions that were opened inside apps live on until the apps end them: ${listed(impact.apps)}.`]),
    ...(impact.login.includes('#EXT#')
      ? ['A guest signs in to the home tenant, where ending sessions here changes nothing.']
      : []),
  ];
}

const MOST_NAMES = 10;

function listed(names: readonly string[]): string {
  const more = names.length - MOST_NAMES;
  return `${names.slice(0, MOST_NAMES).join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
