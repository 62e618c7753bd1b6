/**
 * Object types: every visible column, every relation, and the global ID of each row.
 * Plans what a row must be read with; reading is the request's.
 */
import type { ColumnBlueprint, TypeBlueprint } from '../blueprint/blueprint.ts';
import { visible } from '../list/visibility.ts';
import { relationConnection } from '../read/relation-connections.ts';
import { JsonText } from '../shapes/json-text.ts';
import type { ShapeRef } from '../shapes/shape-blueprint.ts';
import { named, type RelationFields, type Row, type SchemaParts } from './builder.ts';
import { encodeGlobalId } from './global-id.ts';
import { storedReader } from './shaped-values.ts';
import { nullability, shapeType } from './shapes.ts';

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
  for (const type of Object.values(parts.blueprint.types)) addColumnFields(parts, type);
}

/**
 * Columns are plain fields that name the column they need: fields made by the Drizzle plugin would look up
 * at run time, for every value, what is known here.
 */
function addColumnFields(parts: SchemaParts, type: TypeBlueprint): void {
  parts.builder.objectFields(named(parts, type.name) as object, t => ({
    id: t.field<Row>({
      type: 'ID',
      description: 'The global id of the object: opaque, and unique among all types.',
      resolve: row => encodeGlobalId(type.name, row[type.primaryKey] as string),
    }),
    ...Object.fromEntries(
      type.columns.map(column => {
        const scalar = named(parts, column.typeName);
        return [
          column.field,
          t.field<Row>({
            description: column.description,
            extensions: { pothosDrizzleSelect: { columns: { [column.key]: true } } },
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
  }));
}

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
      // One object for all requests: Pothos merges equal queries, and compares functions by identity.
      const query = {
        where: {
          RAW: (row: never) => visible(parts.scope, relation.target, row),
        },
      };
      return [
        relation.field,
        t.relation(relation.field, { nullable: true, description: relation.description, query }),
      ];
    }),
  );
}
