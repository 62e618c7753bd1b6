/**
 * Every table × every door × every viewer, against an oracle in plain JavaScript that knows the roles.
 * A row the viewer may not see must be at no door: not in lists, hops, nodes, filters, orders, counts or cursors.
 */
import { createHash } from 'node:crypto';
import type { Relation } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RelationBlueprint, TypeBlueprint } from '../src/generator/blueprint/blueprint.ts';
import type { DeletedRows } from '../src/generator/list/visibility.ts';
import { encodeGlobalId } from '../src/generator/types/global-id.ts';
import { relations, type TableName, tables } from '../src/model/relations.ts';
import { buildApi } from '../src/operations/schema.ts';
import { policy } from '../src/policy/policy.ts';
import { type Any, startTestApi, type TestApi } from './support/api.ts';
import {
  buildFixture,
  emailOf,
  type Fixture,
  type FixtureRow,
  insertFixture,
  type Person,
  uuidOf,
} from './support/fixture.ts';

const fixture: Fixture = buildFixture(6);
const { blueprint } = buildApi();
const types = Object.values(blueprint.types);

type ViewerName = Extract<Person, 'owner' | 'editor' | 'viewer' | 'outsider'> | 'readKey' | 'writeKey';
const viewers: ViewerName[] = ['owner', 'editor', 'viewer', 'outsider', 'readKey', 'writeKey'];
const keySecrets = { readKey: `igk_${'r'.repeat(43)}`, writeKey: `igk_${'w'.repeat(43)}` };

let api: TestApi;
const tokens = new Map<ViewerName, string>();

beforeAll(async () => {
  const hash = (secret: string) => createHash('sha256').update(secret).digest('hex');
  const sample = fixture.apiKeys[0]!;
  for (const [name, scopes] of [
    ['readKey', ['read']],
    ['writeKey', ['read', 'write']],
  ] as const) {
    fixture.apiKeys.push({
      ...sample,
      id: uuidOf(name),
      name,
      scopes: [...scopes],
      keyHash: hash(keySecrets[name]),
    });
  }
  api = await startTestApi({
    maxOperationCost: 1_000_000_000,
    yoga: { maxQueryTokens: 50_000, maxAliases: 1_000 },
  });
  await insertFixture(api.database, fixture);
  for (const viewer of viewers) {
    tokens.set(
      viewer,
      viewer in keySecrets ? keySecrets[viewer as 'readKey'] : await api.signIn(emailOf(viewer as Person)),
    );
  }
  // The sessions just opened are rows too.
  const opened = await api.database.db.select().from(tables.sessions);
  fixture.sessions = opened as unknown as FixtureRow[];
});
afterAll(() => api.close());

// ---- the oracle: DOMAIN's roles, in JavaScript ----

const userId = (viewer: ViewerName) => (viewer in keySecrets ? null : uuidOf(`user ${viewer}`));
const projectOf = (id: unknown) => fixture.projects.find(project => project.id === id)!;

function roleIn(viewer: ViewerName, projectId: unknown): string | undefined {
  if (viewer in keySecrets) {
    if (projectId !== uuidOf('project a')) return undefined;
    return viewer === 'writeKey' ? 'editor' : 'viewer';
  }
  const membership = fixture.projectMembers.find(
    m => m.projectId === projectId && m.userId === userId(viewer),
  );
  return membership?.role as string | undefined;
}
const inUse = (projectId: unknown) => projectOf(projectId).deletedAt === null;
const reads = (viewer: ViewerName, projectId: unknown) =>
  inUse(projectId) && roleIn(viewer, projectId) !== undefined;
const owns = (viewer: ViewerName, projectId: unknown) =>
  inUse(projectId) && roleIn(viewer, projectId) === 'owner';
const isDeleted = (table: TableName, id: unknown) => {
  const row = fixture[table].find(candidate => candidate.id === id);
  return row?.deletedAt != null;
};

