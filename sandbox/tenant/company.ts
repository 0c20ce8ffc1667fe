import { cast } from './cast.ts';
import { createEntraTenant } from './entra-company.ts';
import type { EntraTenant } from './entra-tenant.ts';
import { createMoment } from './moment.ts';
import { createOktaTenant } from './okta-company.ts';
import type { OktaTenant } from './okta-tenant.ts';
import { createPeople, type Person } from './people.ts';
import { createRandom } from './random.ts';

/** One believable company, as each of its directories tells it. */
export interface Company {
  readonly name: 'Acme';
  readonly okta: OktaTenant;
  readonly entra: EntraTenant;
  readonly people: readonly Person[];
}

export interface CompanyOptions {
  readonly seed?: number;
  /** People beside the two break-glass and the service account; never fewer than the cast. */
  readonly oktaPeople?: number;
  /** People, guests included, beside the two break-glass accounts. */
  readonly entraPeople?: number;
  /** Overrides both, for benchmarks: up to 100,000. */
  readonly people?: number;
  /** Groups beside those of the story, in each directory. */
  readonly groups?: number;
  readonly membershipsPerPerson?: number;
  /** The day the story is told; today by default. */
  readonly now?: number;
}

export function createCompany(options: CompanyOptions = {}): Company {
  const making = { random: createRandom(options.seed ?? 1), moment: createMoment(options.now ?? Date.now()) };
  const smallest = Object.keys(cast).length;
  const inOkta = Math.max(smallest, options.people ?? options.oktaPeople ?? 120);
  // One more than the cast, so that the guest with the privileged role is always there.
  const inEntra = Math.max(smallest + 1, options.people ?? options.entraPeople ?? 80);
  const people = createPeople(Math.max(inOkta, inEntra), making.random);
  const crowd = { groups: options.groups ?? 20, perPerson: options.membershipsPerPerson ?? 2 };
  return {
    name: 'Acme',
    okta: createOktaTenant(people.slice(0, inOkta), crowd, making),
    entra: createEntraTenant(people, { people: inEntra, crowd }, making),
    people,
  };
}

export type { Person } from './people.ts';
