/**
 * The people of the demo data: accounts, projects, who belongs to what, invitations and API keys.
 * Knows names and roles; refuses to know what the projects contain.
 */

import type { SeedRow, SeedRows } from './insert-rows.ts';
import { daysAfter, daysBefore } from './moments.ts';
import { stableId, unusableSecretHash } from './stable-id.ts';

export const demoPassword = 'demo-password';

interface DemoAccount {
  readonly id: string;
  readonly email: string;
  readonly displayName: string;
}

const account = (name: string, displayName: string): DemoAccount =>
  Object.freeze({ id: stableId(`user ${name}`), email: `${name}@demo.example`, displayName });

/** Every account of the demo data; all have the same password. */
export const demoAccounts = Object.freeze({
  owner: account('owner', 'Olivia Brandt'),
  coOwner: account('teo.okafor', 'Teo Okafor'),
  editor: account('editor', 'Mara Lindqvist'),
  priya: account('priya.nair', 'Priya Nair'),
  jonas: account('jonas.weber', 'Jonas Weber'),
  viewer: account('viewer', 'Victor Almeida'),
  sofia: account('sofia.rossi', 'Sofía Rossi'),
  kenji: account('kenji.tanaka', '田中 健二'),
  outsider: account('outsider', 'Oskar Hale'),
});

export type DemoAccountName = keyof typeof demoAccounts;

export interface DemoProject {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
  readonly timezone: string;
  /** How many days before now the project was made. */
  readonly age: number;
}

const project = (name: string, slug: string, timezone: string, age: number): DemoProject =>
  Object.freeze({ id: stableId(`project ${slug}`), name, slug, timezone, age });

export const demoProjects = Object.freeze({
  notes: project('Lumen Notes', 'lumen-notes', 'Europe/Berlin', 280),
  mobile: project('Lumen Mobile', 'lumen-mobile', 'America/New_York', 190),
  shop: project('Harbor Shop', 'harbor-shop', 'UTC', 230),
});

export type DemoProjectName = keyof typeof demoProjects;

/** Who belongs to which project, in the order of joining; the one who made it is first. */
export const demoRoles: Readonly<
  Record<DemoProjectName, readonly (readonly [DemoAccountName, 'owner' | 'editor' | 'viewer'])[]>
> = Object.freeze({
  notes: [
    ['owner', 'owner'],
    ['coOwner', 'owner'],
    ['editor', 'editor'],
    ['priya', 'editor'],
    ['jonas', 'editor'],
    ['viewer', 'viewer'],
    ['sofia', 'viewer'],
    ['kenji', 'viewer'],
  ],
  mobile: [
    ['owner', 'owner'],
    ['coOwner', 'editor'],
    ['priya', 'editor'],
    ['kenji', 'viewer'],
  ],
  shop: [['outsider', 'owner']],
});

/** Rows of people; `passwordHashes` gives each account its own hash of the demo password. */
export function buildMemberRows(now: Date, passwordHashes: ReadonlyMap<string, string>) {
  const users = Object.values(demoAccounts).map((user, index): SeedRow<'users'> => {
    const createdAt = daysBefore(now, 281 - index * 3);
    return { ...user, passwordHash: passwordHashes.get(user.email)!, createdAt, updatedAt: createdAt };
  });
  const names = Object.keys(demoProjects) as DemoProjectName[];
  return {
    users,
    projects: names.map((name): SeedRow<'projects'> => {
      const { age, ...columns } = demoProjects[name];
      const createdAt = daysBefore(now, age);
      return { ...columns, deletedAt: null, createdAt, updatedAt: daysBefore(now, age / 2) };
    }),
    projectMembers: names.flatMap(name =>
      demoRoles[name].map(([member, role], index): SeedRow<'projectMembers'> => {
        const { id, age, slug } = demoProjects[name];
        // The last two joined in the same instant, as members of an accepted batch of invitations do.
        const createdAt = daysBefore(now, age - Math.min(index, 6) * 9);
        return {
          id: stableId(`member ${slug} ${demoAccounts[member].email}`),
          projectId: id,
          userId: demoAccounts[member].id,
          role,
          createdAt,
          updatedAt: createdAt,
        };
      }),
    ),
    projectInvites: names.flatMap(name => buildInvites(name, now)),
    apiKeys: names.flatMap(name => buildApiKeys(name, now)),
  } satisfies SeedRows;
}

function buildInvites(name: DemoProjectName, now: Date): SeedRow<'projectInvites'>[] {
  const invites: [string, SeedRow<'projectInvites'>['role'], SeedRow<'projectInvites'>['status'], number][] =
    name === 'notes'
      ? [
          ['kenji.tanaka@demo.example', 'viewer', 'accepted', 228],
          ['nadia.haddad@demo.example', 'editor', 'declined', 120],
          ['former.colleague@demo.example', 'viewer', 'cancelled', 64],
          ['late.reply@demo.example', 'viewer', 'pending', 40],
          ['amelie.dubois@demo.example', 'editor', 'pending', 2],
          ['liam.murphy@demo.example', 'viewer', 'pending', 2],
        ]
      : [['analyst@demo.example', 'viewer', 'pending', 5]];
  return invites.map(([email, role, status, age]) => ({
    id: stableId(`invite ${name} ${email}`),
    projectId: demoProjects[name].id,
    email,
    role,
    status,
    invitedBy: demoAccounts[demoRoles[name][0]![0]].id,
    tokenHash: unusableSecretHash(`invite ${name} ${email}`),
    expiresAt: daysAfter(now, 14 - age),
    createdAt: daysBefore(now, age),
    updatedAt: status === 'pending' ? daysBefore(now, age) : daysBefore(now, age - 3),
  }));
}

function buildApiKeys(name: DemoProjectName, now: Date): SeedRow<'apiKeys'>[] {
  const keys: [string, ('read' | 'write')[], Partial<SeedRow<'apiKeys'>>][] = [
    ['Web SDK', ['write'], { lastUsedAt: daysBefore(now, 0, -3) }],
    ['Warehouse export', ['read'], { lastUsedAt: daysBefore(now, 1), expiresAt: daysAfter(now, 90) }],
    ['Staging', ['read', 'write'], { revokedAt: daysBefore(now, 33), lastUsedAt: daysBefore(now, 34) }],
    ['Unused', ['read'], { createdBy: null }],
  ];
  const { id, slug, age } = demoProjects[name];
  return keys.slice(0, name === 'notes' ? 4 : 2).map(([keyName, scopes, columns], index) => {
    const hash = unusableSecretHash(`api key ${slug} ${keyName}`);
    const createdAt = daysBefore(now, age - 20 * (index + 1));
    return {
      id: stableId(`api key ${slug} ${keyName}`),
      projectId: id,
      createdBy: demoAccounts[demoRoles[name][0]![0]].id,
      name: keyName,
      prefix: `igk_${hash.slice(0, 8)}`,
      keyHash: hash,
      scopes,
      lastUsedAt: null,
      expiresAt: null,
      revokedAt: null,
      createdAt,
      updatedAt: columns.revokedAt ?? createdAt,
      ...columns,
    };
  });
}
