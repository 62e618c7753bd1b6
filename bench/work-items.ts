/**
 * What is asked of every server: five reads that a front end of product analytics makes, and how many rows belong into the answer.
 * Each peer asks in its own dialect; `normalise.ts` makes the answers comparable.
 */

interface WorkItem {
  readonly title: string;
  readonly text: string;
  /** How many objects are in the answer at a path of names, lists counted through. */
  readonly counts: Readonly<Record<string, number>>;
}

export const workItems = {
  page: {
    title: 'W1 page',
    text: '10 dashboards × 12 widgets × insight with its configuration × creator; each with its project and 8 members',
    counts: {
      dashboards: 10,
      'dashboards.project.members.user': 80,
      'dashboards.widgets.insight.config': 120,
      'dashboards.widgets.insight.creator': 120,
    },
  },
  list: {
    title: 'W2 list',
    text: '50 insights of a project, filtered and ordered by a column without an index, each with its creator',
    counts: { insights: 50, 'insights.creator': 50 },
  },
  row: { title: 'W3 row', text: 'one dashboard by its id', counts: { dashboard: 1 } },
  deep: {
    title: 'W4 depth',
    text: 'viewer → 8 memberships → project → 5 dashboards → 5 widgets → insight → creator',
    counts: {
      'viewer.memberships.project': 8,
      'viewer.memberships.project.dashboards.widgets.insight.creator': 200,
    },
  },
  cursor: {
    title: 'W5 cursor',
    text: '100 persons of a project after a cursor, 1,500 rows in',
    counts: { persons: 100, 'persons.properties': 100 },
  },
} as const satisfies Record<string, WorkItem>;

export type ItemName = keyof typeof workItems;
export const itemNames = Object.keys(workItems) as ItemName[];

export type Json = null | boolean | number | string | readonly Json[] | { readonly [name: string]: Json };

/** The number of objects at a path; lists on the way are gone through. */
export function countAt(value: Json, path: string): number {
  let here: Json[] = [value];
  const open = (list: Json[]) => list.flatMap(one => (Array.isArray(one) ? (one as Json[]) : [one]));
  for (const name of path.split('.')) {
    here = open(here).flatMap(one => {
      const next = isObject(one) ? one[name] : undefined;
      return next === undefined || next === null ? [] : [next];
    });
  }
  return open(here).filter(isObject).length;
}

export function isObject(value: Json): value is { readonly [name: string]: Json } {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
