import { aliasedTable } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { describe, expect, it } from 'vitest';
import { tables } from '../../model/relations.ts';
import type { CohortConditionNode } from '../../model/shapes/cohort-conditions.ts';
import type { CohortNode } from '../../model/shapes/cohort-definition.ts';
import type { References } from './cohort-references.ts';
import { compileDefinition } from './compile-definition.ts';

const person = aliasedTable(tables.persons, 'd0');
const now = new Date('2026-03-31T23:59:59Z');
const isSet: CohortNode = { type: 'person_property', property: 'p', operator: 'is_set' };

const compile = (values: CohortNode[], referenced: References = new Map(), path?: string) =>
  new PgDialect().sqlToQuery(
    compileDefinition({ type: 'AND', values }, { person, referenced, now, ...(path ? { path } : {}) }),
  );

function refusalOf(
  values: CohortNode[],
  referenced?: References,
  path?: string,
): [code: unknown, message: string] {
  try {
    compile(values, referenced, path);
  } catch (error) {
    const { extensions, message } = error as { extensions: { code: unknown }; message: string };
    return [extensions.code, message];
  }
  throw new Error('It was compiled.');
}

const behavioural: CohortConditionNode[] = [
  { type: 'event', eventName: 'e', countOperator: 'gte', count: 1, timeWindowDays: 7 },
  { type: 'first_time_event', eventName: 'e', timeWindowDays: 7 },
  { type: 'not_performed_event', eventName: 'e', timeWindowDays: 7 },
  { type: 'event_sequence', steps: [{ eventName: 'e' }, { eventName: 'f' }], timeWindowDays: 7 },
  { type: 'performed_regularly', eventName: 'e', period: 'day', totalPeriods: 3, minPeriods: 2 },
  { type: 'stopped_performing', eventName: 'e', recentWindowDays: 7, historicalWindowDays: 30 },
  {
    type: 'restarted_performing',
    eventName: 'e',
    recentWindowDays: 7,
    gapWindowDays: 7,
    historicalWindowDays: 30,
  },
];

describe('a condition on behaviour', () => {
  it.each(behavioural)('of type $type is refused: events are not stored', condition => {
    expect(refusalOf([isSet, { type: 'OR', values: [condition] }])).toEqual([
      'BAD_USER_INPUT',
      `definition.values[1].values[0] is a condition of type ${condition.type}, which cannot be evaluated: events are not stored. Conditions of type person_property and cohort can be.`,
    ]);
  });

  it('of a cohort that is referred to is refused where it is referred to', () => {
    const cohortId = '0190c1d2-0000-7000-8000-000000000001';
    const referenced: References = new Map([
      [cohortId, { kind: 'dynamic', definition: { type: 'OR', values: [behavioural[0]!] } }],
    ]);
    const [code, message] = refusalOf(
      [{ type: 'cohort', cohortId, negated: true }],
      referenced,
      'cohort.definition',
    );
    expect(code).toBe('BAD_USER_INPUT');
    expect(message).toMatch(
      new RegExp(`^cohort\\.definition\\.values\\[0\\] → cohort ${cohortId}\\.values\\[0\\] is a condition`),
    );
  });
});

describe('a definition', () => {
  it('that names a cohort which was not loaded is not found', () => {
    const cohortId = '0190c1d2-0000-7000-8000-000000000001';
    expect(refusalOf([{ type: 'cohort', cohortId, negated: true }])[0]).toBe('NOT_FOUND');
  });

  it('puts no value and no name of a property into the text of its statement', () => {
    const hostile = `'"; drop table persons; --`;
    const scalars: CohortNode[] = (['eq', 'neq', 'contains', 'not_contains'] as const).map(operator => ({
      type: 'person_property',
      property: hostile,
      operator,
      value: hostile,
    }));
    const lists: CohortNode[] = (['in', 'not_in'] as const).map(operator => ({
      type: 'person_property',
      property: hostile,
      operator,
      values: [hostile],
    }));
    const { sql, params } = compile([...scalars, ...lists]);
    expect(sql).not.toContain('drop');
    expect(params.join()).toContain('drop');
  });

  it('has the same text for a list of any length', () => {
    const text = (values: string[]) =>
      compile([{ type: 'person_property', property: 'p', operator: 'in', values }]).sql;
    expect(text(['a'])).toBe(text(['a', 'b\nc', 'd']));
  });
});

const date = (value: string): CohortNode => ({
  type: 'person_property',
  property: 'p',
  operator: 'is_date_before',
  value,
});
const startOf = (value: string) => compile([date(value)]).params.at(-1);

describe('a date', () => {
  it.each([
    ['-0d', '2026-03-31T00:00:00Z'],
    ['-7d', '2026-03-24T00:00:00Z'],
    ['-5w', '2026-02-24T00:00:00Z'],
    ['-1m', '2026-02-28T00:00:00Z'],
    ['-25m', '2024-02-29T00:00:00Z'],
    ['-3m', '2025-12-31T00:00:00Z'],
    ['mStart', '2026-03-01T00:00:00Z'],
    ['yStart', '2026-01-01T00:00:00Z'],
    ['2026-03-01', '2026-03-01T00:00:00Z'],
    ['2026-03-01T10:00', '2026-03-01T10:00:00Z'],
    ['2026-03-01T10:00:00.123456+05:30', '2026-03-01T04:30:00.123456Z'],
    ['2026-03-01T10:00:00-23:59', '2026-03-02T09:59:00Z'],
  ])('%s begins at %s', (value, start) => {
    const [written, fraction = ''] = (startOf(value) as string).split('.');
    expect(written!.replace('Z', '') + (/[1-9]/.test(fraction) ? `.${fraction}` : 'Z')).toBe(start);
  });

  it.each([
    ['0000-06-01', 'is outside of the years 1 to 9999.'],
    ['0001-01-01T00:00:00+01:00', 'is outside of the years 1 to 9999.'],
    ['9999-12-31T23:59:59-01:00', 'is outside of the years 1 to 9999.'],
    ['2026-03-01T10:00:00.1234567891Z', 'has more than nine digits after the second.'],
    ['2026-02-30', 'is not a date: write -7d'],
  ])('%s is refused: it %s', (value, why) => {
    const [code, message] = refusalOf([date(value)]);
    expect(code).toBe('BAD_USER_INPUT');
    expect(message).toContain(`definition.values[0].value ${why}`);
  });
});

describe('a regular expression', () => {
  it('that is not supported is refused at its place', () => {
    const condition: CohortNode = {
      type: 'person_property',
      property: 'p',
      operator: 'not_regex',
      value: '(a)\\1',
    };
    const [code, message] = refusalOf([isSet, condition]);
    expect(code).toBe('BAD_USER_INPUT');
    expect(message).toMatch(
      /^definition\.values\[1\]\.value is a regular expression that has the unsupported escape \\1/,
    );
  });
});
