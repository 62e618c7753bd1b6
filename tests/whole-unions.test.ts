/**
 * Unions of typed JSON, selected whole: every member of every variant at once, without an alias.
 * Knows what is stored; refuses to know how members of one name and two types are told apart.
 */
import {
  type GraphQLNamedType,
  getNamedType,
  isLeafType,
  isObjectType,
  isUnionType,
  parse,
  validate,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Any, startTestApi, type TestApi } from './support/api.ts';

let api: TestApi;
let token: string;
beforeAll(async () => {
  api = await startTestApi({ demo: true });
  token = await api.signIn('owner@demo.example');
});
afterAll(() => api.close());

/** All that can be selected of a type, without what is deprecated, so many levels deep. */
function whole(type: GraphQLNamedType, levels: number): string {
  if (isLeafType(type)) return '';
  const types = isUnionType(type) ? type.getTypes() : [type];
  const parts = types.filter(isObjectType).map(object => {
    const fields = Object.values(object.getFields()).flatMap(field => {
      const inner = getNamedType(field.type);
      if (field.deprecationReason !== undefined || (!isLeafType(inner) && levels === 0)) return [];
      return [`${field.name} ${whole(inner, levels - 1)}`];
    });
    return `... on ${object.name} { ${fields.join(' ')} }`;
  });
  return `{ __typename ${parts.join(' ')} }`;
}

describe('every member of every variant at once', () => {
  it('is a valid selection of each union of the schema', () => {
    const { schema } = api.api;
    const unions = Object.values(schema.getTypeMap()).filter(isUnionType);
    expect(unions.map(({ name }) => name)).toEqual(expect.arrayContaining(['InsightConfig', 'CohortNode']));
    for (const union of unions) {
      const fragment = `fragment Whole on ${union.name} ${whole(union, 4)} query { __typename }`;
      const faults = validate(schema, parse(fragment)).map(({ message }) => message);
      expect(faults, union.name).toEqual(['Fragment "Whole" is never used.']);
    }
  });

  it('is answered with what is stored, on both paths', async () => {
    const config = whole(api.api.schema.getType('InsightConfig')!, 4);
    const { data, errors } = await api.ask(`{ insights(first: 100) { nodes { uuid config ${config} } } }`, {
      token,
    });
    expect(errors).toBeUndefined();
    const stored = await api.client`select id, config from insights where deleted_at is null`;
    const byId = new Map(stored.map(({ id, config }) => [id, config]));
    const kinds = new Set<string>();
    for (const { uuid, config } of data.insights.nodes) {
      const was: Any = byId.get(uuid);
      kinds.add(was.type);
      const granularity = config.granularity ?? config.trendGranularity;
      expect(granularity?.toLowerCase()).toBe(was.granularity);
      const excluded = { exclusions: config.pathsExclusions ?? config.exclusions ?? null };
      expect(excluded).toMatchObject({ exclusions: was.exclusions ?? null });
    }
    expect(kinds).toEqual(new Set(['trend', 'funnel', 'retention', 'lifecycle', 'stickiness', 'paths']));
  });

  it('has a deprecated member, which is answered as it was', async () => {
    const query = `{ insights(first: 3, where: { type: { eq: TREND } }) {
      nodes { config { ... on TrendConfig { granularity trendGranularity } } } } }`;
    const { data } = await api.ask(query, { token });
    expect(data.insights.nodes).toHaveLength(3);
    for (const { config } of data.insights.nodes) {
      expect(config.granularity).toMatch(/^(HOUR|DAY|WEEK|MONTH)$/);
      expect(config.trendGranularity).toBe(config.granularity);
    }
  });
});
