/**
 * Turns plans into rows: the cohorts, insights, dashboards and widgets of one project.
 * Knows ids, creators and timestamps; refuses to know what the plans are about.
 */
import { type CohortName, planCohorts } from './cohort-plans.ts';
import { arrangeTiles, dashboardPlans } from './dashboard-plans.ts';
import type { SeedRow, SeedRows } from './insert-rows.ts';
import { type InsightName, type InsightPlan, planInsights } from './insight-plans.ts';
import { daysBefore } from './moments.ts';
import type { Product } from './products.ts';
import { createRandom } from './random.ts';
import { stableId } from './stable-id.ts';

export interface ContentRequest {
  readonly projectId: string;
  /** Makes ids differ between projects. */
  readonly key: string;
  readonly product: Product;
  /** Who made the rows; the first one made the first dashboard. */
  readonly creators: readonly string[];
  /** Keys of dashboards to make; all by default. */
  readonly dashboards?: readonly string[];
  readonly now: Date;
  /** How many days before now the project was made. */
  readonly age: number;
}

export type ProjectContent = Required<Pick<SeedRows, 'cohorts' | 'insights' | 'dashboards' | 'widgets'>>;

/** The id of a cohort, for those who put persons into it. */
export const cohortIdOf = (key: string, name: CohortName) => stableId(`cohort ${key} ${name}`);

export function buildProjectContent(request: ContentRequest): ProjectContent {
  const { projectId, key, product, creators, now, age } = request;
  const random = createRandom(`content of ${key}`);
  const cohortId = (name: CohortName) => cohortIdOf(key, name);
  const insightId = (name: string) => stableId(`insight ${key} ${name}`);

  /** What the rows of all four tables share; every fifth shares its moment with the one before. */
  let moment = daysBefore(now, age - 1);
  let made = 0;
  const origin = (deleted: boolean | undefined) => {
    made += 1;
    if (made % 5 !== 0) moment = daysBefore(now, Math.max(1, age - 1 - made * 4), random.int(0, 600));
    const deletedAt = deleted ? daysBefore(now, 12, random.int(0, 600)) : null;
    const changed = random.chance(0.4) ? daysBefore(now, random.int(0, 6), -random.int(0, 600)) : moment;
    return {
      projectId,
      // Some accounts are gone.
      createdBy: made > 3 && random.chance(0.08) ? null : made === 1 ? creators[0]! : random.pick(creators),
      createdAt: moment,
      updatedAt: deletedAt ?? (changed > moment ? changed : moment),
      deletedAt,
    };
  };

  const wanted = dashboardPlans.filter(
    ({ key: name }) => request.dashboards === undefined || request.dashboards.includes(name),
  );
  const dashboards = wanted.map(
    (plan): SeedRow<'dashboards'> => ({
      id: stableId(`dashboard ${key} ${plan.key}`),
      name: plan.name,
      description: plan.description,
      dateFrom: plan.dateFrom ?? null,
      dateTo: plan.dateTo ?? null,
      isPinned: plan.pinned ?? false,
      ...origin(plan.deleted),
    }),
  );

  const plans = planInsights({ product, cohortId, now });
  const used = new Set<InsightName>(
    wanted.flatMap(plan =>
      arrangeTiles(plan.rows).flatMap(({ tile }) => (typeof tile === 'string' ? [tile] : [])),
    ),
  );
  if (request.dashboards === undefined) used.add('scratch').add('abandoned');
  const insights = (Object.entries(plans) as [InsightName, InsightPlan][])
    .filter(([name]) => used.has(name))
    .map(
      ([name, plan]): SeedRow<'insights'> => ({
        id: insightId(name),
        type: plan.config.type,
        name: plan.name,
        description: plan.description,
        config: plan.config,
        isFavorite: plan.favorite ?? false,
        ...origin(plan.deleted),
      }),
    );

  const widgets = wanted.flatMap((plan, index) =>
    arrangeTiles(plan.rows).map(({ tile, layout }, position): SeedRow<'widgets'> => {
      const { id: dashboardId, createdAt, updatedAt } = dashboards[index]!;
      return {
        id: stableId(`widget ${key} ${plan.key} ${position}`),
        projectId,
        dashboardId,
        insightId: typeof tile === 'string' ? insightId(tile) : null,
        content: typeof tile === 'string' ? null : tile.text,
        layout,
        createdAt,
        updatedAt,
      };
    }),
  );

  const cohorts = (
    Object.entries(planCohorts(product, cohortId)) as [
      CohortName,
      ReturnType<typeof planCohorts>[CohortName],
    ][]
  ).map(
    ([name, plan]): SeedRow<'cohorts'> => ({
      id: cohortId(name),
      name: plan.name,
      description: plan.description,
      definition: plan.definition,
      isStatic: plan.definition === null,
      ...origin(plan.deleted),
    }),
  );
  return { cohorts, insights, dashboards, widgets };
}
