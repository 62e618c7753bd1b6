/**
 * The ids of the data set: they follow from a kind and a number, so that SQL and TypeScript name the same row
 * without asking each other.
 */
import { createHash } from 'node:crypto';

/** How much there is; each number but `projects` and `users` is per its parent. */
export interface Size {
  readonly projects: number;
  readonly users: number;
  readonly members: number;
  readonly dashboards: number;
  readonly widgets: number;
  readonly insights: number;
  readonly persons: number;
}

export const standardSize: Size = {
  projects: 50,
  users: 50,
  members: 8,
  dashboards: 20,
  widgets: 12,
  insights: 60,
  persons: 2_000,
};

type Kind = 'user' | 'project' | 'member' | 'dashboard' | 'insight' | 'widget' | 'person';

/** The id of the row with the number among all of its kind; scattered over the key space, as random ids are. */
export function idOf(kind: Kind, number: number): string {
  const hex = createHash('md5').update(`${kind} ${number}`).digest('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** The same in SQL, where the number is an expression. */
export const idSql = (kind: Kind, number: string): string => `md5('${kind} ' || (${number}))::uuid`;

/** The token of the viewer's session; the database has its hash only. */
export const viewerToken = `igs_${'bench'.padEnd(43, '-')}`;
export const viewerTokenHash = createHash('sha256').update(viewerToken).digest('hex');

/** The rows that the work items are about: the viewer is the first user, and the owner of the first project. */
export const viewerId = idOf('user', 0);
export const projectId = idOf('project', 0);
export const dashboardId = idOf('dashboard', 3);

/** The person after whom the page of persons begins: the last of the first 1,500 of the project. */
const before = 1_500;
export const cursorRow = {
  number: before,
  id: idOf('person', before - 1),
  createdAt: new Date(Date.UTC(2025, 5, 1) + (before - 1) * 1000).toISOString(),
} as const;
