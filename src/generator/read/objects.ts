/**
 * Object types: every visible column, every relation, every declared field, and the global ID of each row.
 * Plans what a row must be read with; reading is the request's.
 */
import { getTableName, type Table } from 'drizzle-orm';
import { type Blueprint, type ColumnBlueprint, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { isShownAsStored } from '../blueprint/shown-as-stored.ts';
import { knownValue } from '../list/known-value.ts';
import { ofParentsTenant } from '../list/relational-rows.ts';
import { visible } from '../list/visibility.ts';
import type { Row } from '../request.ts';
import type { ShapeRef } from '../shapes/shape-blueprint.ts';
import { toDrizzle } from '../sql/drizzle-sql.ts';
import { and, fragment } from '../sql/fragment.ts';
import { outputType } from '../types/column-types.ts';
import { nullOnlyByError } from '../types/directives.ts';
import { globalIdOf } from '../types/global-id.ts';
import type { FieldOptions, Fields, RelationFields } from '../types/pothos-types.ts';
import { named, type SchemaParts } from '../types/schema-parts.ts';
import { storedReader } from '../types/shaped-values.ts';
import { nullability, shapeType } from '../types/shapes.ts';
import { abilitiesFields } from './abilities.ts';
import { columnText, isText, kindOfScalar, readText, textMember } from './column-texts.ts';
import { keyExtras } from './key-text.ts';
import { relationConnection } from './relation-connections.ts';
import { selecting, selectingText } from './selecting.ts';

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
      ...abilitiesFields(parts, type, t),
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
      extensions: { pothosDrizzleSelect: { columns: {}, ...keyExtras(type) } },
      resolve: row => globalIdOf(type, row),
    }),
    ...Object.fromEntries(
      type.columns.map(column => {
        return [
          column.field,
          t.field<Row>({
            description: describedColumn(column),
            deprecationReason: column.deprecated,
            ...(column.shape
              ? shapedField(parts, type, column, column.shape)
              : { ...outputType(parts, t, column), ...columnSource(parts.blueprint, type, column) }),
          }),
        ];
      }),
    ),
  };
}

function describedColumn({ description, restricted }: ColumnBlueprint): string | undefined {
  if (!restricted) return description;
  return [description, 'Null in rows in which the viewer may not know it.'].filter(Boolean).join(' ');
}

type ColumnSource = Pick<FieldOptions<Row, object>, 'extensions' | 'resolve'>;

/** What is read for a column, and what becomes of it. */
function columnSource(blueprint: Blueprint, type: TypeBlueprint, column: ColumnBlueprint): ColumnSource {
  const { key, kind } = column;
  if (!isText(column) && isShownAsStored(column))
    return { extensions: selecting([key]), resolve: row => row[key] };
  const { extensions, member } = knownSource(blueprint, type, column);
  return { extensions, resolve: row => (isText(column) ? readText(kind, row[member]) : row[member]) };
}

/** How the value of a column is read as an expression over its row, and into which member. */
function knownSource(blueprint: Blueprint, type: TypeBlueprint, column: ColumnBlueprint) {
  const member = textMember(column.field);
  const value = knownValue(blueprint, type, column);
  const expression = isText(column) ? columnText(column, value) : value;
  return { extensions: selectingText(member, expression), member };
}

/** Fields whose value is an expression over their row, read with the row. */
function computedFields(parts: SchemaParts, type: TypeBlueprint, t: Fields): Record<string, object> {
  return Object.fromEntries(
    type.computed.map(({ field, typeName, nullable, description, sql }) => {
      const member = textMember(field);
      const kind = kindOfScalar(typeName);
      const asText = kind !== undefined && isText({ kind, mapped: false });
      const expression = asText ? fragment`(${sql})::text` : sql;
      return [
        field,
        t.field<Row>({
          type: named(parts, typeName),
          nullable,
          description,
          extensions: selectingText(member, expression),
          resolve: row => (asText ? readText(kind, row[member]) : row[member]),
        }),
      ];
    }),
  );
}

/** Fields that are resolved by hand from columns of their row. */
function resolvedFields(parts: SchemaParts, type: TypeBlueprint, t: Fields): Record<string, object> {
  return Object.fromEntries(
    type.resolved.map(({ field, typeName, nullable, isNullOnlyByError, description, columns }) => {
      const resolve = parts.resolvers.get(`${type.table}.${field}`)!;
      return [
        field,
        t.field<Row>({
          type: named(parts, typeName),
          nullable,
          description,
          extensions: { ...selecting(columns), ...(isNullOnlyByError ? nullOnlyByError : {}) },
          resolve: (row, _args, context) => resolve(row, context),
        }),
      ];
    }),
  );
}

/** A field of typed JSON. What does not fit the shape is null with an error of its own; the rest is unharmed. */
function shapedField(parts: SchemaParts, type: TypeBlueprint, column: ColumnBlueprint, ref: ShapeRef) {
  const read = storedReader(parts, type, column, ref);
  const { extensions, member } = isShownAsStored(column)
    ? { extensions: selecting([column.key]), member: column.key }
    : knownSource(parts.blueprint, type, column);
  return {
    extensions: { ...extensions, ...(column.isNullOnlyByError ? nullOnlyByError : {}) },
    type: shapeType(parts, ref),
    nullable: nullability(ref, true),
    resolve: (row: Row) => {
      const stored = row[member];
      return typeof stored === 'string' ? read(stored) : null;
    },
  };
}

function relationFields(parts: SchemaParts, type: TypeBlueprint, t: RelationFields): Record<string, object> {
  return Object.fromEntries(
    type.relations.map(relation => {
      const { description, deprecated } = relation;
      if (relation.many) return [relation.field, relationConnection(parts, type, relation.field, t)];
      const { blueprint } = parts;
      const condition = visible(blueprint, typeOf(blueprint, relation.target));
      const RAW = (row: Table) => {
        const alias = getTableName(row);
        return toDrizzle(and(ofParentsTenant(blueprint, type, relation.field, alias), condition)!, alias);
      };
      // One object for all requests: Pothos merges equal queries, and compares functions by identity.
      const query = { where: { RAW } };
      return [
        relation.field,
        t.relation(relation.field, { nullable: true, description, deprecationReason: deprecated, query }),
      ];
    }),
  );
}
