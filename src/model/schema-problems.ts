/**
 * What makes a Zod schema unfit for a JSON column: that it stores something else than it takes.
 * A stored value is read as what the schema takes, so what was converted on its way in could never be read again.
 */
import { z } from 'zod';

type Schema = z.core.$ZodTypes;
interface Placed {
  readonly schema: Schema;
  readonly place: string;
}

/** What is wrong with the schema of a column, as the end of a sentence that begins with the column. */
export function findSchemaProblems(root: z.core.$ZodType): readonly string[] {
  const problems: string[] = [];
  const seen = new Set<Schema>();
  const pending: Placed[] = [{ schema: root as Schema, place: '' }];
  // Schemas are entered once: a recursive one leads to itself.
  for (const { schema, place } of pending) {
    if (seen.has(schema)) continue;
    seen.add(schema);
    const problem = problemOf(schema);
    if (problem !== undefined) problems.push(`${problem}${place === '' ? '' : ` at "${place}"`}: ${advice}`);
    // Why a default is not taken may stand inside; what transforms is told already.
    if (problem === undefined || schema._zod.def.type === 'default') pending.push(...partsOf(schema, place));
  }
  return problems.length > 0 ? problems : unsayable(root);
}

const advice =
  'what it stores would not be what it takes, and could not be read; check the value only, and convert it where it is used';

function problemOf(schema: Schema): string | undefined {
  const { def } = schema._zod;
  if ('coerce' in def && def.coerce) return 'coerces the value';
  switch (def.type) {
    case 'transform':
    case 'promise':
      return 'transforms the value';
    case 'pipe':
      // A codec is a pipe with functions of its own; a preprocess or a transform is a part of one.
      return 'transform' in def ? 'transforms the value' : undefined;
    case 'default':
      return takes(def.innerType, def.defaultValue) ? undefined : 'has a default that it would not take';
    default:
      return undefined;
  }
}

const takes = (schema: z.core.$ZodType, value: unknown) => z.safeParse(schema, value).success;

/** The schemas directly inside of a schema. */
function partsOf({ _zod: { def } }: Schema, place: string): readonly Placed[] {
  const part = (schema: z.core.$ZodType, step = ''): Placed => ({
    schema: schema as Schema,
    place: step.startsWith('[') || place === '' ? `${place}${step}` : [place, step].filter(Boolean).join('.'),
  });
  switch (def.type) {
    case 'object':
      return [
        ...Object.entries(def.shape).map(([key, schema]) => part(schema, key)),
        ...(def.catchall ? [part(def.catchall, '*')] : []),
      ];
    case 'array':
      return [part(def.element, '[]')];
    case 'tuple':
      return [
        ...def.items.map((schema, i) => part(schema, `[${i}]`)),
        ...(def.rest ? [part(def.rest, '[]')] : []),
      ];
    case 'record':
      return [part(def.keyType, '*'), part(def.valueType, '*')];
    case 'union':
      return def.options.map(schema => part(schema));
    case 'intersection':
      return [part(def.left), part(def.right)];
    case 'pipe':
      return [part(def.in), part(def.out)];
    case 'lazy':
      return [part(def.getter())];
    case 'optional':
    case 'nullable':
    case 'default':
    case 'prefault':
    case 'nonoptional':
    case 'readonly':
    case 'catch':
    case 'success':
      return [part(def.innerType)];
    default:
      return [];
  }
}

/** What JSON has no words for, such as dates and maps. */
function unsayable(schema: z.core.$ZodType): readonly string[] {
  try {
    z.toJSONSchema(schema, { io: 'input' });
    return [];
  } catch (error) {
    return [`holds what JSON cannot: ${(error as Error).message}`];
  }
}
