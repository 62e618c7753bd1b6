/**
 * A project with a member of every role, a key, an outsider with a project of their own, and persons.
 * All names begin with a prefix, so that many worlds fit into one database.
 */
import { createHash } from 'node:crypto';
import { tables } from '../../src/model/relations.ts';
import { openSession, type TestApi } from './api.ts';
import { uuidOf } from './fixture.ts';

export const roles = ['owner', 'editor', 'viewer', 'outsider'] as const;
export type WorldUser = (typeof roles)[number];

export interface World {
  readonly prefix: string;
  readonly tokens: Record<WorldUser | 'key', string>;
  readonly users: Record<WorldUser, string>;
  readonly projects: { readonly a: string; readonly other: string };
  /** The memberships in project `a`, and the outsider's in `other`. */
  readonly members: Record<WorldUser, string>;
  readonly persons: { readonly a: readonly string[]; readonly other: readonly string[] };
  /** The API key, which may write in project `a`. */
  readonly keyId: string;
}

const record = <K extends string>(keys: readonly K[], make: (key: K) => string) =>
  Object.fromEntries(keys.map(key => [key, make(key)])) as Record<K, string>;

export async function buildWorld({ database }: TestApi, prefix: string): Promise<World> {
  const { db } = database;
  const id = (name: string) => uuidOf(`${prefix} ${name}`);
  const users = record(roles, role => id(`user ${role}`));
  const members = record(roles, role => id(`member ${role}`));
  const projects = { a: id('project a'), other: id('project other') };
  const persons = { a: [1, 2, 3].map(n => id(`person ${n}`)), other: [id('person other')] };
  const secret = `igk_${createHash('sha256').update(prefix).digest('base64url')}`;
  const keyId = id('key');
  const email = (role: string) => `${prefix}-${role}@world.example`;
  await db
    .insert(tables.users)
    .values(
      roles.map(role => ({ id: users[role], email: email(role), passwordHash: 'none', displayName: role })),
    );
  await db.insert(tables.projects).values([
    { id: projects.a, name: 'A', slug: `${prefix}-a` },
    { id: projects.other, name: 'Other', slug: `${prefix}-other` },
  ]);
  await db.insert(tables.projectMembers).values(
    roles.map(role => ({
      id: members[role],
      projectId: role === 'outsider' ? projects.other : projects.a,
      userId: users[role],
      role: role === 'outsider' ? ('owner' as const) : role,
    })),
  );
  await db
    .insert(tables.persons)
    .values([
      ...persons.a.map(id => ({ id, projectId: projects.a })),
      ...persons.other.map(id => ({ id, projectId: projects.other })),
    ]);
  await db.insert(tables.apiKeys).values({
    id: keyId,
    projectId: projects.a,
    name: 'key',
    prefix: secret.slice(0, 8),
    keyHash: createHash('sha256').update(secret).digest('hex'),
    scopes: ['read', 'write'],
  });
  const tokens = { key: secret } as World['tokens'];
  for (const role of roles) tokens[role] = await openSession(database, email(role));
  return { prefix, tokens, users, projects, members, persons, keyId };
}
