/** The schema and its resolvers; fields of rows are read by their names. */
import { GraphQLScalarType } from 'graphql';
import type postgres from 'postgres';
import {
  type DashboardRow,
  dashboardColumns,
  type InsightRow,
  insightColumns,
  type Loaders,
  type MembershipRow,
  type Row,
  type WidgetRow,
} from './loaders.ts';

interface Context {
  readonly sql: postgres.Sql;
  readonly loaders: Loaders;
}

interface First {
  readonly first: number;
}

export const typeDefs = `
  scalar JSON
  scalar DateTime
  enum InsightType { TREND FUNNEL RETENTION LIFECYCLE STICKINESS PATHS }
  enum ProjectRole { OWNER EDITOR VIEWER }
  type Query {
    dashboards(projectId: ID!, first: Int = 20): [Dashboard!]!
    dashboard(id: ID!): Dashboard
    insights(projectId: ID!, isFavorite: Boolean!, first: Int = 20): [Insight!]!
    persons(projectId: ID!, first: Int = 20, after: String): [Person!]!
    user(id: ID!): User
  }
  type User { id: ID! displayName: String! memberships(first: Int = 20): [Membership!]! }
  type Membership { id: ID! role: ProjectRole! project: Project user: User }
  type Project {
    id: ID! name: String! members(first: Int = 20): [Membership!]! dashboards(first: Int = 20): [Dashboard!]!
  }
  type Dashboard {
    id: ID! name: String! description: String isPinned: Boolean! project: Project widgets(first: Int = 20): [Widget!]!
  }
  type Layout { x: Int! y: Int! w: Int! h: Int! }
  type Widget { id: ID! content: String layout: Layout! insight: Insight }
  type Insight { id: ID! name: String! type: InsightType! config: JSON! creator: User }
  type Person { id: ID! createdAt: DateTime! properties: JSON! }
`;

const lowerCase = (...names: readonly string[]) =>
  Object.fromEntries(names.map(name => [name, name.toLowerCase()]));

export const resolvers = {
  JSON: new GraphQLScalarType({ name: 'JSON' }),
  DateTime: new GraphQLScalarType({ name: 'DateTime', serialize: value => (value as Date).toISOString() }),
  InsightType: lowerCase('TREND', 'FUNNEL', 'RETENTION', 'LIFECYCLE', 'STICKINESS', 'PATHS'),
  ProjectRole: lowerCase('OWNER', 'EDITOR', 'VIEWER'),
  Query: {
    dashboards: (_: unknown, { projectId, first }: First & { projectId: string }, { loaders }: Context) =>
      loaders.dashboards.load({ parent: projectId, first }),
    dashboard: async (_: unknown, { id }: Row, { sql }: Context) => {
      const rows =
        await sql`select ${dashboardColumns(sql)} from dashboards where id = ${id} and deleted_at is null`;
      return rows[0] ?? null;
    },
    insights: (
      _: unknown,
      { projectId, isFavorite, first }: First & { projectId: string; isFavorite: boolean },
      { sql }: Context,
    ) => sql`select ${insightColumns(sql)} from insights
      where project_id = ${projectId} and is_favorite = ${isFavorite} and deleted_at is null
      order by name desc, id limit ${first}`,
    persons: (
      _: unknown,
      { projectId, first, after }: First & { projectId: string; after?: string },
      { sql }: Context,
    ) => {
      const [createdAt, id] = after?.split(' ') ?? [];
      const later =
        createdAt === undefined || id === undefined
          ? sql``
          : sql`and (created_at, id) > (${createdAt}::timestamptz, ${id}::uuid)`;
      return sql`select id, created_at as "createdAt", properties from persons
        where project_id = ${projectId} ${later} order by created_at, id limit ${first}`;
    },
    user: (_: unknown, { id }: Row, { loaders }: Context) => loaders.user.load(id),
  },
  User: {
    memberships: ({ id }: Row, { first }: First, { loaders }: Context) =>
      loaders.memberships.load({ parent: id, first }),
  },
  Membership: {
    project: (row: MembershipRow, _: unknown, { loaders }: Context) => loaders.project.load(row.projectId),
    user: (row: MembershipRow, _: unknown, { loaders }: Context) => loaders.user.load(row.userId),
  },
  Project: {
    members: ({ id }: Row, { first }: First, { loaders }: Context) =>
      loaders.members.load({ parent: id, first }),
    dashboards: ({ id }: Row, { first }: First, { loaders }: Context) =>
      loaders.dashboards.load({ parent: id, first }),
  },
  Dashboard: {
    project: (row: DashboardRow, _: unknown, { loaders }: Context) => loaders.project.load(row.projectId),
    widgets: ({ id }: Row, { first }: First, { loaders }: Context) =>
      loaders.widgets.load({ parent: id, first }),
  },
  Widget: {
    insight: (row: WidgetRow, _: unknown, { loaders }: Context) =>
      row.insightId === null ? null : loaders.insight.load(row.insightId),
  },
  Insight: {
    creator: (row: InsightRow, _: unknown, { loaders }: Context) =>
      row.createdBy === null ? null : loaders.user.load(row.createdBy),
  },
};
