/**
 * All rows of the demo data, as a function of now and of the password hashes.
 * Knows how much each project gets; refuses to touch a database.
 */
import { buildAuditEvents } from './demo-audit.ts';
import {
  buildMemberRows,
  type DemoProjectName,
  demoAccounts,
  demoProjects,
  demoRoles,
} from './demo-members.ts';
import { type DemoPerson, generatePersons } from './demo-persons.ts';
import type { SeedRow, SeedRows } from './insert-rows.ts';
import { daysBefore } from './moments.ts';
import { mobileProduct, notesProduct, type Product, shopProduct } from './products.ts';
import { buildProjectContent, cohortIdOf } from './project-content.ts';
import { stableId } from './stable-id.ts';

interface Share {
  readonly product: Product;
  readonly persons: number;
  readonly staticMembers: number;
  /** Keys of dashboards; all when absent. */
  readonly dashboards?: readonly string[];
}

const shares: Readonly<Record<DemoProjectName, Share>> = Object.freeze({
  notes: { product: notesProduct, persons: 320, staticMembers: 24 },
  mobile: {
    product: mobileProduct,
    persons: 140,
    staticMembers: 9,
    dashboards: ['growth', 'retention', 'quality', 'launch'],
  },
  shop: {
    product: shopProduct,
    persons: 80,
    staticMembers: 6,
    dashboards: ['growth', 'activation', 'revenue'],
  },
});

/** The rows of every table; the same for the same arguments. */
export function buildDemoRows(now: Date, passwordHashes: ReadonlyMap<string, string>): SeedRows {
  const people = buildMemberRows(now, passwordHashes);
  const rows = {
    ...people,
    persons: [] as SeedRow<'persons'>[],
    personDistinctIds: [] as SeedRow<'personDistinctIds'>[],
    cohorts: [] as SeedRow<'cohorts'>[],
    cohortMembers: [] as SeedRow<'cohortMembers'>[],
    dashboards: [] as SeedRow<'dashboards'>[],
    insights: [] as SeedRow<'insights'>[],
    widgets: [] as SeedRow<'widgets'>[],
    auditEvents: [] as SeedRow<'auditEvents'>[],
  };
  for (const name of Object.keys(demoProjects) as DemoProjectName[]) {
    const { id: projectId, slug: key, age } = demoProjects[name];
    const { product, persons: count, staticMembers, dashboards } = shares[name];
    const persons = [...generatePersons({ projectId, key, count, now, age })];
    const content = buildProjectContent({
      projectId,
      key,
      product,
      creators: demoRoles[name]
        .filter(([, role]) => role !== 'viewer')
        .map(([member]) => demoAccounts[member].id),
      ...(dashboards === undefined ? {} : { dashboards }),
      now,
      age,
    });
    const apiKeyId = people.apiKeys.find(apiKey => apiKey.projectId === projectId)!.id;
    rows.persons.push(...persons.map(({ person }) => person));
    rows.personDistinctIds.push(...persons.flatMap(({ distinctIds }) => distinctIds));
    rows.cohorts.push(...content.cohorts);
    rows.cohortMembers.push(...chooseMembers(projectId, key, persons, staticMembers, now));
    rows.dashboards.push(...content.dashboards);
    rows.insights.push(...content.insights);
    rows.widgets.push(...content.widgets);
    rows.auditEvents.push(...buildAuditEvents({ projectId, content, apiKeyId }));
  }
  return rows;
}

/** Puts evenly spaced persons into the static cohort, all in one import and so in one instant. */
export function chooseMembers(
  projectId: string,
  key: string,
  persons: readonly DemoPerson[],
  count: number,
  now: Date,
): SeedRow<'cohortMembers'>[] {
  const createdAt = daysBefore(now, 20);
  const stride = Math.max(1, Math.floor(persons.length / count));
  return persons
    .filter((_, index) => index % stride === 0)
    .slice(0, count)
    .map(({ person }) => ({
      id: stableId(`cohort member ${key} ${person.id}`),
      projectId,
      cohortId: cohortIdOf(key, 'interviewed'),
      personId: person.id,
      createdAt,
      updatedAt: createdAt,
    }));
}
