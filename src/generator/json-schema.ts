/**
 * Reading JSON Schema: what a schema says of nulls, alternatives, fixed values and ranges.
 * Knows single schemas; the names and types made of them are the shape reader's.
 */

/** A schema of JSON Schema, draft 2020-12. */
export type Schema = { readonly [key: string]: unknown };

/** The members of a union, null aside; undefined where the schema is none. */
export function alternatives(schema: Schema): readonly Schema[] | undefined {
  const members = (schema.anyOf ?? schema.oneOf) as readonly Schema[] | undefined;
  return members?.filter(member => member.type !== 'null');
}

export const isNullable = (schema: Schema): boolean =>
  ((schema.anyOf ?? schema.oneOf ?? []) as readonly Schema[]).some(member => member.type === 'null');

export function withoutNull(schema: Schema): Schema {
  const members = alternatives(schema);
  if (!members || !isNullable(schema)) return schema;
  return members.length === 1
    ? { ...members[0]!, ...pick(schema, 'description') }
    : { ...schema, anyOf: members };
}

const pick = (schema: Schema, key: string) => (schema[key] === undefined ? {} : { [key]: schema[key] });

/** The property that every variant has with values of its own. */
export function findDiscriminator(
  variants: readonly Schema[],
  resolve: (schema: Schema) => Schema,
): string | undefined {
  const [first] = variants;
  return Object.keys((first?.properties ?? {}) as object).find(key => {
    const values = variants.map(variant => {
      const property = (variant.properties as Record<string, Schema> | undefined)?.[key];
      return property ? fixedValues(resolve(property)) : [];
    });
    const all = values.flat();
    return values.every(own => own.length > 0) && new Set(all).size === all.length;
  });
}

export function fixedValues(schema: Schema): readonly string[] {
  if (typeof schema.const === 'string') return [schema.const];
  return Array.isArray(schema.enum) ? schema.enum.map(String) : [];
}

const maxInt = 2_147_483_647;

export function primitiveScalar(schema: Schema): 'String' | 'Int' | 'Float' | 'Boolean' | 'UUID' | 'JSON' {
  switch (schema.type) {
    case 'string':
      return schema.format === 'uuid' ? 'UUID' : 'String';
    case 'integer':
      return Math.max(Number(schema.maximum ?? Infinity), -Number(schema.minimum ?? -Infinity)) <= maxInt
        ? 'Int'
        : 'Float';
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
  const [low, high, unit] = rangeOf(schema);
  // A description that names the limit says it better.
  if (high === undefined && low === undefined) return description;
  if (new RegExp(`\\b${high ?? low}\\b`).test(description)) return description;
  const range =
    high === undefined ? `At least ${low}` : low === undefined ? `At most ${high}` : `${low} to ${high}`;
  return `${description} ${range}${unit}.`.trim();
}

function rangeOf(schema: Schema): [low: number | undefined, high: number | undefined, unit: string] {
  const bound = (key: string) => {
    const value = schema[key];
    // Zod writes the limits of exact integers where none were given.
    return typeof value === 'number' && Math.abs(value) < Number.MAX_SAFE_INTEGER ? value : undefined;
  };
  switch (schema.type) {
    case 'integer':
    case 'number':
      return [bound('minimum'), bound('maximum'), ''];
    case 'array':
      return [bound('minItems'), bound('maxItems'), ' items'];
    case 'string':
      return schema.format === undefined
        ? [bound('minLength'), bound('maxLength'), ' characters']
        : [undefined, undefined, ''];
    default:
      return [undefined, undefined, ''];
  }
}
