/**
 * Filters into typed JSON: insights by the events and cohorts they use, cohorts by those they refer to,
 * and persons by property with the operators of cohorts.
 */
import { and, type SQL, sql } from 'drizzle-orm';
import type { PgColumn } from 'drizzle-orm/pg-core';
import { badUserInput } from '../errors.ts';
import { formatFaults } from '../generator/format-path.ts';
import { shapeOf } from '../model/json-shape.ts';
import type { tables } from '../model/relations.ts';
import { type PropertyFilter, propertyFilter } from '../model/shapes/property-filter.ts';
import type { ApiExtension } from './api-context.ts';
import { compilePropertyCondition } from './cohorts/compile-property-condition.ts';
import { propertyPrice } from './cohorts/property-price.ts';

/** The texts at JSON paths of a column, each once. */
function textsAt(column: PgColumn, paths: readonly string[]): SQL {
  const found = sql.join(
    paths.map(path => sql`jsonb_path_query_array(${column}, ${path}::text::jsonpath)`),
    sql` || `,
  );
  return sql`array(select distinct "e" #>> '{}' from jsonb_array_elements(${found}) "o" ("e") where jsonb_typeof("e") = 'string')`;
}

/** The same as UUIDs; what is none is left out. */
const uuidsAt = (column: PgColumn, paths: readonly string[]): SQL =>
  sql`array(select "u"::uuid from unnest(${textsAt(column, paths)}) "u" where pg_input_is_valid("u", 'uuid'))`;

const shape = shapeOf(propertyFilter);

export function addJsonFilters(extension: ApiExtension): void {
  extension.addListFilter('insights', 'eventNames', {
    kind: 'text',
    description: 'Conditions on the names of the events that the configuration uses.',
    sql: row => textsAt(row.config, ['$.**.eventName', '$.targetEvent', '$.startEvent', '$.endEvent']),
  });
  extension.addListFilter('insights', 'cohortUuids', {
    kind: 'uuid',
    references: 'cohorts',
    description: 'Conditions on the cohorts that the configuration refers to.',
    sql: row => uuidsAt(row.config, ['$.cohortIds[*]', '$.breakdownCohortIds[*]']),
  });
  extension.addListFilter('cohorts', 'cohortUuids', {
    kind: 'uuid',
    references: 'cohorts',
    description: 'Conditions on the cohorts that the definition refers to.',
    sql: row => uuidsAt(row.definition, ['$.**.cohortId']),
  });
  extension.addFilter('persons', 'propertyFilters', {
    type: 'PropertyFilterInput',
    list: true,
    description: 'Conditions on properties with the operators of cohorts, all of which must hold.',
    price: propertyPrice,
    parse: (value, path) => {
      const conditions = (value as unknown[]).map((filter, i) => parseFilter(filter, `${path}[${i}]`));
      return conditions.length === 0
        ? undefined
        : row => and(...conditions.map(condition => condition(row)))!;
    },
  });
}

function parseFilter(value: unknown, path: string): (row: typeof tables.persons) => SQL {
  const given = Object.fromEntries(Object.entries(value as object).filter(([, member]) => member !== null));
  const parsed = shape.parse(given);
  if (!parsed.ok) {
    throw badUserInput(formatFaults(path, parsed.issues));
  }
  const now = new Date();
  return ({ properties }) =>
    compilePropertyCondition(parsed.value as PropertyFilter, { properties, now }, path);
}
