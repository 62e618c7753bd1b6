/**
 * Reading JSON Schema: what a schema says of nulls, alternatives, fixed values and ranges.
 * Knows single schemas; the names and types made of them are the shape reader's.
 */

/** A schema of JSON Schema, draft 2020-12. */
export type Schema = { readonly [key: string]: unknown };

/** What a reference stands for; a schema that is none stands for itself. */
export type Resolve = (schema: Schema) => Schema;

/** What a value may be, one schema each. A schema that is no union is its only alternative. */
function branches(schema: Schema, resolve: Resolve, trail: readonly unknown[] = []): readonly Schema[] {
  const members = (schema.anyOf ?? schema.oneOf) as readonly Schema[] | undefined;
  if (members) return members.flatMap(member => branches(member, resolve, trail));
  if (Array.isArray(schema.type)) return schema.type.map(type => ({ ...schema, type }));
  if (Array.isArray(schema.enum) && schema.enum.includes(null)) {
    return [{ ...schema, enum: schema.enum.filter(value => value !== null) }, { type: 'null' }];
  }
  if (typeof schema.$ref !== 'string' || trail.includes(schema.$ref)) return [schema];
  // A named union inside another is no type of its own there: GraphQL's unions have objects for members.
  const inner = branches(resolve(schema), resolve, [...trail, schema.$ref]);
  return inner.length === 1 ? [schema] : inner;
}

const isNull = (schema: Schema) => schema.type === 'null';

/** The members of a union, null aside; undefined where the schema is none. */
export function alternatives(schema: Schema, resolve: Resolve): readonly Schema[] | undefined {
  const members = branches(schema, resolve).filter(member => !isNull(member));
  return members.length > 1 ? members : undefined;
}

/** Keywords of which each rules something out. A schema with none of them is met by everything. */
const restrictive = ['type', '$ref', 'anyOf', 'oneOf', 'allOf', 'enum', 'const', 'not'];

export const isNullable = (schema: Schema, resolve: Resolve): boolean =>
  !restrictive.some(key => key in schema) || branches(schema, resolve).some(isNull);

/** The schema of the values that are not null. */
export function withoutNull(schema: Schema): Schema {
  // A reference keeps its name: what it stands for is freed of null where it is read.
  if (typeof schema.$ref === 'string') return schema;
  const members = branches(schema, inner => inner);
  const rest = members.filter(member => !isNull(member));
  if (rest.length === members.length || rest.length === 0) return schema;
  // What was said of the value with its null is said of it without.
  const said = Object.fromEntries(
    ['description', 'references'].filter(key => key in schema).map(key => [key, schema[key]]),
  );
  return rest.length === 1 ? { ...rest[0]!, ...said } : { ...said, anyOf: rest };
}

/** The property that every variant requires, with values of its own. */
export function findDiscriminator(variants: readonly Schema[], resolve: Resolve): string | undefined {
  const [first] = variants;
  return Object.keys((first?.properties ?? {}) as object).find(key => {
    const values = variants.map(variant => {
      const property = (variant.properties as Record<string, Schema> | undefined)?.[key];
      const isRequired = ((variant.required ?? []) as readonly string[]).includes(key);
      return property && isRequired ? fixedValues(resolve(property)) : [];
    });
    const all = values.flat();
    return values.every(own => own.length > 0) && new Set(all).size === all.length;
  });
}

/** The texts that a value must be one of; none where it may be others, or is no text. */
export function fixedValues(schema: Schema): readonly string[] {
  const values = 'const' in schema ? [schema.const] : Array.isArray(schema.enum) ? schema.enum : [];
  return values.every(value => typeof value === 'string') ? values : [];
}

const maxInt = 2_147_483_647;

export function primitiveScalar(schema: Schema): 'String' | 'Int' | 'Float' | 'Boolean' | 'UUID' | 'JSON' {
  switch (schema.type) {
    case 'string':
      return schema.format === 'uuid' ? 'UUID' : 'String';
    case 'integer': {
      const [low = -Infinity, high = Infinity] = wholeRange(schema);
      return low >= -maxInt - 1 && high <= maxInt ? 'Int' : 'Float';
    }
    case 'number':
      return 'Float';
    case 'boolean':
      return 'Boolean';
    default:
      return 'JSON';
  }
}

export const describe = (schema: Schema) =>
  typeof schema.description === 'string' ? schema.description : '';

/** A description that also says what GraphQL's types do not: ranges and lengths. */
export function withRanges(description: string, schema: Schema): string {
  // Int holds 32 bits: whole numbers that may be larger are floats.
  const isWholeFloat = schema.type === 'integer' && primitiveScalar(schema) === 'Float';
  return [description, isWholeFloat ? 'A whole number.' : '', rangeIn(description, schema)]
    .filter(part => part !== '')
    .join(' ');
}

function rangeIn(description: string, schema: Schema): string {
  const { low, high, above, below, unit } = rangeOf(schema);
  const limit = high ?? low;
  // A description that names the limit says it better.
  if (limit !== undefined && new RegExp(`(?<![\\d.-])${limit}(?![\\d.]*\\d)`).test(description)) return '';
  const counted = (count: number) => `${count}${count === 1 ? unit.replace(/s$/, '') : unit}`;
  if (low !== undefined && high !== undefined) {
    return low === high ? `Exactly ${counted(low)}.` : `${low} to ${counted(high)}.`;
  }
  const words = [
    ...(low === undefined ? [] : [`at least ${counted(low)}`]),
    ...(above === undefined ? [] : [`above ${above}`]),
    ...(high === undefined ? [] : [`at most ${counted(high)}`]),
    ...(below === undefined ? [] : [`below ${below}`]),
  ].join(', ');
  return words === '' ? '' : `${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

interface Range {
  readonly low?: number | undefined;
  readonly high?: number | undefined;
  readonly above?: number | undefined;
  readonly below?: number | undefined;
  readonly unit: string;
}

function bound(schema: Schema, key: string): number | undefined {
  const value = schema[key];
  // Zod writes the limits of exact integers where none were given.
  return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined;
}

/** The least and the greatest whole number of a schema. */
function wholeRange(schema: Schema): [low: number | undefined, high: number | undefined] {
  const above = bound(schema, 'exclusiveMinimum');
  const below = bound(schema, 'exclusiveMaximum');
  return [
    bound(schema, 'minimum') ?? (above === undefined ? undefined : Math.floor(above) + 1),
    bound(schema, 'maximum') ?? (below === undefined ? undefined : Math.ceil(below) - 1),
  ];
}

function rangeOf(schema: Schema): Range {
  const between = (low: string, high: string) => ({ low: bound(schema, low), high: bound(schema, high) });
  switch (schema.type) {
    case 'integer': {
      const [low, high] = wholeRange(schema);
      return { low, high, unit: '' };
    }
    case 'number': {
      const [above, below] = [bound(schema, 'exclusiveMinimum'), bound(schema, 'exclusiveMaximum')];
      return { ...between('minimum', 'maximum'), above, below, unit: '' };
    }
    case 'array':
      return { ...between('minItems', 'maxItems'), unit: ' items' };
    case 'string':
      return schema.format === undefined
        ? { ...between('minLength', 'maxLength'), unit: ' characters' }
        : { unit: '' };
    default:
      return { unit: '' };
  }
}
