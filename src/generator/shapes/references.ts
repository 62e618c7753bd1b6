/**
 * References inside typed JSON, where no foreign key can stand: which members lead to rows, and where a value has them.
 * Knows the names of tables as data; whether a row is there, and may be referred to, is for a write to ask.
 */
import type { Blueprint } from '../blueprint/blueprint.ts';
import { hasUuidKey } from '../blueprint/row-key.ts';
import type { NamedShape, ShapeRef } from './shape-blueprint.ts';
import { variantOf } from './shape-input.ts';

type Shapes = Readonly<Record<string, NamedShape>>;

/** A UUID inside a value, and what it stands for. */
export interface Reference {
  /** Where it is in the value's input: the names of fields, with the one-of members in between. */
  readonly path: readonly (string | number)[];
  /** The registry key of the table. */
  readonly target: string;
  readonly id: string;
}

interface Place {
  readonly ref: ShapeRef;
  readonly json: unknown;
  readonly parent: Place | undefined;
  readonly step: string | number | undefined;
}

/**
 * The references in a value, in its order; what does not fit the shape has none. Works without recursion, for values
 * of any depth.
 */
export function referencesIn(shapes: Shapes, ref: ShapeRef, json: unknown): readonly Reference[] {
  const found: Reference[] = [];
  const pending: Place[] = [{ ref, json, parent: undefined, step: undefined }];
  for (let place = pending.pop(); place !== undefined; place = pending.pop()) {
    const { ref: own, json: value } = place;
    if (own.kind === 'scalar') {
      if (own.references !== undefined && typeof value === 'string') {
        found.push({ path: pathOf(place), target: own.references, id: value });
      }
    } else {
      // What is put last is taken first.
      pending.push(...partsOf(shapes, place).reverse());
    }
  }
  return found;
}

function partsOf(shapes: Shapes, parent: Place): Place[] {
  const { ref, json } = parent;
  if (typeof json !== 'object' || json === null) return [];
  if (ref.kind === 'list') {
    return Array.isArray(json) ? json.map((item, i) => ({ ref: ref.of, json: item, parent, step: i })) : [];
  }
  const shape = ref.kind === 'named' ? shapes[ref.name] : undefined;
  if (shape?.kind === 'union') {
    const variant = variantOf(shape, json);
    return variant ? [{ ref: { kind: 'named', name: variant.type }, json, parent, step: variant.field }] : [];
  }
  if (shape?.kind !== 'object') return [];
  return shape.members
    .filter(({ key }) => Object.hasOwn(json, key))
    .map(({ key, field, type }) => ({
      ref: type,
      json: (json as Readonly<Record<string, unknown>>)[key],
      parent,
      step: field,
    }));
}

function pathOf(last: Place): Reference['path'] {
  const path: (string | number)[] = [];
  for (let place: Place | undefined = last; place !== undefined; place = place.parent) {
    if (place.step !== undefined) path.push(place.step);
  }
  return path.reverse();
}

/** What refers to rows of a table that there is not. */
export function findReferenceProblems({ types, shapes }: Pick<Blueprint, 'types' | 'shapes'>): string[] {
  const members = Object.values(shapes).flatMap(shape =>
    shape.kind === 'object'
      ? shape.members.map(({ key, type }) => [`The member "${key}" of shape "${shape.name}"`, type] as const)
      : [],
  );
  const columns = Object.values(types).flatMap(({ table, columns: all }) =>
    all.flatMap(({ key, shape }) =>
      shape ? [[`The shape of column "${table}.${key}"`, shape] as const] : [],
    ),
  );
  return [...columns, ...members].flatMap(([what, ref]) => {
    const target = targetOf(ref);
    if (target === undefined) return [];
    if (!Object.hasOwn(types, target))
      return [`${what} refers to "${target}", which is no table of the API.`];
    return hasUuidKey(types[target]!)
      ? []
      : [`${what} refers to "${target}", whose rows are not named by one UUID, as references in JSON are.`];
  });
}

const targetOf = (ref: ShapeRef): string | undefined =>
  ref.kind === 'list' ? targetOf(ref.of) : ref.kind === 'scalar' ? ref.references : undefined;
