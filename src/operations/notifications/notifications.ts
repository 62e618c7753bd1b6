/**
 * What users do with what they were notified of: they see how much is unread, and mark it as read.
 * Knows one's own notifications; who is notified of what, the policy says.
 */
import { type SQL, sql } from 'drizzle-orm';
import { makePgArray } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import { type FieldPrice, priceExtension } from '../../generator/price/field-price.ts';
import { prices } from '../../generator/price/points.ts';
import type { UserError } from '../../generator/types/user-errors.ts';
import { tables } from '../../model/relations.ts';
import { viewerValue } from '../../policy/viewer-scope.ts';
import { idIn, writeSignedIn } from '../accounts/signed-in-write.ts';
import type { ApiContext, ApiExtension } from '../api-context.ts';
import { fault, faultsOf } from '../input-faults.ts';

const { notifications } = tables;

/** Beyond, nobody counts. */
const mostCounted = 1_000;
const mostIds = 100;

const isOwn = sql`${notifications.userId} = ${viewerValue('userId')}`;
const isUnread = sql`${isOwn} and ${notifications.readAt} is null`;

export function addNotifications(extension: ApiExtension): void {
  extension.addComputedField('users', 'unreadNotificationCount', {
    type: 'Int',
    nullable: true,
    description: `How many notifications the user has not read, ${mostCounted} at most; null for anybody but the user.`,
    sql: ({ id }) => sql`case when ${id} = ${viewerValue('userId')} then (
      select count(*)::int from (select 1 from ${notifications} where ${isUnread} limit ${mostCounted}::text::int) "unread") end`,
  });
  addMarkNotificationsRead(extension);
}

interface Marked {
  readonly markedNotifications: number;
  readonly userErrors: readonly UserError[];
}

const nothing = (userErrors: readonly UserError[]): Marked => ({ markedNotifications: 0, userErrors });

function addMarkNotificationsRead(extension: ApiExtension): void {
  const { builder } = extension;
  const input = builder.inputType('MarkNotificationsReadInput', {
    description: 'Which notifications of the viewer: some by their ids, or all.',
    fields: t => ({
      ids: t.idList({ description: `The notifications, 1 to ${mostIds}. All of them have to be there.` }),
      all: t.boolean({ description: 'True for all that are unread.' }),
      upTo: t.field({
        type: extension.inputType('DateTime'),
        description:
          'Beside `all`: only those that were made up to this moment, such as that of the newest one shown.',
      }),
    }),
  });
  const payload = extension.payload<Marked>('MarkNotificationsReadPayload', {
    description: 'What was marked, or what has to be mended.',
    fields: t => ({
      markedNotifications: t.exposeInt('markedNotifications', {
        description: 'How many were unread, and are no more.',
      }),
    }),
  });
  builder.mutationField('markNotificationsRead', t =>
    t.field({
      type: payload,
      nullable: true,
      description:
        'Marks notifications of the viewer as read, or none of them. What was read before stays so.',
      extensions: { [priceExtension]: { points: 10 * prices.writtenRow.points } satisfies FieldPrice },
      args: { input: t.arg({ type: input, required: true, description: 'Which ones.' }) },
      resolve: (_, args, context) => markRead(extension, args.input, context),
    }),
  );
}

const which = z
  .object({
    ids: z
      .array(z.unknown())
      .min(1, 'ids must name a notification.')
      .max(mostIds, `ids must name at most ${mostIds} notifications.`)
      .nullish(),
    all: z.boolean().nullish(),
    upTo: z
      .string()
      .regex(/^\d{4}-/, 'upTo must be of the years 0001 to 9999.')
      .nullish(),
  })
  .refine(({ ids, all }) => Boolean(ids) !== Boolean(all), 'The input must say either ids, or all: true.')
  .refine(({ all, upTo }) => all || !upTo, {
    message: 'upTo goes with all: true; leave it out beside ids.',
    path: ['upTo'],
  });

async function markRead(extension: ApiExtension, input: object, context: ApiContext): Promise<Marked> {
  const parsed = which.safeParse(input);
  if (!parsed.success) return nothing(faultsOf(parsed.error));
  const { ids, upTo } = parsed.data;
  const named = (ids ?? []).map(id => idIn(extension, 'notifications', id, 'ids'));
  const faults = named.flatMap((each, i) => ('fault' in each ? { ...each.fault, path: pathOf(i) } : []));
  if (faults.length > 0) return nothing(faults);
  const uuids = named.flatMap(each => ('id' in each ? each.id : []));
  const asked = sql`${makePgArray(uuids)}::text::uuid[]`;
  const latest = upTo ? sql`${notifications.createdAt} <= ${upTo}::text::timestamptz` : sql`true`;
  const { marked, missing } = await mark(
    asked,
    ids ? sql`${notifications.id} = any(${asked})` : latest,
    context,
  );
  if (missing.length === 0) return { markedNotifications: marked, userErrors: [] };
  return nothing(
    uuids.flatMap((id, i) =>
      missing.includes(id)
        ? { ...fault('NOT_FOUND', 'There is no such notification.'), path: pathOf(i) }
        : [],
    ),
  );
}

const pathOf = (index: number) => ['input', 'ids', String(index)];

/** Marks those of the viewer's that meet a condition, unless one that is asked for is not there. */
async function mark(
  asked: SQL,
  condition: SQL,
  context: ApiContext,
): Promise<{ readonly marked: number; readonly missing: readonly unknown[] }> {
  const result = await writeSignedIn(
    context,
    sql`"missing" as materialized (
      select "id" from unnest(${asked}) "a" ("id") where not exists (
        select 1 from ${notifications} where ${notifications.id} = "a"."id" and ${isOwn})
    ), "marked" as (
      update ${notifications} set "read_at" = now(), "updated_at" = greatest(now(), ${notifications.updatedAt} + interval '1 millisecond')
      where ${isUnread} and ${condition} and not exists (select 1 from "missing") returning ${notifications.id}
    )`,
    sql`(select count(*)::int from "marked") as "marked", (select coalesce(json_agg("id"), '[]') from "missing") as "missing"`,
  );
  if ('broken' in result) throw new Error(`A mark cannot break ${result.broken}.`);
  const { marked, missing } = result.row;
  return { marked: Number(marked), missing: Array.isArray(missing) ? missing : [] };
}
