/**
 * What none of the others can be faster than: node:http, and one statement per work item, written by hand for it, whose
 * text is passed through. It checks nobody's token and applies no rule. Its answers are what the others are compared with.
 */
import { createServer, type IncomingMessage } from 'node:http';
import { type Peer, type PeerRequest, poolSize } from '../peer.ts';
import type { ItemName } from '../work-items.ts';
import { cursorRow, dashboardId, projectId, viewerId } from '../world.ts';

/**
 * JSON as pieces of text: half the price of row_to_json and json_agg. Members by name, each an expression for the text
 * of its value.
 */
const object = (members: Readonly<Record<string, string>>) =>
  `'{' || ${Object.entries(members)
    .map(([name, text]) => `'"${name}":' || ${text}`)
    .join(" || ',' || ")} || '}'`;
/** The object of the one row of a select without its columns; null where there is none. */
const one = (members: Readonly<Record<string, string>>, from: string) =>
  `coalesce((select ${object(members)} ${from}), 'null')`;
const list = (members: Readonly<Record<string, string>>, from: string) =>
  `'[' || coalesce((select string_agg(l.item, ',') from (select ${object(members)} as item ${from}) l), '') || ']'`;

const text = (column: string) => `to_json(${column})::text`;
const optional = (column: string) => `coalesce(to_json(${column})::text, 'null')`;
const id = (column: string) => `'"' || ${column} || '"'`;
const plain = (column: string) => `${column}::text`;

const displayName = { displayName: text('u.display_name') };
const user = (key: string, members: Readonly<Record<string, string>>) =>
  one(members, `from users u where u.id = ${key}`);
const creator = user('i.created_by', { id: id('u.id'), ...displayName });

const members = list(
  { role: `'"' || m.role || '"'`, user: user('m.user_id', displayName) },
  'from (select * from project_members m where m.project_id = p.id order by m.created_at, m.id limit 8) m',
);
const insight = (selected: Readonly<Record<string, string>>) =>
  one(selected, 'from insights i where i.id = w.insight_id and i.deleted_at is null');
const widgets = (selected: Readonly<Record<string, string>>, count: string) =>
  list(
    selected,
    `from (select * from widgets w where w.dashboard_id = d.id order by w.created_at, w.id limit ${count}) w`,
  );
const dashboard = {
  id: id('d.id'),
  name: text('d.name'),
  description: optional('d.description'),
  isPinned: plain('d.is_pinned'),
};

const insightOfPage = insight({
  id: id('i.id'),
  name: text('i.name'),
  type: `'"' || i.type || '"'`,
  config: plain('i.config'),
  creator,
});
const insightOfDepth = insight({ name: text('i.name'), creator: user('i.created_by', displayName) });

/** One expression per work item; its text is the answer. */
const answers: Readonly<Record<ItemName, string>> = {
  page: object({
    dashboards: list(
      {
        ...dashboard,
        project: one({ name: text('p.name'), members }, 'from projects p where p.id = d.project_id'),
        widgets: widgets(
          {
            id: id('w.id'),
            layout: plain('w.layout'),
            content: optional('w.content'),
            insight: insightOfPage,
          },
          '$2',
        ),
      },
      `from (select * from dashboards d where d.project_id = $1 and d.deleted_at is null
        order by d.created_at, d.id limit 10) d`,
    ),
  }),
  list: object({
    insights: list(
      { id: id('i.id'), name: text('i.name'), type: `'"' || i.type || '"'`, creator },
      `from (select * from insights i where i.project_id = $1 and not i.is_favorite and i.deleted_at is null
        order by i.name desc, i.id limit 50) i`,
    ),
  }),
  row: object({ dashboard: one(dashboard, 'from dashboards d where d.id = $1 and d.deleted_at is null') }),
  deep: object({
    viewer: one(
      {
        displayName: text('v.display_name'),
        memberships: list(
          {
            role: `'"' || m.role || '"'`,
            project: one(
              {
                name: text('p.name'),
                dashboards: list(
                  { name: text('d.name'), widgets: widgets({ insight: insightOfDepth }, '5') },
                  `from (select * from dashboards d where d.project_id = p.id and d.deleted_at is null
                    order by d.created_at, d.id limit 5) d`,
                ),
              },
              'from projects p where p.id = m.project_id and p.deleted_at is null',
            ),
          },
          'from (select * from project_members m where m.user_id = v.id order by m.created_at, m.id limit 8) m',
        ),
      },
      'from users v where v.id = $1',
    ),
  }),
  cursor: object({
    persons: list(
      { id: id('p.id'), createdAt: text('p.created_at'), properties: plain('p.properties') },
      `from (select * from persons p where p.project_id = $1 and (p.created_at, p.id) > ($2::timestamptz, $3::uuid)
        order by p.created_at, p.id limit 100) p`,
    ),
  }),
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
