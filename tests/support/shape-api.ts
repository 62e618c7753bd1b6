/**
 * A server with a mutation for each column of typed JSON, which checks its input and stores it in a row of its own.
 * Knows how a hand-written mutation would do it; refuses to know what is stored.
 */
import { sql } from 'drizzle-orm';
import { type GraphQLInputType, type GraphQLObjectType, type GraphQLOutputType, getNamedType } from 'graphql';
import type { Extension } from '../../src/generator/extension.ts';
import type { ApiContext } from '../../src/operations/api-context.ts';
import { buildApi } from '../../src/operations/schema.ts';
import { type Answer, startTestApi, type TestApi } from './api.ts';
import type { Json } from './shape-arbitraries.ts';
import { fromAnswer, selectAll, toInput, toLiteral } from './shape-client.ts';

interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly single: string;
  readonly mutation: string;
  /** The row that the column is written and read in. */
  readonly id: string;
}

const row = (digit: string) =>
  `${digit.repeat(8)}-${digit.repeat(4)}-4${digit.repeat(3)}-8${digit.repeat(3)}-${digit.repeat(12)}`;
const column = (table: string, name: string, type: string, digit: string): Column => ({
  table,
  column: name,
  type,
  single: type.toLowerCase(),
  mutation: `store${type}`,
  id: row(digit),
});

export const columns = {
  config: column('insights', 'config', 'Insight', 'a'),
  definition: column('cohorts', 'definition', 'Cohort', 'b'),
  layout: column('widgets', 'layout', 'Widget', 'c'),
} as const;
export type ColumnName = keyof typeof columns;

export interface ShapeApi extends TestApi {
  readonly token: string;
  /** Sends a value, in input form, as a variable or written into the document. */
  send(name: ColumnName, input: Json, how: 'variable' | 'literal'): Promise<Answer>;
  /** The input form of a JSON value. */
  inputOf(name: ColumnName, value: Json): Json;
  stored(name: ColumnName): Promise<Json>;
  /** The value as the public API tells it, every field selected; absent where null. */
  read(name: ColumnName): Promise<Json>;
}

const owner = 'owner@demo.example';

/** As deep as definitions may be. */
const levels = 8;

export async function startShapeApi(): Promise<ShapeApi> {
  const api = buildApi((extension: Extension<ApiContext>) => {
    for (const { table, column: name, mutation, id } of Object.values(columns)) {
      const input = extension.jsonInput(table, name);
      extension.builder.mutationField(mutation, t =>
        t.field({
          type: 'Boolean',
          nullable: true,
          args: { value: t.arg({ type: extension.inputType(input.type), required: true }) },
          resolve: async (_, { value }, { database }) => {
            const json = JSON.stringify(input.parse(value, name));
            // An insight's type is that of its configuration.
            const also =
              table === 'insights' ? sql`, type = (${json}::text::jsonb ->> 'type')::insight_type` : sql``;
            await database.db.execute(
              sql`update ${sql.identifier(table)} set ${sql.identifier(name)} = ${json}::text::jsonb${also} where id = ${id}`,
            );
            return true;
          },
        }),
      );
    }
  });
  // Documents with generated literals are longer than people write them.
  const server = await startTestApi({
    demo: true,
    api,
    yoga: { maxQueryTokens: 200_000, maxAliases: 5_000 },
  });
  const { client } = server;
  // Generated values name cohorts that nobody made.
  await client`alter table insights disable trigger user`;
  await client`alter table cohorts disable trigger user`;
  await client`insert into insights (id, project_id, type, name, config)
    select ${columns.config.id}, project_id, 'trend', 'shapes', '{}' from project_members
    where role = 'owner' and user_id = (select id from users where email = ${owner}) limit 1`;
  await client`insert into cohorts (id, project_id, name, definition)
    select ${columns.definition.id}, project_id, 'shapes', '{}' from insights where id = ${columns.config.id}`;
  await client`insert into widgets (id, project_id, dashboard_id, content, layout)
    select ${columns.layout.id}, project_id, id, 'shapes', '{}' from dashboards
    where project_id = (select project_id from insights where id = ${columns.config.id}) limit 1`;
  const token = await server.signIn(owner);
  const inputType = (name: ColumnName): GraphQLInputType =>
    api.schema.getMutationType()!.getFields()[columns[name].mutation]!.args[0]!.type;
  const outputType = (name: ColumnName): GraphQLOutputType =>
    (api.schema.getType(columns[name].type) as GraphQLObjectType).getFields()[name]!.type;
  const selections = Object.fromEntries(
    Object.keys(columns).map(name => [
      name,
      selectAll(getNamedType(outputType(name as ColumnName)), api.schema, levels),
    ]),
  );
  return {
    ...server,
    token,
    send: (name, input, how) => {
      const { mutation } = columns[name];
      return how === 'variable'
        ? server.ask(`mutation($value: ${inputType(name)}) { ${mutation}(value: $value) }`, {
            token,
            variables: { value: input },
          })
        : server.ask(`mutation { ${mutation}(value: ${toLiteral(input, inputType(name))}) }`, { token });
    },
    inputOf: (name, value) => toInput(value, inputType(name)),
    stored: async name => {
      const { table, id } = columns[name];
      const [found] = await client<{ value: Json }[]>`
        select ${client(name)} as value from ${client(table)} where id = ${id}`;
      return found!.value;
    },
    read: async name => {
      const { single, id } = columns[name];
      const answer = await server.ask(`{ ${single}(id: "${id}") { ${name} ${selections[name]} } }`, {
        token,
      });
      if (answer.errors) throw new Error(JSON.stringify(answer.errors));
      return fromAnswer(answer.data[single][name], outputType(name), api.schema);
    },
  };
}
