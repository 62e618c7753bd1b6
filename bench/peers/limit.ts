/**
 * What none of the others can be faster than: node:http, and one statement per work item, written by hand for it, whose
 * text is passed through. It checks nobody's token and applies no rule. Its answers are what the others are compared with.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { type Peer, type PeerRequest, poolSize } from '../peer.ts';
import type { ItemName } from '../work-items.ts';
import { cursorRow, dashboardId, projectId, viewerId } from '../world.ts';

/** A row as JSON, and rows as a list in the order of their select. */
const one = (select: string) => `(select row_to_json(o.*) from (${select}) o)`;
const list = (select: string) => `(select coalesce(json_agg(row_to_json(l.*)), '[]') from (${select}) l)`;

const user = (id: string, columns: string) => one(`select ${columns} from users u where u.id = ${id}`);
const creator = 'u.id, u.display_name as "displayName"';
const displayName = 'u.display_name as "displayName"';

const members = list(`select m.role, ${user('m.user_id', displayName)} as "user"
  from project_members m where m.project_id = p.id order by m.created_at, m.id limit 8`);
const insight = (columns: string) =>
  one(`select ${columns} from insights i where i.id = w.insight_id and i.deleted_at is null`);
const widgets = (columns: string, count: string) =>
  list(
    `select ${columns} from widgets w where w.dashboard_id = d.id order by w.created_at, w.id limit ${count}`,
  );

const insightOfPage = insight(`i.id, i.name, i.type, i.config, ${user('i.created_by', creator)} as creator`);
const insightOfDepth = insight(`i.name, ${user('i.created_by', displayName)} as creator`);

/** One expression per work item; its text is the answer. */
const answers: Readonly<Record<ItemName, string>> = {
  page: one(
    `select ${list(`select d.id, d.name, d.description, d.is_pinned as "isPinned",
      ${one(`select p.name, ${members} as members from projects p where p.id = d.project_id`)} as project,
      ${widgets(`w.id, w.layout, w.content, ${insightOfPage} as insight`, '$2')} as widgets
    from dashboards d where d.project_id = $1 and d.deleted_at is null order by d.created_at, d.id limit 10`)} as dashboards`,
  ),
  list: one(
    `select ${list(`select i.id, i.name, i.type, ${user('i.created_by', creator)} as creator
    from insights i where i.project_id = $1 and not i.is_favorite and i.deleted_at is null
    order by i.name desc, i.id limit 50`)} as insights`,
  ),
  row: one(
    `select ${one(`select d.id, d.name, d.description, d.is_pinned as "isPinned"
    from dashboards d where d.id = $1 and d.deleted_at is null`)} as dashboard`,
  ),
  deep: one(
    `select ${one(`select v.display_name as "displayName", ${list(`select m.role, ${one(
      `select p.name, ${list(
        `select d.name, ${widgets(`${insightOfDepth} as insight`, '5')} as widgets
      from dashboards d where d.project_id = p.id and d.deleted_at is null order by d.created_at, d.id limit 5`,
      )} as dashboards from projects p where p.id = m.project_id and p.deleted_at is null`,
    )} as project
    from project_members m where m.user_id = v.id order by m.created_at, m.id limit 8`)} as memberships
    from users v where v.id = $1`)} as viewer`,
  ),
  cursor: one(
    `select ${list(`select p.id, p.created_at as "createdAt", p.properties
    from persons p where p.project_id = $1 and (p.created_at, p.id) > ($2::timestamptz, $3::uuid)
    order by p.created_at, p.id limit 100`)} as persons`,
  ),
};

const request = (item: ItemName, ...parameters: readonly string[]): PeerRequest => ({
  path: `/${item}`,
  body: JSON.stringify(parameters),
});

export const peer: Peer = {
  name: 'limit',
  title: 'one statement by hand',
  text: 'node:http and one hand-written statement whose text is passed through: no GraphQL, no token, no rule',
  packages: ['postgres'],
  requests: async () => ({
    page: request('page', projectId, '12'),
    list: request('list', projectId),
    row: request('row', dashboardId),
    deep: request('deep', viewerId),
    cursor: request('cursor', projectId, cursorRow.createdAt, cursorRow.id),
  }),
  serve: async url => {
    const { default: postgres } = await import('postgres');
    const sql = postgres(url, { max: poolSize });
    const answer = async (message: IncomingMessage): Promise<string> => {
      const expression = answers[message.url!.slice(1) as ItemName];
      const statement = `select (${expression})::text as body`;
      const parameters = JSON.parse(await textOf(message)) as string[];
      const [row] = await sql.unsafe<{ body: string }[]>(statement, parameters, { prepare: true });
      return row!.body;
    };
    return createServer((message, response) => {
      answer(message).then(
        body => response.setHeader('content-type', 'application/json').end(`{"data":${body}}`),
        error => response.writeHead(500).end(String(error)),
      );
    });
  },
};

async function textOf(message: IncomingMessage): Promise<string> {
  let text = '';
  message.setEncoding('utf8');
  for await (const part of message) text += part;
  return text;
}
