import { type CastMember, cast } from './cast.ts';
import type { Random } from './random.ts';

/** One human; Okta, Entra and Slack know the same one. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly slackId: string;
}

const first = [
  'Aiko', 'Amara', 'Bruno', 'Carla', 'Chidi', 'Dalia', 'Emre', 'Freya', 'Goran', 'Hana', 'Ines', 'Jamal',
  'Kaito', 'Leila', 'Mateo', 'Nadia', 'Oskar', 'Priya', 'Quentin', 'Rosa', 'Sven', 'Thandi', 'Uma', 'Viktor',
  'Wanda', 'Xavi', 'Yara', 'Zoran',
] as const; // biome-ignore format: a list of names reads better packed
const last = [
  'Abe', 'Bauer', 'Castillo', 'Diallo', 'Eriksen', 'Fischer', 'Garcia', 'Haddad', 'Ivanova', 'Jansen', 'Kowalski',
  'Lindgren', 'Moreau', 'Nakamura', 'Okafor', 'Petrov', 'Quispe', 'Rossi', 'Silva', 'Tanaka', 'Urban', 'Vega',
  'Weber', 'Xu', 'Yilmaz', 'Zhang',
] as const; // biome-ignore format: a list of names reads better packed

/** The cast first, then as many others as it takes; never fewer than the cast. */
export function createPeople(count: number, random: Random): Person[] {
  const people = Object.entries(cast).map(([id, known]) => person(id, known));
  while (people.length < count) people.push(filler(people.length, random));
  return people;
}

function person(id: string, known: CastMember): Person {
  return { id, name: known.name, email: known.email, slackId: known.slackId };
}

function filler(index: number, random: Random): Person {
  const given = random.pick(first);
  const family = random.pick(last);
  return {
    id: `p${index}`,
    name: `${given} ${family}`,
    email: `${given}.${family}.${index}@acme.test`.toLowerCase(),
    slackId: `U1${String(index).padStart(7, '0')}`,
  };
}
