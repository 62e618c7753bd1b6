/**
 * Conditions on a value inside JSON: `{ path: ["country"], in: ["DE", "FR"] }`.
 * Values compare within their JSON type: a number never equals, or sorts among, texts.
 */
import { badUserInput } from '../../errors.ts';
import { and, type Fragment, fragment, text, value } from '../sql/fragment.ts';
import { arrayLiteral } from './array-literal.ts';
import { assertPattern, assertSearch, assertText, escapePattern, jsonText } from './client-values.ts';

/** What is asked of the value at one path. */
export interface PathCondition {
  /** The members and positions that lead to the value, as an array literal. */
  readonly path: string;
  /** The members that lead to it, where none of them could be a position in a list. */
  readonly members: readonly string[] | undefined;
  readonly asked: readonly { readonly operator: string; readonly operand: string }[];
}

interface PathOperator {
  readonly name: string;
  readonly description: string;
  readonly type: 'JSON' | 'String' | 'Boolean';
  readonly list?: boolean;
  /** Whether null is a value to compare with, and no mistake. */
  readonly takesNull?: boolean;
  /** @throws BAD_USER_INPUT naming the path */
  parse(operand: unknown, path: string): string;
  /** @param found the value as jsonb @param asText the value where it is a text, else null */
  compile(found: Fragment, asText: Fragment, operand: string): Fragment;
  /** Whether what is found is the operand: then the column contains it at its path, which an index on the column can tell. */
  readonly isEquality?: boolean;
}

const jsonb = (operand: string) => fragment`${value(operand)}::text::jsonb`;

const comparison = (name: string, sql: string, description: string): PathOperator => ({
  name,
  description,
  type: 'JSON',
  parse: (operand, path) => {
    if (typeof operand !== 'number' && typeof operand !== 'string')
      throw badUserInput(`${path} must be a number or a text: only these have an order.`);
    return jsonText(operand, path);
  },
  compile: (found, _, operand) =>
    fragment`(jsonb_typeof(${found}) = jsonb_typeof(${jsonb(operand)}) and ${found} ${text(sql)} ${jsonb(operand)})`,
});

const textMatch = (
  name: string,
  description: string,
  pattern: (escaped: string) => string,
): PathOperator => ({
  name,
  description,
  type: 'String',
  parse: (operand, path) => pattern(escapePattern(assertSearch(operand as string, path))),
  compile: (_, asText, operand) => fragment`${asText} like ${value(operand)}`,
});

export const pathOperators: readonly PathOperator[] = [
  {
    name: 'eq',
    description: 'Equal to the value; null finds a JSON null.',
    type: 'JSON',
    takesNull: true,
    parse: jsonText,
    compile: (found, _, operand) => fragment`${found} = ${jsonb(operand)}`,
    isEquality: true,
  },
  {
    name: 'ne',
    description: 'Not equal to the value; a missing value is not equal to any.',
    type: 'JSON',
    takesNull: true,
    parse: jsonText,
    compile: (found, _, operand) => fragment`${found} is distinct from ${jsonb(operand)}`,
  },
  {
    name: 'in',
    description: 'Equal to one of the values.',
    type: 'JSON',
    list: true,
    parse: jsonText,
    compile: (found, _, operand) => fragment`${found} = any(select jsonb_array_elements(${jsonb(operand)}))`,
  },
  comparison('lt', '<', 'A number or text less than the value.'),
  comparison('lte', '<=', 'A number or text less than the value, or equal to it.'),
  comparison('gt', '>', 'A number or text greater than the value.'),
  comparison('gte', '>=', 'A number or text greater than the value, or equal to it.'),
  textMatch('contains', 'A text that contains this one, letter for letter.', escaped => `%${escaped}%`),
  textMatch('startsWith', 'A text that starts with this one, letter for letter.', escaped => `${escaped}%`),
  textMatch('endsWith', 'A text that ends with this one, letter for letter.', escaped => `%${escaped}`),
  {
    name: 'ilike',
    description: 'A text that matches a pattern with % and _, without regard to case.',
    type: 'String',
    parse: (operand, path) => assertPattern(operand as string, path),
    compile: (_, asText, operand) => fragment`${asText} ilike ${value(operand)}`,
  },
  {
    name: 'isNull',
    description: 'Whether the value is missing or a JSON null.',
    type: 'Boolean',
    parse: operand => String(operand === true),
    compile: (found, _, operand) =>
      operand === 'true'
        ? fragment`coalesce(jsonb_typeof(${found}), 'null') = 'null'`
        : fragment`coalesce(jsonb_typeof(${found}), 'null') <> 'null'`,
  },
];

const byName = new Map(pathOperators.map(operator => [operator.name, operator]));

/** @throws BAD_USER_INPUT naming the path */
export function parsePathConditions(conditions: unknown, at: string): readonly PathCondition[] {
  return (conditions as readonly Readonly<Record<string, unknown>>[]).map((condition, i) =>
    parsePathCondition(condition, `${at}[${i}]`),
  );
}

function parsePathCondition(
  { path, ...asked }: Readonly<Record<string, unknown>>,
  at: string,
): PathCondition {
  const steps = path as readonly string[];
  if (steps.length === 0) throw badUserInput(`${at}.path must name at least one member.`);
  return {
    path: arrayLiteral(steps.map((step, i) => assertText(step, `${at}.path[${i}]`))),
    members: steps.some(step => /^\s*[+-]?\d+$/.test(step)) ? undefined : steps,
    asked: Object.entries(asked).map(([name, operand]) => {
      const operator = byName.get(name)!;
      if (operand === null && !operator.takesNull) throw badUserInput(`${at}.${name} must not be null.`);
      return { operator: name, operand: operator.parse(operand, `${at}.${name}`) };
    }),
  };
}

/** All of what is asked; undefined where nothing is. */
export function compilePathConditions(
  column: Fragment,
  conditions: readonly PathCondition[],
): Fragment | undefined {
  return and(
    ...conditions.flatMap(({ path, members, asked }) => {
      const steps = fragment`${value(path)}::text::text[]`;
      const found = fragment`(${column} #> ${steps})`;
      const asText = fragment`(case jsonb_typeof(${found}) when 'string' then ${column} #>> ${steps} end)`;
      return asked.flatMap(({ operator, operand }) => {
        const { compile, isEquality = false } = byName.get(operator)!;
        const contained = isEquality && members ? [containment(column, members, operand)] : [];
        return [...contained, compile(found, asText, operand)];
      });
    }),
  );
}

/** That the column contains a value at a path: what `jsonb_path_ops` indexes. @param operand JSON */
function containment(column: Fragment, members: readonly string[], operand: string): Fragment {
  const nested = members.reduceRight((inner, member) => `{${JSON.stringify(member)}:${inner}}`, operand);
  return fragment`${column} @> ${jsonb(nested)}`;
}
