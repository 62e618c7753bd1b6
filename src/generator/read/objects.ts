/**
 * Object types: every visible column, every relation, every declared field, and the global ID of each row.
 * Plans what a row must be read with; reading is the request's.
 */
import { getTableName, type Table } from 'drizzle-orm';
import { type ColumnBlueprint, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { visible } from '../list/visibility.ts';
import type { Row } from '../request.ts';
import { JsonText } from '../shapes/json-text.ts';
import type { ShapeRef } from '../shapes/shape-blueprint.ts';
import { toDrizzle } from '../sql/drizzle-sql.ts';
import { globalIdOf } from '../types/global-id.ts';
import type { Fields, RelationFields } from '../types/pothos-types.ts';
import { named, type SchemaParts } from '../types/schema-parts.ts';
import { storedReader } from '../types/shaped-values.ts';
import { nullability, shapeType } from '../types/shapes.ts';
import { relationConnection } from './relation-connections.ts';

/** Adds the Node interface and the object type of every table. */
export function addObjects(parts: SchemaParts): void {
  const node = parts.builder.interfaceRef('Node').implement({
    description: 'An object that can be asked for by its global id.',
    fields: t => ({
      id: t.field<Row>({
        type: 'ID',
        description: 'The global id of the object: opaque, and unique among all types.',
        // Every object type resolves its own.
        resolve: () => undefined,
      }),
    }),
  });
  parts.types.set('Node', node);
  for (const type of Object.values(parts.blueprint.types)) {
    parts.types.set(
      type.name,
      parts.builder.drizzleObject(type.table, {
        name: type.name,
        description: type.description,
        select: { columns: {} },
        interfaces: [node],
        fields: t => relationFields(parts, type, t),
      }),
    );
  }
  for (const type of Object.values(parts.blueprint.types)) {
    parts.builder.objectFields(named(parts, type.name) as object, t => ({
      ...columnFields(parts, type, t),
      ...computedFields(parts, type, t),
      ...resolvedFields(parts, type, t),
    }));
  }
}

/**
 * Columns are plain fields that name the column they need: fields made by the Drizzle plugin would look up
 * at run time, for every value, what is known here.
 */
function columnFields(parts: SchemaParts, type: TypeBlueprint, t: Fields): Record<string, object> {
  return {
    id: t.field<Row>({
      type: 'ID',
      description: 'The global id of the object: opaque, and unique among all types.',
      // The plugin reads the primary key with every row.
      resolve: row => globalIdOf(type, row),
    }),
    ...Object.fromEntries(
      type.columns.map(column => {
        const scalar = named(parts, column.typeName);
        return [
          column.field,
          t.field<Row>({
            description: column.description,
            extensions: selecting([column.key]),
            ...(column.shape
              ? shapedField(parts, type, column, column.shape)
              : {
                  type: column.list ? [scalar] : scalar,
                  nullable: column.list ? { list: column.nullable, items: false } : column.nullable,
                  resolve: column.kind === 'json' ? row => jsonOf(row[column.key]) : row => row[column.key],
                }),
          }),
        ];
      }),
    ),
  };
}

/** Fields whose value is an expression over their row, read with the row. */
function computedFields(parts: SchemaParts, type: TypeBlueprint, t: Fields): Record<string, object> {
  return Object.fromEntries(
    type.computed.map(({ field, typeName, nullable, description, sql }) => {
      const member = `@${field}`;
      const extras = { [member]: (row: Table) => toDrizzle(sql, getTableName(row)) };
      return [
        field,
        t.field<Row>({
          type: named(parts, typeName),
          nullable,
          description,
          extensions: { pothosDrizzleSelect: { columns: {}, extras } },
          resolve: row => row[member],
        }),
      ];
    }),
  );
}

/** Fields that are resolved by hand from columns of their row. */
function resolvedFields(parts: SchemaParts, type: TypeBlueprint, t: Fields): Record<string, object> {
  return Object.fromEntries(
    type.resolved.map(({ field, typeName, nullable, description, columns }) => {
      const resolve = parts.resolvers.get(`${type.table}.${field}`)!;
      return [
        field,
        t.field<Row>({
          type: named(parts, typeName),
          nullable,
          description,
          extensions: selecting(columns),
          resolve: (row, _args, context) => resolve(row, context),
        }),
      ];
    }),
  );
}

/** What the plugin has to read for a field. */
const selecting = (columns: readonly string[]) => ({
  pothosDrizzleSelect: { columns: Object.fromEntries(columns.map(column => [column, true])) },
});

/** A field of typed JSON. What does not fit the shape is null with an error of its own; the rest is unharmed. */
function shapedField(parts: SchemaParts, type: TypeBlueprint, column: ColumnBlueprint, ref: ShapeRef) {
  const read = storedReader(parts, type, column, ref);
  return {
    type: shapeType(parts, ref),
    nullable: nullability(ref, true),
    resolve: (row: Row) => {
      const stored = row[column.key];
      return typeof stored === 'string' ? read(stored) : null;
    },
  };
}

/** JSON as it is stored, or a list of it. */
function jsonOf(stored: unknown): unknown {
  if (Array.isArray(stored)) return stored.map(jsonOf);
  return typeof stored === 'string' ? new JsonText(stored) : null;
}

function relationFields(parts: SchemaParts, type: TypeBlueprint, t: RelationFields): Record<string, object> {
  return Object.fromEntries(
    type.relations.map(relation => {
      if (relation.many) return [relation.field, relationConnection(parts, type, relation.field, t)];
      const condition = visible(parts.blueprint, typeOf(parts.blueprint, relation.target));
      // One object for all requests: Pothos merges equal queries, and compares functions by identity.
      const query = { where: { RAW: (row: Table) => toDrizzle(condition, getTableName(row)) } };
      return [
        relation.field,
        t.relation(relation.field, { nullable: true, description: relation.description, query }),
      ];
    }),
  );
}
