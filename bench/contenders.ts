/**
 * The servers that a benchmark compares, each in a process of its own: `node contenders.ts <name> <database URL>`.
 * They answer the same page from the same rows; only insightgraph checks who asks.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { openDatabase } from '../src/database/open.ts';
import { buildHttpServer } from '../src/server/http-server.ts';
import { createMetrics } from '../src/server/metrics.ts';
import { buildApi } from '../src/server/schema.ts';
import { buildYoga } from '../src/server/yoga.ts';

/** The first is what the others are compared with. */
export const contenders = ['one hand-written statement', 'drizzle relational query', 'insightgraph'];

const operation = `{ dashboards(first: 10) { nodes { id name description isPinned
  project { name members(first: 8) { nodes { role user { displayName } } } }
  widgets(first: 12) { nodes { id layout { x y w h } content insight { id name type creator { id displayName } } } } } } }`;

const handWritten = `select json_agg(d)::text as body from (
  select d.id, d.name, d.description, d.is_pinned,
    (select json_build_object('name', p.name, 'members', (select json_agg(m) from (
       select m.role, u.display_name from project_members m join users u on u.id = m.user_id
       where m.project_id = p.id order by m.created_at, m.id limit 8) m)) from projects p where p.id = d.project_id) as project,
    (select json_agg(w) from (select w.id, w.layout, w.content,
       (select json_build_object('id', i.id, 'name', i.name, 'type', i.type, 'creator', (
          select json_build_object('id', u.id, 'displayName', u.display_name) from users u where u.id = i.created_by))
        from insights i where i.id = w.insight_id and i.deleted_at is null) as insight
       from widgets w where w.dashboard_id = d.id order by w.created_at, w.id limit 12) w) as widgets
  from dashboards d where d.deleted_at is null order by d.created_at, d.id limit 10) d`;

async function serve(name: string, url: string): Promise<void> {
  const database = openDatabase({ url, poolSize: 2, statementTimeoutMs: 0, prepare: true });
  const server =
    name === 'insightgraph'
      ? insightgraph(database)
      : createServer((_, response) => {
          const body = name === 'drizzle relational query' ? drizzle(database) : statement(database);
          void body.then(text => response.setHeader('content-type', 'application/json').end(text));
        });
  server.listen(0, '127.0.0.1', () => {
    process.on('message', () => {
      const { user, system } = process.cpuUsage();
      process.send!(user + system);
    });
    process.send!({
      port: (server.address() as AddressInfo).port,
      body: JSON.stringify({ query: operation }),
    });
  });
}

type Database = ReturnType<typeof openDatabase>;

const statement = async ({ pool }: Database): Promise<string> =>
  String((await pool.run({ text: handWritten }, Infinity))[0]!.body);

const drizzle = async ({ db }: Database): Promise<string> =>
  JSON.stringify(
    await db.query.dashboards.findMany({
      columns: { id: true, name: true, description: true, isPinned: true },
      where: { deletedAt: { isNull: true } },
      orderBy: { createdAt: 'asc', id: 'asc' },
      limit: 10,
      with: {
        project: {
          columns: { name: true },
          with: {
            members: {
              columns: { role: true },
              limit: 8,
              with: { user: { columns: { displayName: true } } },
            },
          },
        },
        widgets: {
          columns: { id: true, layout: true, content: true },
          limit: 12,
          with: {
            insight: {
              columns: { id: true, name: true, type: true },
              with: { creator: { columns: { id: true, displayName: true } } },
            },
          },
        },
      },
    }),
  );

function insightgraph(database: Database) {
  const log = pino({ level: 'silent' });
  const limits = { requestTimeoutMs: 15_000, maxBodyBytes: 1_000_000 };
  const yoga = buildYoga({
    ...buildApi(),
    ...limits,
    database,
    log,
    sessionTtlDays: 1,
    maxQueryTokens: 5_000,
    maxQueryDepth: 16,
    maxAliases: 50,
    introspection: true,
    allowedOrigins: [],
    graphiql: undefined,
  });
  return buildHttpServer({ ...limits, yoga, database, metrics: createMetrics(), log });
}

const [name, url] = process.argv.slice(2);
if (name !== undefined && url !== undefined && process.send) await serve(name, url);
