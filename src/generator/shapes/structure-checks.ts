/**
 * What stored JSON is held to, made of its shapes once and asked for each row.
 * Knows one value at a time; the way through a value is gone elsewhere.
 */
import { JsonText } from './json-text.ts';
import type { NamedShape, ObjectShape, ScalarShape, ShapeRef, UnionShape } from './shape-blueprint.ts';

export type Shapes = Readonly<Record<string, NamedShape>>;

export type Check =
  | { readonly kind: 'leaf'; readonly misfit: (value: unknown) => string | undefined }
  | { readonly kind: 'list'; readonly items: Check; readonly nullable: boolean }
  | { readonly kind: 'object'; readonly members: readonly MemberCheck[] }
  | {
      readonly kind: 'union';
      readonly discriminator: string;
      readonly variants: ReadonlyMap<unknown, Check>;
      readonly expected: string;
    };

export interface MemberCheck {
  readonly key: string;
  readonly required: boolean;
  readonly nullable: boolean;
  readonly check: Check;
}

/** Shapes are frozen, so that what was made of them stays true. */
const checks = new WeakMap<Shapes, Map<string, Check>>();

/** The check of a shape. */
export function checkOf(shapes: Shapes, ref: ShapeRef): Check {
  switch (ref.kind) {
    case 'scalar':
      return scalars[ref.name];
    case 'list':
      return { kind: 'list', items: checkOf(shapes, ref.of), nullable: ref.itemsNullable };
    case 'named': {
      let known = checks.get(shapes);
      if (!known) {
        known = new Map();
        checks.set(shapes, known);
      }
      return known.get(ref.name) ?? namedCheck(shapes, shapes[ref.name]!, known);
    }
  }
}

/** Whether somewhere in a value is one that stays JSON, of any kind. */
export function holdsJson(shapes: Shapes, ref: ShapeRef, seen = new Set<string>()): boolean {
  if (ref.kind === 'list') return holdsJson(shapes, ref.of, seen);
  if (ref.kind === 'scalar') return ref.name === 'JSON';
  if (seen.has(ref.name)) return false;
  seen.add(ref.name);
  const shape = shapes[ref.name]!;
  switch (shape.kind) {
    case 'object':
      return shape.members.some(member => holdsJson(shapes, member.type, seen));
    case 'union':
      return shape.variants.some(({ type }) => holdsJson(shapes, { kind: 'named', name: type }, seen));
    default:
      return false;
  }
}

function namedCheck(shapes: Shapes, shape: NamedShape, known: Map<string, Check>): Check {
  const keep = <Own extends Check>(check: Own): Own => {
    known.set(shape.name, check);
    return check;
  };
  switch (shape.kind) {
    case 'enum': {
      const values = shape.values.map(({ value }) => value);
      return keep(oneOf(values));
    }
    case 'scalar':
      return keep(primitive(shape));
    case 'object': {
      const members: MemberCheck[] = [];
      // Kept before its members are made, for recursive shapes.
      const check = keep({ kind: 'object', members });
      members.push(...membersOf(shapes, shape));
      return check;
    }
    case 'union': {
      const variants = new Map<unknown, Check>();
      const values = shape.variants.flatMap(variant => variant.values);
      const check = keep({
        kind: 'union',
        discriminator: shape.discriminator,
        variants,
        expected: anyOf(values),
      });
      for (const [value, variant] of variantsOf(shape)) {
        variants.set(value, checkOf(shapes, { kind: 'named', name: variant }));
      }
      return check;
    }
  }
}

const membersOf = (shapes: Shapes, { constants, members }: ObjectShape): MemberCheck[] => [
  ...Object.entries(constants).map(([key, value]) => ({
    key,
    required: true,
    nullable: false,
    check: oneOf([value]),
  })),
  ...members.map(({ key, required, nullable, type }) => ({
    key,
    required,
    nullable,
    check: checkOf(shapes, type),
  })),
];

const variantsOf = ({ variants }: UnionShape) =>
  variants.flatMap(({ type, values }) => values.map(value => [value, type] as const));

const leaf = (fits: (value: unknown) => boolean, expected: string) =>
  ({
    kind: 'leaf',
    misfit: value => (fits(value) ? undefined : mustBe(expected, value)),
  }) satisfies Check;

function oneOf(values: readonly string[]) {
  const known = new Set<unknown>(values);
  return leaf(value => known.has(value), anyOf(values));
}

const anyOf = (values: readonly string[]) => {
  const listed = values.map(value => JSON.stringify(value)).join(', ');
  return values.length === 1 ? listed : `one of ${listed}`;
};

/** A number, also where JavaScript cannot hold it exactly. */
const asNumber = (value: unknown): number | undefined => {
  if (typeof value === 'number') return value;
  return value instanceof JsonText ? Number(value.text) : undefined;
};
const isText = (value: unknown) => typeof value === 'string';
const isTruthValue = (value: unknown) => typeof value === 'boolean';
const isInt = (value: unknown) => {
  const number = asNumber(value);
  return number !== undefined && Number.isInteger(number) && (number | 0) === number;
};

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

const scalars: Readonly<Record<(ShapeRef & { kind: 'scalar' })['name'], Check>> = {
  String: leaf(isText, 'a text'),
  Int: leaf(isInt, 'a whole number of 32 bits'),
  Float: leaf(value => Number.isFinite(asNumber(value)), 'a number that a Float can hold'),
  Boolean: leaf(isTruthValue, 'a truth value'),
  UUID: leaf(value => typeof value === 'string' && uuid.test(value), 'a UUID'),
  // Where null is no value, GraphQL has nothing to show.
  JSON: leaf(value => value !== null, 'a JSON value'),
};

const nouns = { string: 'a text', number: 'a number', boolean: 'a truth value' } as const;

function primitive({ primitives }: ScalarShape) {
  const fits = {
    string: isText,
    number: (value: unknown) => asNumber(value) !== undefined,
    boolean: isTruthValue,
  };
  return leaf(
    value => primitives.some(kind => fits[kind](value)),
    primitives.map(kind => nouns[kind]).join(' or '),
  );
}

const longestShown = 40;

/** That a value should be another, as the end of a sentence. */
export const mustBe = (expected: string, value: unknown) => `must be ${expected}, not ${shown(value)}`;

/** A small value as it is, any other by its kind. */
function shown(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (value instanceof JsonText) return value.text.length > longestShown ? 'a number' : value.text;
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return text.length > longestShown ? nouns[typeof value as keyof typeof nouns] : text;
}
