/**
 * Invented end users of an analysed product, each with properties and distinct ids.
 * Knows what such people look like; refuses to hold them all at once: they are made one by one.
 */
import type { SeedRow } from './insert-rows.ts';
import { daysBefore, isoDate } from './moments.ts';
import { createRandom, type Random } from './random.ts';
import { stableId } from './stable-id.ts';

const firstNames =
  'Ada Amara Anton Beatriz Björn Camille Chidi Dana Dmitri Elif Emma Farid Freja Giulia Hana Hiro Ines Ivan Jamal Jana Kofi Laila Leon Lucía Maeve Marek Mei Mina Noah Nour Oskar Paula Quentin Rosa Sami Sanne Tariq Thảo Uma Vera Wout Ximena Yara Zoë 美咲 Ольга'.split(
    ' ',
  );
const lastNames =
  "Abara Almeida Bauer Bianchi Castro Chen Dubois Eriksen Fischer García Haddad Ito Jansen Kaya Kowalski Lambert Mäkinen Mensah Moreau Nair Novák Nguyễn O'Brien Okoye Olsen Patel Petrov Quispe Ramos Rossi Saito Santos Schäfer Silva Tanaka Torres Ueda Vargas Weber Wójcik Yılmaz Zhang 佐藤 Иванова".split(
    ' ',
  );
const companies =
  'Northwind|Umbra Labs|Kite & Co|Bluefin|Marble Works|Oak Street Clinic|Pixelhof|Solstice|Verdant|Zephyr Freight'.split(
    '|',
  );
// Repeated entries weigh more.
const countries = 'DE DE DE US US US US GB GB FR FR ES IT NL SE PL BR IN JP NG CA AU'.split(' ');
const plans = 'free free free free free pro pro pro team enterprise'.split(' ');
const prices: Readonly<Record<string, number>> = Object.freeze({
  free: 0,
  pro: 12,
  team: 10.5,
  enterprise: 24,
});
const browsers = 'Chrome Chrome Chrome Safari Firefox Edge'.split(' ');
const systems = 'Windows macOS Linux iOS Android'.split(' ');

export interface DemoPerson {
  readonly person: SeedRow<'persons'>;
  readonly distinctIds: readonly SeedRow<'personDistinctIds'>[];
}

export interface PersonsRequest {
  readonly projectId: string;
  /** Makes ids and choices differ between projects. */
  readonly key: string;
  readonly count: number;
  readonly now: Date;
  /** How many days before now the first person came. */
  readonly age: number;
}

/** Makes persons, the oldest first. */
export function* generatePersons(request: PersonsRequest): Generator<DemoPerson, void, undefined> {
  const random = createRandom(`persons of ${request.key}`);
  for (let index = 0; index < request.count; index += 1) yield makePerson(request, index, random);
}

function makePerson(
  { projectId, key, count, now, age }: PersonsRequest,
  index: number,
  random: Random,
): DemoPerson {
  // The first tenth was imported at once, so those timestamps are exactly equal; the rest came to the hour.
  const imported = index < count / 10;
  const days = imported ? age : Math.floor(age * 24 * (1 - index / count)) / 24;
  const createdAt = daysBefore(now, days);
  const updatedAt =
    imported || random.chance(0.3) ? createdAt : daysBefore(now, random.int(0, Math.floor(days)));
  const id = stableId(`person ${key} ${index}`);
  const email = `user${index}@${random.pick(['example.com', 'example.net', 'example.org'])}`;
  const names = [`user_${index}`];
  if (random.chance(0.55)) names.push(`anon-${stableId(`device ${key} ${index}`)}`);
  if (random.chance(0.25)) names.push(email);
  return {
    person: {
      id,
      projectId,
      properties: makeProperties(email, createdAt, updatedAt, random),
      createdAt,
      updatedAt,
    },
    distinctIds: names.map((distinctId, position) => ({
      id: stableId(`distinct id ${key} ${index} ${position}`),
      projectId,
      personId: id,
      distinctId,
      createdAt,
      updatedAt: createdAt,
    })),
  };
}

function makeProperties(email: string, since: Date, seen: Date, random: Random): Record<string, unknown> {
  // Some visitors never signed up: almost nothing is known of them, of a few nothing at all.
  if (random.chance(0.02)) return {};
  const visit = { country: random.pick(countries), browser: random.pick(browsers), os: random.pick(systems) };
  if (random.chance(0.12)) return { ...visit, initial_referrer: null };
  const plan = random.pick(plans);
  const seats = plan === 'team' || plan === 'enterprise' ? random.int(2, 250) : 1;
  return {
    name: `${random.pick(firstNames)} ${random.pick(lastNames)}`,
    email,
    plan,
    ...visit,
    signup_date: isoDate(since),
    last_seen_at: seen.toISOString(),
    seats,
    mrr: Math.round(seats * prices[plan]! * 100) / 100,
    notes_created: random.int(0, 40) ** 2,
    is_admin: seats > 1 && random.chance(0.4),
    ...(random.chance(0.7) ? { company: random.pick(companies) } : {}),
    ...(random.chance(0.8) ? { marketing_opt_in: random.chance(0.35) } : {}),
    ...(random.chance(0.2)
      ? { tags: ['beta', random.pick(['power-user', 'newsletter', 'churn-risk'])] }
      : {}),
  };
}
