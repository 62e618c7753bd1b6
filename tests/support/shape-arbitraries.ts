/**
 * Valid values of every shape of typed JSON, for property-based tests.
 * Knows the rules of the domain by heart, not by import: what the schemas allow is what they are tested for.
 */
import fc from 'fast-check';

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type JsonObject = { readonly [key: string]: Json };
type Members = Readonly<Record<string, fc.Arbitrary<Json>>>;

/** Texts of any characters that jsonb can hold, which U+0000 is not among. */
const text = (minLength: number, maxLength = 12) =>
  fc.oneof(
    fc.string({ unit: 'binary', minLength, maxLength }).filter(value => !value.includes('\u0000')),
    fc.constantFrom(
      'a',
      '"quoted" \\ back',
      '__proto__',
      "it's",
      '日本 ü',
      'line\nbreak',
      'null',
      '👩‍👩‍👧',
      'x'.repeat(200),
    ),
  );
const name = text(1);
const bool = fc.boolean();
const int = (min: number, max: number) => fc.oneof(fc.integer({ min, max }), fc.constantFrom(min, max));
const oneOf = (...values: string[]) => fc.constantFrom(...values);
// A negative zero is a zero in JSON.
const number = fc.oneof(
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map(value => value + 0),
  fc.constantFrom(0.1, 1e21, 5e-324, Number.MAX_SAFE_INTEGER),
);
/** What PostgreSQL takes for a UUID: any version and variant, any case. */
export const uuid = fc.stringMatching(/^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$/);
const list = (item: fc.Arbitrary<Json>, minLength: number, maxLength: number) =>
  fc.array(item, { minLength, maxLength }) as fc.Arbitrary<Json>;

/** An object in which the optional members are there or not. */
const object = (members: Members, optional: Members = {}): fc.Arbitrary<JsonObject> =>
  fc.record({ ...members, ...optional }, { requiredKeys: Object.keys(members) });
const typed = (type: string, members: Members, optional: Members = {}) =>
  object({ type: fc.constant(type), ...members }, optional);