const sees: Record<TableName, (viewer: ViewerName, row: FixtureRow) => boolean> = {
  users: (viewer, user) =>
    userId(viewer) !== null &&
    (user.id === userId(viewer) ||
      fixture.projectMembers.some(m => m.userId === user.id && reads(viewer, m.projectId))),
  sessions: (viewer, session) => userId(viewer) !== null && session.userId === userId(viewer),
  projects: (viewer, project) => reads(viewer, project.id),
  projectMembers: (viewer, member) => reads(viewer, member.projectId),
  projectInvites: (viewer, invite) => owns(viewer, invite.projectId),
  apiKeys: (viewer, key) => owns(viewer, key.projectId),
  persons: (viewer, person) => reads(viewer, person.projectId),
  personDistinctIds: (viewer, distinctId) => reads(viewer, distinctId.projectId),
  cohorts: (viewer, cohort) => reads(viewer, cohort.projectId) && cohort.deletedAt === null,
  cohortMembers: (viewer, m) => reads(viewer, m.projectId) && !isDeleted('cohorts', m.cohortId),
  dashboards: (viewer, dashboard) => reads(viewer, dashboard.projectId) && dashboard.deletedAt === null,
  insights: (viewer, insight) => reads(viewer, insight.projectId) && insight.deletedAt === null,
  widgets: (viewer, widget) =>
    reads(viewer, widget.projectId) &&
    !isDeleted('dashboards', widget.dashboardId) &&
    !(widget.insightId && isDeleted('insights', widget.insightId)),
  auditEvents: (viewer, event) => owns(viewer, event.projectId),
};

/** Who may bring deleted rows back, and so see them on request. */
const mayRestore: Partial<Record<TableName, (viewer: ViewerName, row: FixtureRow) => boolean>> = {
  projects: (viewer, project) => roleIn(viewer, project.id) === 'owner',
  cohorts: (viewer, row) =>
    inUse(row.projectId) && ['owner', 'editor'].includes(roleIn(viewer, row.projectId) ?? ''),
  dashboards: (viewer, row) =>
    inUse(row.projectId) && ['owner', 'editor'].includes(roleIn(viewer, row.projectId) ?? ''),
  insights: (viewer, row) =>
    inUse(row.projectId) && ['owner', 'editor'].includes(roleIn(viewer, row.projectId) ?? ''),
};

const rowsOf = (type: TypeBlueprint) => fixture[type.table as TableName];
const visibleIds = (viewer: ViewerName, table: string) =>
  fixture[table as TableName].filter(row => sees[table as TableName](viewer, row)).map(row => row.id);

const keyOf = (table: unknown, column: { name: string }) =>
  Object.entries(table as Record<string, { name?: string }>).find(([, c]) => c?.name === column.name)![0];

/** The rows of a table that a list shows to the viewer. */
function shownIds(viewer: ViewerName, table: TableName, deleted: DeletedRows): string[] {
  const restorable = fixture[table]
    .filter(row => row.deletedAt != null && mayRestore[table]?.(viewer, row))
    .map(row => row.id);
  if (deleted === 'ONLY') return restorable;
  const visible = visibleIds(viewer, table);
  return deleted === 'INCLUDE' ? [...visible, ...restorable] : visible;
}

/** Which join rows lead to a deleted row on request: what they say of it themselves is not asked. */
const leadsToDeleted: Partial<Record<TableName, (viewer: ViewerName, join: FixtureRow) => boolean>> = {
  projectMembers: () => true,
  cohortMembers: (viewer, member) => reads(viewer, member.projectId),
};

/** The rows that a relation leads to from a row, and that the viewer sees; a join row has to be visible too. */
function related(
  viewer: ViewerName,
  type: TypeBlueprint,
  relation: RelationBlueprint,
  row: FixtureRow,
  deleted: DeletedRows = 'EXCLUDE',
): string[] {
  const drizzle = relations[type.table as TableName].relations[relation.field as never] as Relation;
  const target = relation.target as TableName;
  const from = row[keyOf(drizzle.sourceTable, drizzle.sourceColumns[0]! as never)];
  const toKey = keyOf(drizzle.targetTable, drizzle.targetColumns[0]! as never);
  const shown = shownIds(viewer, target, deleted);
  if (!drizzle.through || !relation.through) {
    return shown.filter(id => fixture[target].find(candidate => candidate.id === id)![toKey] === from);
  }
  const [source, far] = [drizzle.through.source[0]!._.key, drizzle.through.target[0]!._.key];
  const joinTable = relation.through.table as TableName;
  const joins = fixture[joinTable].filter(join => join[source] === from);
  return shown.filter(id => {
    const leads = isDeleted(target, id) ? leadsToDeleted[joinTable]! : sees[joinTable];
    return joins.some(join => join[far] === id && leads(viewer, join));
  });
}

