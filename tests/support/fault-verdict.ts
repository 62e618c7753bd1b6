/**
 * What the database holds after the faults, held against the receipts of the load.
 * Knows what a whole write looks like in rows and trail; refuses to know what the faults were.
 */

import { once } from './fault-cluster.ts';
import { type Kind, type Load, type Receipt, widgetsPerDashboard } from './fault-load.ts';

export interface Verdict {
  /** Acknowledged writes that are not there. */
  readonly lost: readonly string[];
  /** Writes of which a part is there, that are there twice, or that nobody sent. */
  readonly torn: readonly string[];
  /** Writes that were not acknowledged and are there, whole. */
  readonly doneUnacknowledged: number;
}

interface DashboardState {
  readonly id: string;
  readonly name: string;
  readonly isDeleted: boolean;
  readonly widgets: number;
  readonly widgetsMade: number;
  readonly widgetsDeleted: number;
  /** The dashboard's own events in their order: the action, and the name where that was changed. */
  readonly events: readonly { readonly action: string; readonly name: string | null }[];
}

export async function judge(adminUrl: string, { name, receipts }: Load): Promise<Verdict> {
  const dashboards = await once<DashboardState>(adminUrl, `${statesOf} '${name} %'`);
  const torn = dashboards.flatMap(dashboard => tearsOf(dashboard));
  const [strays] = await once<{ count: number }>(
    adminUrl,
    `select count(*)::int as count from audit_events e where entity_type = 'Dashboard' and request_id is not null
     and not exists (select 1 from dashboards d where d.id = e.entity_id)`,
  );
  if (strays!.count > 0) torn.push(`${strays!.count} events of dashboards that are not there`);

  const done = new Map<string, number>();
  for (const { name: _, events } of dashboards) {
    const mark = events.find(event => event.action === 'create')?.name;
    for (const event of events) {
      const key = keyOf(event.action as Kind, event.action === 'delete' ? mark : event.name);
      done.set(key, (done.get(key) ?? 0) + 1);
    }
  }
  const writes = receipts.filter(receipt => receipt.kind !== 'read');
  const sent = new Set(writes.map(({ kind, mark }) => keyOf(kind, mark)));
  for (const [key, times] of done) {
    if (times > 1) torn.push(`${key} was done ${times} times`);
    if (!sent.has(key)) torn.push(`${key} was sent by nobody`);
  }
  const isDone = ({ kind, mark }: Receipt) => done.has(keyOf(kind, mark));
  return {
    lost: writes
      .filter(receipt => receipt.outcome === 'ok' && !isDone(receipt))
      .map(({ kind, mark }) => keyOf(kind, mark)),
    torn,
    doneUnacknowledged: writes.filter(receipt => receipt.outcome !== 'ok' && isDone(receipt)).length,
  };
}

const keyOf = (kind: Kind, mark: string | null | undefined) => `${kind} "${mark}"`;

const statesOf = `with tiles as (select dashboard_id as id, count(*)::int as n from widgets group by 1),
  made as (select changes -> 'dashboardId' ->> 'after' as id, count(*)::int as n from audit_events
    where entity_type = 'Widget' and action = 'create' group by 1),
  removed as (select changes -> 'dashboardId' ->> 'before' as id, count(*)::int as n from audit_events
    where entity_type = 'Widget' and action = 'delete' group by 1),
  own as (select entity_id as id, json_agg(json_build_object('action', action, 'name', changes -> 'name' ->> 'after')
    order by created_at) as events from audit_events where entity_type = 'Dashboard' group by 1)
  select d.id, d.name, d.deleted_at is not null as "isDeleted", coalesce(tiles.n, 0) as widgets,
    coalesce(made.n, 0) as "widgetsMade", coalesce(removed.n, 0) as "widgetsDeleted", coalesce(own.events, '[]') as events
  from dashboards d left join tiles on tiles.id = d.id left join made on made.id = d.id::text
    left join removed on removed.id = d.id::text left join own on own.id = d.id
  where d.name like`;

/** Every change leaves as many tiles as there were, and says in the trail what it did. */
function tearsOf({
  name,
  isDeleted,
  widgets,
  widgetsMade,
  widgetsDeleted,
  events,
}: DashboardState): string[] {
  const count = (action: string) => events.filter(event => event.action === action).length;
  const expected = {
    widgets: widgetsPerDashboard,
    widgetsMade: widgetsPerDashboard + count('update'),
    widgetsDeleted: count('update'),
    made: 1,
    deleted: isDeleted ? 1 : 0,
    name: events.findLast(event => event.name !== null)?.name,
  };
  const found = {
    widgets,
    widgetsMade,
    widgetsDeleted,
    made: count('create'),
    deleted: count('delete'),
    name,
  };
  return JSON.stringify(found) === JSON.stringify(expected)
    ? []
    : [`${name}: ${JSON.stringify(found)} instead of ${JSON.stringify(expected)}`];
}
