/** The schema as the documentation of the plugin builds one: objects, exposed columns, relations with arguments. */
import SchemaBuilder from '@pothos/core';
import DrizzlePlugin from '@pothos/plugin-drizzle';
import RelayPlugin from '@pothos/plugin-relay';
import { getTableConfig } from 'drizzle-orm/pg-core';
import { drizzle } from 'drizzle-orm/postgres-js';
import type { GraphQLSchema } from 'graphql';
import type postgres from 'postgres';
import { insightType, projectRole, relations } from './tables.ts';

const byCreation = { createdAt: 'asc', id: 'asc' } as const;
const inUse = { deletedAt: { isNull: true } } as const;

export function buildSchema(client: postgres.Sql): GraphQLSchema {
  const db = drizzle({ client, relations });
  const builder = new SchemaBuilder<{
    DrizzleRelations: typeof relations;
    Scalars: { JSON: { Input: unknown; Output: unknown }; DateTime: { Input: Date; Output: Date } };
  }>({ plugins: [RelayPlugin, DrizzlePlugin], drizzle: { client: db, getTableConfig, relations } });

  builder.scalarType('JSON', { serialize: value => value });
  builder.scalarType('DateTime', { serialize: value => value.toISOString() });
  const valuesOf = <const T extends string>(names: readonly T[]) =>
    Object.fromEntries(names.map(name => [name.toUpperCase(), { value: name }])) as Record<
      string,
      { value: T }
    >;
  const InsightType = builder.enumType('InsightType', { values: valuesOf(insightType.enumValues) });
  const ProjectRole = builder.enumType('ProjectRole', { values: valuesOf(projectRole.enumValues) });
  const Layout = builder.objectRef<{ x: number; y: number; w: number; h: number }>('Layout').implement({
    fields: t => ({ x: t.exposeInt('x'), y: t.exposeInt('y'), w: t.exposeInt('w'), h: t.exposeInt('h') }),
  });

  builder.drizzleObject('users', {
    name: 'User',
    fields: t => ({
      id: t.exposeID('id'),
      displayName: t.exposeString('displayName'),
      memberships: t.relation('memberships', {
        args: { first: t.arg.int({ defaultValue: 20 }) },
        query: ({ first }) => ({ limit: first ?? 20, orderBy: byCreation }),
      }),
    }),
  });
  builder.drizzleObject('projectMembers', {
    name: 'Membership',
    fields: t => ({
      id: t.exposeID('id'),
      role: t.expose('role', { type: ProjectRole }),
      project: t.relation('project', { nullable: true, query: { where: inUse } }),
      user: t.relation('user', { nullable: true }),
    }),
  });
  builder.drizzleObject('projects', {
    name: 'Project',
    fields: t => ({
      id: t.exposeID('id'),
      name: t.exposeString('name'),
      members: t.relation('members', {
        args: { first: t.arg.int({ defaultValue: 20 }) },
        query: ({ first }) => ({ limit: first ?? 20, orderBy: byCreation }),
      }),
      dashboards: t.relation('dashboards', {
        args: { first: t.arg.int({ defaultValue: 20 }) },
        query: ({ first }) => ({ limit: first ?? 20, orderBy: byCreation, where: inUse }),
      }),
    }),
  });
  builder.drizzleObject('dashboards', {
    name: 'Dashboard',
    fields: t => ({
      id: t.exposeID('id'),
      name: t.exposeString('name'),
      description: t.exposeString('description', { nullable: true }),
      isPinned: t.exposeBoolean('isPinned'),
      project: t.relation('project', { nullable: true, query: { where: inUse } }),
      widgets: t.relation('widgets', {
        args: { first: t.arg.int({ defaultValue: 20 }) },
        query: ({ first }) => ({ limit: first ?? 20, orderBy: byCreation }),
      }),
    }),
  });
  builder.drizzleObject('widgets', {
    name: 'Widget',
    fields: t => ({
      id: t.exposeID('id'),
      content: t.exposeString('content', { nullable: true }),
      layout: t.expose('layout', { type: Layout }),
      insight: t.relation('insight', { nullable: true, query: { where: inUse } }),
    }),
  });
  builder.drizzleObject('insights', {
    name: 'Insight',
    fields: t => ({
      id: t.exposeID('id'),
      name: t.exposeString('name'),
      type: t.expose('type', { type: InsightType }),
      config: t.expose('config', { type: 'JSON' }),
      creator: t.relation('creator', { nullable: true }),
    }),
  });
  builder.drizzleObject('persons', {
    name: 'Person',
    fields: t => ({
      id: t.exposeID('id'),
      createdAt: t.expose('createdAt', { type: 'DateTime' }),
      properties: t.expose('properties', { type: 'JSON' }),
    }),
  });

  builder.queryType({
    fields: t => ({
      dashboards: t.drizzleField({
        type: ['dashboards'],
        args: { projectId: t.arg.id({ required: true }), first: t.arg.int({ defaultValue: 20 }) },
        resolve: (query, _, { projectId, first }) =>
          db.query.dashboards.findMany(
            query({
              where: { projectId: String(projectId), ...inUse },
              orderBy: byCreation,
              limit: first ?? 20,
            }),
          ),
      }),
      dashboard: t.drizzleField({
        type: 'dashboards',
        nullable: true,
        args: { id: t.arg.id({ required: true }) },
        resolve: (query, _, { id }) =>
          db.query.dashboards.findFirst(query({ where: { id: String(id), ...inUse } })),
      }),
      insights: t.drizzleField({
        type: ['insights'],
        args: {
          projectId: t.arg.id({ required: true }),
          isFavorite: t.arg.boolean({ required: true }),
          first: t.arg.int({ defaultValue: 20 }),
        },
        resolve: (query, _, { projectId, isFavorite, first }) =>
          db.query.insights.findMany(
            query({
              where: { projectId: String(projectId), isFavorite, ...inUse },
              orderBy: { name: 'desc', id: 'asc' },
              limit: first ?? 20,
            }),
          ),
      }),
      persons: t.drizzleConnection({
        type: 'persons',
        args: { projectId: t.arg.id({ required: true }) },
        maxSize: 100,
        resolve: (query, _, { projectId }) =>
          db.query.persons.findMany(query({ where: { projectId: String(projectId) }, orderBy: byCreation })),
      }),
      user: t.drizzleField({
        type: 'users',
        nullable: true,
        args: { id: t.arg.id({ required: true }) },
        resolve: (query, _, { id }) => db.query.users.findFirst(query({ where: { id: String(id) } })),
      }),
    }),
  });
  return builder.toSchema();
}