const sorted = (ids: readonly string[]) => [...ids].sort();
const ask = async (viewer: ViewerName, query: string): Promise<Any> => {
  const answer = await api.ask(query, { token: tokens.get(viewer)! });
  expect(answer.errors, JSON.stringify(answer.errors)).toBeUndefined();
  return answer.data;
};
const uuids = (connection: Any): string[] => connection.nodes.map((node: Any) => node.uuid);

describe('the world of the test', () => {
  it('has for every table rows that some viewer sees and rows that some viewer does not', () => {
    for (const type of types) {
      for (const outcome of [true, false]) {
        const found = viewers.some(v =>
          rowsOf(type).some(row => sees[type.table as TableName](v, row) === outcome),
        );
        expect(found, `${type.table}: visible = ${outcome}`).toBe(true);
      }
    }
  });

  it('has for every many-to-many relation deleted rows that some viewer meets through it and some viewer does not', () => {
    const relationsThrough = types.flatMap(type =>
      type.relations
        .filter(({ through, target }) => through && mayRestore[target as TableName])
        .map(relation => ({ type, relation })),
    );
    expect(relationsThrough.map(({ type, relation }) => `${type.name}.${relation.field}`)).toEqual([
      'User.projects',
      'Person.cohorts',
    ]);
    for (const { type, relation } of relationsThrough) {
      const met = viewers.map(viewer =>
        rowsOf(type)
          .filter(row => sees[type.table as TableName](viewer, row))
          .some(row => related(viewer, type, relation, row, 'ONLY').length > 0),
      );
      expect(new Set(met), relation.field).toEqual(new Set([true, false]));
    }
  });
});