const dateRange = fc.constantFrom<readonly [string, string]>(
  ['-7d', '-0d'],
  ['-12m', '-1m'],
  ['mStart', '-0d'],
  ['yStart', '2026-03-01'],
  ['2026-01-01', '2026-01-01'],
  ['2026-01-01T08:00:00', '2026-01-02T00:00:00.5'],
  ['2026-01-01T23:00:00+02:00', '2026-01-01T22:00:00Z'],
);
const withDates = (config: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject> =>
  fc.tuple(config, dateRange).map(([rest, [dateFrom, dateTo]]) => ({ ...rest, dateFrom, dateTo }));
const cohortIds = fc.uniqueArray(uuid, {
  minLength: 1,
  maxLength: 20,
  selector: id => id.toLowerCase(),
}) as fc.Arbitrary<Json>;

const scalar = fc.oneof(text(0), number, bool);
const date = oneOf('-7d', '-0d', 'yStart', '2026-02-28', '2026-02-28T12:00:00Z');
const pair = fc.tuple(number, number).map(([a, b]): Json => (a <= b ? [a, b] : [b, a]));

/** The operand of every operator of a property filter. */
export const operands: Readonly<Record<string, Members>> = {
  ...each(['eq', 'neq'], { value: scalar }),
  ...each(['contains', 'not_contains', 'regex', 'not_regex'], { value: name }),
  ...each(['is_set', 'is_not_set'], {}),
  ...each(['gt', 'gte', 'lt', 'lte'], { value: number }),
  ...each(['in', 'not_in'], { values: list(scalar, 1, 5) }),
  ...each(['between', 'not_between'], { values: pair }),
  ...each(['is_date_before', 'is_date_after', 'is_date_exact'], { value: date }),
};

function each(operators: readonly string[], operand: Members): Record<string, Members> {
  return Object.fromEntries(operators.map(operator => [operator, operand]));
}

const filterMembers = Object.entries(operands).map(([operator, operand]) => ({
  property: name,
  operator: fc.constant(operator),
  ...operand,
}));
export const propertyFilter = fc.oneof(...filterMembers.map(members => object(members)));
const filters = list(propertyFilter, 0, 4);

const plainMetrics = ['total_events', 'unique_users', 'events_per_user', 'first_time_users'];
const propertyMetrics = ['property_sum', 'property_avg', 'property_min', 'property_max'];
const seriesMembers = { eventName: name, label: name };
const series = fc.oneof(
  object({ ...seriesMembers, metric: oneOf(...plainMetrics) }, { filters, hidden: bool }),
  object(
    { ...seriesMembers, metric: oneOf(...propertyMetrics), metricProperty: name },
    { filters, hidden: bool },
  ),
);
const formulas = fc
  .uniqueArray(
    text(1, 5).filter(key => key.length <= 40),
    { maxLength: 10 },
  )
  .map(
    (keys): Json =>
      keys.map((key, i) => ({ key, label: `formula ${i}`, expression: i % 2 ? 'A * -2.5' : '(A + A) / A' })),
  );
const trendMembers = {
  series: list(series, 1, 10),
  granularity: oneOf('hour', 'day', 'week', 'month'),
  chartType: oneOf('line', 'area', 'bar', 'number', 'table', 'pie'),
  compare: bool,
};
const target = { targetEvent: name, granularity: oneOf('day', 'week', 'month') };

const funnelSteps = fc.array(object({ eventName: name, label: name }, { filters }), {
  minLength: 2,
  maxLength: 10,
});
const funnel = funnelSteps.chain(steps =>
  typed(
    'funnel',
    {
      steps: fc.constant<Json>(steps),
      conversionWindow: object({
        value: int(1, 100_000),
        unit: oneOf('second', 'minute', 'hour', 'day', 'week', 'month'),
      }),
      order: oneOf('ordered', 'strict', 'unordered'),
      visualization: oneOf('steps', 'time_to_convert'),
    },
    {
      exclusions: list(
        fc
          .tuple(
            name,
            fc.uniqueArray(fc.integer({ min: 0, max: steps.length - 1 }), { minLength: 2, maxLength: 2 }),
          )
          .map(
            ([eventName, ends]): Json => ({
              eventName,
              fromStep: Math.min(...ends),
              toStep: Math.max(...ends),
            }),
          ),
        0,
        5,
      ),
      breakdownProperty: name,
      cohortIds,
    },
  ),
);

/** The six configurations of insights, by type. */
export const insightConfigs = {
  trend: withDates(
    fc.oneof(
      typed('trend', trendMembers, { breakdownProperty: name, cohortIds, formulas }),
      typed('trend', trendMembers, { breakdownCohortIds: cohortIds, cohortIds, formulas }),
    ),
  ),
  funnel: withDates(funnel),
  retention: withDates(
    typed(
      'retention',
      { ...target, retentionType: oneOf('first_time', 'recurring'), periods: int(1, 60) },
      { cohortIds },
    ),
  ),
  lifecycle: withDates(typed('lifecycle', target, { cohortIds })),
  stickiness: withDates(typed('stickiness', target, { cohortIds })),
  paths: withDates(
    typed(
      'paths',
      { stepLimit: int(2, 20) },
      {
        startEvent: name.map(event => `start ${event}`.slice(0, 200)).filter(isWellFormed),
        endEvent: name.map(event => `end ${event}`.slice(0, 200)).filter(isWellFormed),
        exclusions: list(
          name.filter(event => !/^(start|end) /.test(event)),
          0,
          6,
        ),
        minPersons: int(1, 1_000_000_000),
        cohortIds,
      },
    ),
  ),
} satisfies Record<string, fc.Arbitrary<JsonObject>>;

function isWellFormed(value: string): boolean {
  return !/\p{Cs}/u.test(value);
}

const days = int(1, 3650);
const event = { eventName: name };
const eventFilters = { eventFilters: filters };
/** The nine conditions of cohorts, by type. */
export const cohortConditions: Readonly<Record<string, fc.Arbitrary<JsonObject>>> = {
  person_property: fc.oneof(...filterMembers.map(members => typed('person_property', members))),
  cohort: typed('cohort', { cohortId: uuid, negated: bool }),
  event: typed(
    'event',
    { ...event, countOperator: oneOf('gte', 'lte', 'eq'), count: int(0, 1_000_000), timeWindowDays: days },
    eventFilters,
  ),
  first_time_event: typed('first_time_event', { ...event, timeWindowDays: days }, eventFilters),
  not_performed_event: typed('not_performed_event', { ...event, timeWindowDays: days }, eventFilters),
  event_sequence: typed('event_sequence', {
    steps: list(object(event, eventFilters), 2, 10),
    timeWindowDays: days,
  }),
  performed_regularly: fc.integer({ min: 1, max: 365 }).chain(total =>
    typed(
      'performed_regularly',
      {
        ...event,
        period: oneOf('day', 'week', 'month'),
        totalPeriods: fc.constant(total),
        minPeriods: int(1, total),
      },
      eventFilters,
    ),
  ),
  stopped_performing: fc
    .integer({ min: 1, max: 3649 })
    .chain(recent =>
      typed(
        'stopped_performing',
        { ...event, recentWindowDays: fc.constant(recent), historicalWindowDays: int(recent + 1, 3650) },
        eventFilters,
      ),
    ),
  restarted_performing: fc.tuple(int(1, 1000), int(1, 1000)).chain(([recent, gap]) =>
    typed(
      'restarted_performing',
      {
        ...event,
        recentWindowDays: fc.constant(recent),
        gapWindowDays: fc.constant(gap),
        historicalWindowDays: int(recent + gap + 1, 3650),
      },
      eventFilters,
    ),
  ),
};

const condition = fc.oneof(...Object.values(cohortConditions));
export const group = (values: fc.Arbitrary<Json>): fc.Arbitrary<JsonObject> =>
  object({ type: oneOf('AND', 'OR'), values });

function groupOf(levels: number): fc.Arbitrary<JsonObject> {
  const below = levels > 1 ? [{ weight: 2, arbitrary: groupOf(levels - 1) }] : [];
  return group(list(fc.oneof({ weight: 3, arbitrary: condition }, ...below), 1, 3));
}

/** Wraps a node into so many groups. */
export const nest = (node: JsonObject, levels: number): JsonObject =>
  levels === 0 ? node : { type: 'AND', values: [nest(node, levels - 1)] };

export const conditionCount = (node: Json): number => {
  const { type, values } = node as { type: string; values: readonly Json[] };
  return type === 'AND' || type === 'OR' ? values.map(conditionCount).reduce((a, b) => a + b, 0) : 1;
};

/** Trees of at most eight levels and a hundred conditions; some are as deep as they may be, some as wide. */
export const cohortDefinition: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 6, arbitrary: groupOf(8).filter(tree => conditionCount(tree) <= 100) },
  { weight: 2, arbitrary: condition.map(node => nest(node, 8)) },
  { weight: 1, arbitrary: group(fc.tuple(...Object.values(cohortConditions)) as fc.Arbitrary<Json>) },
  { weight: 1, arbitrary: group(list(cohortConditions.cohort!, 100, 100)) },
);

export const widgetLayout: fc.Arbitrary<JsonObject> = int(0, 11).chain(x =>
  object({ x: fc.constant(x), y: int(0, 10_000), w: int(1, 12 - x), h: int(1, 1_000) }),
);
