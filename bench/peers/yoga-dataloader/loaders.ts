/** One DataLoader per relation, and the SQL of each; a request has its own. */
import DataLoader from 'dataloader';
import type postgres from 'postgres';

export interface Row {
  readonly id: string;
}

export interface DashboardRow extends Row {
  readonly projectId: string;
}

export interface WidgetRow extends Row {
  readonly insightId: string | null;
}

export interface InsightRow extends Row {
  readonly createdBy: string | null;
}

export interface MembershipRow extends Row {
  readonly projectId: string;
  readonly userId: string;
}

/** A parent, and how many of its rows are wanted. */
export interface Part {
  readonly parent: string;
  readonly first: number;
}

export type Loaders = ReturnType<typeof createLoaders>;

export const dashboardColumns = (sql: postgres.Sql) =>
  sql`id, project_id as "projectId", name, description, is_pinned as "isPinned"`;
export const insightColumns = (sql: postgres.Sql) => sql`id, created_by as "createdBy", name, type, config`;

export function createLoaders(sql: postgres.Sql) {
  const byId = <T extends Row>(load: (ids: readonly string[]) => Promise<readonly T[]>) =>
    new DataLoader<string, T | null>(async ids => {
      const rows = new Map((await load(ids)).map(row => [row.id, row]));
      return ids.map(id => rows.get(id) ?? null);
    });
  /** The first rows of each parent; all parents that are asked for at once want the same number of them. */
  const parts = <T extends Row>(
    load: (parents: readonly string[], first: number) => Promise<readonly (T & { parent: string })[]>,
  ) =>
    new DataLoader<Part, readonly T[], string>(
      async wanted => {
        const counts = new Set(wanted.map(part => part.first));
        const rows = new Map<string, T[]>();
        for (const first of counts) {
          const parents = wanted.filter(part => part.first === first).map(part => part.parent);
          for (const row of await load(parents, first)) {
            const key = `${row.parent} ${first}`;
            rows.set(key, [...(rows.get(key) ?? []), row]);
          }
        }
        return wanted.map(part => rows.get(`${part.parent} ${part.first}`) ?? []);
      },
      { cacheKeyFn: part => `${part.parent} ${part.first}` },
    );
  return {
    user: byId(
      ids =>
        sql<Row[]>`select id, display_name as "displayName" from users where id = any(${ids as string[]})`,
    ),
    project: byId(
      ids =>
        sql<Row[]>`select id, name from projects where id = any(${ids as string[]}) and deleted_at is null`,
    ),
    insight: byId(
      ids =>
        sql<
          InsightRow[]
        >`select ${insightColumns(sql)} from insights where id = any(${ids as string[]}) and deleted_at is null`,
    ),
    members: parts<MembershipRow>(
      (parents, first) => sql`
        select m.* from unnest(${parents as string[]}::uuid[]) p (id) cross join lateral (
          select id, project_id as parent, project_id as "projectId", user_id as "userId", role
          from project_members where project_id = p.id order by created_at, project_members.id limit ${first}) m`,
    ),
    memberships: parts<MembershipRow>(
      (parents, first) => sql`
        select m.* from unnest(${parents as string[]}::uuid[]) u (id) cross join lateral (
          select id, user_id as parent, project_id as "projectId", user_id as "userId", role
          from project_members where user_id = u.id order by created_at, project_members.id limit ${first}) m`,
    ),
    dashboards: parts<DashboardRow>(
      (parents, first) => sql`
        select d.* from unnest(${parents as string[]}::uuid[]) p (id) cross join lateral (
          select project_id as parent, ${dashboardColumns(sql)}
          from dashboards where project_id = p.id and deleted_at is null order by created_at, dashboards.id limit ${first}) d`,
    ),
    widgets: parts<WidgetRow>(
      (parents, first) => sql`
        select w.* from unnest(${parents as string[]}::uuid[]) d (id) cross join lateral (
          select id, dashboard_id as parent, insight_id as "insightId", content, layout
          from widgets where dashboard_id = d.id order by created_at, widgets.id limit ${first}) w`,
    ),
  };
}