for (const viewer of viewers) {
  describe(`${viewer}`, () => {
    for (const type of types) {
      const table = type.table as TableName;
      const withDeleted = mayRestore[table] ? ', deleted: INCLUDE' : '';

      it(`finds exactly the visible ${type.plural} in the list, its count and its filter`, async () => {
        const expected = sorted(visibleIds(viewer, table));
        const all = rowsOf(type).map(row => JSON.stringify(row.id));
        const data = await ask(
          viewer,
          `{ all: ${type.plural}(first: 100) { totalCount nodes { uuid } }
             named: ${type.plural}(first: 100, where: { uuid: { in: [${all}] } }) { totalCount nodes { uuid } } }`,
        );
        expect(sorted(uuids(data.all))).toEqual(expected);
        expect(sorted(uuids(data.named))).toEqual(expected);
        expect(data.all.totalCount).toBe(expected.length);
        expect(data.named.totalCount).toBe(expected.length);
      });

      it(`meets a foreign ${type.single} like a missing one, by id, uuid, node and nodes`, async () => {
        for (const row of rowsOf(type)) {
          const globalId = encodeGlobalId(type.name, row.id);
          const missing = encodeGlobalId(type.name, uuidOf('nothing has this id'));
          const data = await ask(
            viewer,
            `{ byUuid: ${type.single}(id: "${row.id}") { uuid } byId: ${type.single}(id: "${globalId}") { uuid }
               node(id: "${globalId}") { id } nodes(ids: ["${missing}", "${globalId}"]) { id ... on ${type.name} { uuid } } }`,
          );
          const visible = sees[table](viewer, row);
          expect(data).toEqual({
            byUuid: visible ? { uuid: row.id } : null,
            byId: visible ? { uuid: row.id } : null,
            node: visible ? { id: globalId } : null,
            nodes: [null, visible ? { id: globalId, uuid: row.id } : null],
          });
        }
      });

      it(`hops from ${type.plural} only to visible rows, and counts only these`, async () => {
        const fields = type.relations.map(relation =>
          relation.many
            ? `${relation.field}(first: 50) { totalCount nodes { uuid } }`
            : `${relation.field} { uuid }`,
        );
        // Deleted rows lead on as well, to those who see them.
        const data = await ask(
          viewer,
          `{ ${type.plural}(first: 100${withDeleted}) { nodes { uuid ${fields.join(' ')} } } }`,
        );
        for (const node of data[type.plural].nodes) {
          const row = rowsOf(type).find(candidate => candidate.id === node.uuid)!;
          for (const relation of type.relations) {
            const expected = sorted(related(viewer, type, relation, row));
            const at = `${type.name}.${relation.field} of ${row.id}`;
            if (relation.many) {
              expect(sorted(uuids(node[relation.field])), at).toEqual(expected);
              expect(node[relation.field].totalCount, at).toBe(expected.length);
            } else {
              expect(node[relation.field]?.uuid ?? null, at).toBe(expected[0] ?? null);
            }
          }
        }
      });

      const restorableRelations = type.relations.filter(
        ({ many, target }) => many && mayRestore[target as TableName],
      );
      if (restorableRelations.length > 0) {
        it(`hops from ${type.plural} to deleted rows on request where it may restore them, and counts these`, async () => {
          const modes = ['INCLUDE', 'ONLY'] as const;
          const fields = restorableRelations.flatMap(({ field }) =>
            modes.map(
              mode => `${field}${mode}: ${field}(first: 50, deleted: ${mode}) { totalCount nodes { uuid } }`,
            ),
          );
          const data = await ask(
            viewer,
            `{ ${type.plural}(first: 100${withDeleted}) { nodes { uuid ${fields.join(' ')} } } }`,
          );
          for (const node of data[type.plural].nodes) {
            const row = rowsOf(type).find(candidate => candidate.id === node.uuid)!;
            for (const relation of restorableRelations) {
              for (const mode of modes) {
                const expected = sorted(related(viewer, type, relation, row, mode));
                const found = node[`${relation.field}${mode}`];
                const at = `${type.name}.${relation.field}(deleted: ${mode}) of ${row.id}`;
                expect(sorted(uuids(found)), at).toEqual(expected);
                expect(found.totalCount, at).toBe(expected.length);
              }
            }
          }
        });
      }

      it(`filters ${type.plural} as if invisible related rows were absent`, async () => {
        type Quantified = { relation: RelationBlueprint; quantifier: 'some' | 'none' | 'every' | 'one' };
        const quantifiers = type.relations.flatMap((relation): Quantified[] =>
          relation.many
            ? (['some', 'none', 'every'] as const).map(quantifier => ({ relation, quantifier }))
            : [{ relation, quantifier: 'one' }],
        );
        // `uuid: { ne: … }` holds for every related row, so that the filter asks for the rows' existence alone.
        const anything = `{ uuid: { ne: "${uuidOf('nothing has this id')}" } }`;
        const nothing = `{ uuid: { eq: "${uuidOf('nothing has this id')}" } }`;
        const fields = quantifiers.map(({ relation, quantifier }, i) => {
          const filter =
            quantifier === 'one'
              ? anything
              : `{ ${quantifier}: ${quantifier === 'every' ? nothing : anything} }`;
          return `q${i}: ${type.plural}(first: 100, where: { ${relation.field}: ${filter} }) { totalCount nodes { uuid } }`;
        });
        const data = await ask(viewer, `{ ${fields.join('\n')} }`);
        quantifiers.forEach(({ relation, quantifier }, i) => {
          const expected = visibleIds(viewer, table).filter(id => {
            const count = related(viewer, type, relation, rowsOf(type).find(row => row.id === id)!).length;
            return quantifier === 'some' || quantifier === 'one' ? count > 0 : count === 0;
          });
          const at = `${type.plural} where ${relation.field} ${quantifier}`;
          expect(sorted(uuids(data[`q${i}`])), at).toEqual(sorted(expected));
          expect(data[`q${i}`].totalCount, at).toBe(expected.length);
        });
      });

      it(`orders ${type.plural} through relations without a trace of invisible rows in cursors`, async () => {
        const ones = type.relations.filter(relation => !relation.many);
        if (ones.length === 0) return;
        const fields = ones.map(
          relation =>
            `${relation.field}: ${type.plural}(first: 100, orderBy: [{ ${relation.field}: { uuid: ASC } }]) { edges { cursor node { uuid } } }`,
        );
        const data = await ask(viewer, `{ ${fields.join('\n')} }`);
        for (const relation of ones) {
          for (const { cursor, node } of data[relation.field].edges) {
            const [, value] = JSON.parse(Buffer.from(cursor, 'base64url').toString());
            const row = rowsOf(type).find(candidate => candidate.id === node.uuid)!;
            expect(value).toBe(related(viewer, type, relation, row)[0] ?? null);
          }
        }
      });

      const restorable = mayRestore[table];
      if (restorable) {
        it(`sees deleted ${type.plural} on request only where it may restore them`, async () => {
          const deleted = rowsOf(type).filter(row => row.deletedAt !== null && restorable(viewer, row));
          const present = visibleIds(viewer, table);
          const data = await ask(
            viewer,
            `{ ONLY: ${type.plural}(first: 100, deleted: ONLY) { totalCount nodes { uuid } }
               INCLUDE: ${type.plural}(first: 100, deleted: INCLUDE) { totalCount nodes { uuid } }
               EXCLUDE: ${type.plural}(first: 100, deleted: EXCLUDE) { totalCount nodes { uuid } } }`,
          );
          const ids = deleted.map(row => row.id);
          expect(sorted(uuids(data.ONLY))).toEqual(sorted(ids));
          expect(data.ONLY.totalCount).toBe(ids.length);
          expect(sorted(uuids(data.INCLUDE))).toEqual(sorted([...ids, ...present]));
          expect(sorted(uuids(data.EXCLUDE))).toEqual(sorted(present));
          for (const row of rowsOf(type).filter(candidate => candidate.deletedAt !== null)) {
            const one = await ask(
              viewer,
              `{ one: ${type.single}(id: "${row.id}", deleted: INCLUDE) { uuid } }`,
            );
            expect(one.one).toEqual(ids.includes(row.id) ? { uuid: row.id } : null);
          }
        });
      }
    }
  });
}

