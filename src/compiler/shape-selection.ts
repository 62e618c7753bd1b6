/**
 * What a document selects of typed JSON, and how a stored text becomes the text of the answer.
 * Knows shapes and selections; whether a value fits its shape is asked before.
 */
import { type GraphQLSchema, isLeafType, type SelectionSetNode } from 'graphql';
import type { Blueprint } from '../generator/blueprint/blueprint.ts';
import { collectFields, innerSets, type SelectionScope } from '../generator/read/selection.ts';
import { stringifyJson } from '../generator/shapes/json-text.ts';
import { parseStored, parseWithSources } from '../generator/shapes/parse-stored.ts';
import { findMisfit, ownMember } from '../generator/shapes/read-structure.ts';
import type { ObjectShape, ShapeRef } from '../generator/shapes/shape-blueprint.ts';
import { variantOf } from '../generator/shapes/shape-input.ts';
import { holdsJson } from '../generator/shapes/structure-checks.ts';
import { memberShownBy } from '../generator/shapes/union-members.ts';
import { shown } from '../generator/types/shaped-values.ts';

/** How a value of typed JSON is written, for one selection. */
interface Writer {
  /** What is selected, as text: writers with equal texts write the same of each value. */
  readonly key: string;
  write(value: unknown): string;
}

export interface ShapeSelection {
  /** What is selected of which shape: selections of different documents with the same key write the same. */
  readonly key: string;
  /** The text of the answer for a stored text; undefined where it does not fit its shape. */
  write(stored: string): string | undefined;
}

/** A column of typed JSON. */
export interface ShapedColumn {
  readonly shape: ShapeRef;
  /** Whether JSON's null is a value of the shape. */
  readonly shapeNullable: boolean;
}

/** How a shaped column is written for what a document selects of it. */
export function selectShape(
  scope: SelectionScope,
  { shapes }: Blueprint,
  { shape: ref, shapeNullable }: ShapedColumn,
  sets: readonly SelectionSetNode[],
): ShapeSelection {
  const writer = writerOf(scope, shapes, ref, sets);
  const parse = holdsJson(shapes, ref) ? parseWithSources : parseStored;
  return {
    key: `${JSON.stringify([ref, shapeNullable])}${writer.key}`,
    write: stored => {
      const value = parse(stored);
      if (value === null && shapeNullable) return 'null';
      return findMisfit(shapes, ref, value) ? undefined : writer.write(value);
    },
  };
}

function writerOf(
  scope: SelectionScope,
  shapes: Blueprint['shapes'],
  ref: ShapeRef,
  sets: readonly SelectionSetNode[],
): Writer {
  if (ref.kind === 'list') {
    const item = writerOf(scope, shapes, ref.of, sets);
    return {
      key: `[${item.key}]`,
      write: value => (isNone(value) ? 'null' : `[${(value as unknown[]).map(item.write).join(',')}]`),
    };
  }
  const shape = ref.kind === 'named' ? shapes[ref.name]! : undefined;
  switch (shape?.kind) {
    case 'object':
      return objectWriter(scope, shapes, shape, sets);
    case 'union': {
      const variants = new Map(
        shape.variants.map(({ type }) => [
          type,
          objectWriter(scope, shapes, shapes[type] as ObjectShape, sets),
        ]),
      );
      return {
        key: [...variants.values()].map(({ key }) => key).join('|'),
        write: value => (isNone(value) ? 'null' : variants.get(variantOf(shape, value)!.type)!.write(value)),
      };
    }
    default:
      return leafWriter(scope.schema, ref);
  }
}

/** The members that are selected, each after a text that never changes. */
function objectWriter(
  scope: SelectionScope,
  shapes: Blueprint['shapes'],
  shape: ObjectShape,
  sets: readonly SelectionSetNode[],
): Writer {
  const fields = collectFields(scope, sets, shape.name).map(selected => {
    const member = memberShownBy(shape, selected.name);
    const writer = member
      ? writerOf(scope, shapes, member.type, innerSets(selected))
      : { key: '', write: () => JSON.stringify(shape.name) };
    return { start: `${JSON.stringify(selected.key)}:`, member: member?.key, writer };
  });
  return {
    key: `{${fields.map(({ start, member, writer }) => `${start}${JSON.stringify(member ?? null)}${writer.key}`).join()}}`,
    write: value => {
      if (isNone(value)) return 'null';
      const from = value as Readonly<Record<string, unknown>>;
      return `{${fields
        .map(
          ({ start, member, writer }) =>
            start + writer.write(member === undefined ? null : ownMember(from, member)),
        )
        .join(',')}}`;
    },
  };
}

/** As the scalar or enum writes it where resolvers answer. */
function leafWriter(schema: GraphQLSchema, ref: Exclude<ShapeRef, { kind: 'list' }>): Writer {
  const type = schema.getType(ref.name);
  if (!isLeafType(type)) throw new Error(`The schema has no scalar or enum ${ref.name}.`);
  const show = shown(ref) ?? ((value: unknown) => value);
  return {
    key: '',
    write: value => (isNone(value) ? 'null' : stringifyJson(type.serialize(show(value)))),
  };
}

const isNone = (value: unknown) => value === null || value === undefined;