describe('anonymous', () => {
  for (const type of types) {
    it(`is told to sign in at every door to ${type.plural}, and nothing else`, async () => {
      const row = rowsOf(type)[0]!;
      const globalId = encodeGlobalId(type.name, row.id);
      for (const query of [
        `{ ${type.plural} { totalCount nodes { uuid } } }`,
        `{ ${type.plural} { totalCount } }`,
        `{ ${type.single}(id: "${row.id}") { uuid } }`,
        `{ node(id: "${globalId}") { id } }`,
        `{ nodes(ids: ["${globalId}"]) { id } }`,
      ]) {
        const answer = await api.ask(query);
        expect(answer.data === null || Object.values(answer.data).every(value => value === null)).toBe(true);
        expect(answer.errors!.map(error => error.extensions.code)).toEqual(['UNAUTHENTICATED']);
      }
    });
  }

  it('has no viewer', async () => {
    expect((await api.ask('{ viewer { uuid } }')).data).toEqual({ viewer: null });
  });
});

describe('hidden columns', () => {
  it('are in no output, filter, order or input of the schema', () => {
    const hidden = Object.entries(policy).flatMap(([table, { hidden: keys = [] }]) =>
      keys.map(key => [blueprint.types[table]!.name, key] as const),
    );
    expect(hidden).toEqual([
      ['User', 'passwordHash'],
      ['Session', 'tokenHash'],
      ['ProjectInvite', 'tokenHash'],
      ['ApiKey', 'keyHash'],
    ]);
    for (const [name, key] of hidden) {
      for (const type of [name, `${name}Where`, `${name}OrderBy`]) {
        const { getFields } = api.api.schema.getType(type) as Any;
        expect(Object.keys(getFields.call(api.api.schema.getType(type)))).not.toContain(key);
      }
    }
  });
});
