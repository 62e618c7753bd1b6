/**
 * Sessions, as their user looks after them: which one is this, ending one of them, ending all.
 * A session that is ended is not valid for the next statement that it is sent with, wherever that runs.
 */
import { type SQL, sql } from 'drizzle-orm';
import { anonymous } from '../../accounts/viewer.ts';
import { type FieldPrice, priceExtension } from '../../generator/price/field-price.ts';
import { prices } from '../../generator/price/points.ts';
import type { Row } from '../../generator/request.ts';
import type { UserError } from '../../generator/types/user-errors.ts';
import { tables } from '../../model/relations.ts';
import { sessionEnd } from '../../policy/session-end.ts';
import { viewerValue } from '../../policy/viewer-scope.ts';
import type { ApiContext, ApiExtension } from '../api-context.ts';
import { fault } from '../input-faults.ts';
import { asSignedIn, assertHolds, signedInColumns } from './signed-in-user.ts';
import { idIn } from './signed-in-write.ts';

const { sessions } = tables;

const writing = { [priceExtension]: { points: prices.writtenRow.points } satisfies FieldPrice };

export function addSessions(extension: ApiExtension): void {
  extension.addComputedField('sessions', 'current', {
    type: 'Boolean',
    nullable: false,
    description: 'Whether it is the session that the request is made with.',
    sql: ({ id }) => sql`(${id} = ${viewerValue('sessionId')}) is true`,
  });
  addRevokeSession(extension);
  addSignOutEverywhere(extension);
}

interface Revoked {
  readonly id: string | null;
  readonly userErrors: readonly UserError[];
}

function addRevokeSession(extension: ApiExtension): void {
  const { builder } = extension;
  const input = builder.inputType('RevokeSessionInput', {
    description: 'A session of the viewer.',
    fields: t => ({ id: t.id({ required: true, description: 'The id, or the plain UUID.' }) }),
  });
  const payload = extension.payload<Revoked>('RevokeSessionPayload', {
    description: 'The session that was ended, or what has to be mended.',
    fields: t => ({
      session: t.field({
        type: extension.type<Row>('Session'),
        nullable: true,
        description: 'The session as it is now; null where none was ended, or it was the one of the request.',
        resolve: ({ id }, _args, context, info) =>
          id === null || !context.isSignedIn()
            ? null
            : extension.readRow('sessions', session => sql`${session.id} = ${id}`, context, info),
      }),
    }),
  });
  builder.mutationField('revokeSession', t =>
    t.field({
      type: payload,
      nullable: true,
      description:
        'Ends a session of the viewer. Its token is of no use afterwards; one that has ended stays so.',
      extensions: writing,
      args: { input: t.arg({ type: input, required: true, description: 'The session to end.' }) },
      resolve: async (_, args, context) => {
        const given = idIn(extension, 'sessions', args.input.id, 'id');
        return 'fault' in given ? { id: null, userErrors: [given.fault] } : revoke(given.id, context);
      },
    }),
  );
}

async function revoke(id: string, context: ApiContext): Promise<Revoked> {
  const { found, sessionId } = await endSessions(sql`${sessions.id} = ${id}`, context);
  if (found === 0) {
    return { id: null, userErrors: [fault('NOT_FOUND', 'There is no such session.', 'id')] };
  }
  if (id === sessionId) context.identity.become(anonymous);
  return { id, userErrors: [] };
}

interface SignedOutEverywhere {
  readonly endedSessions: number;
  readonly userErrors: readonly UserError[];
}

function addSignOutEverywhere(extension: ApiExtension): void {
  const { builder } = extension;
  const input = builder.inputType('SignOutEverywhereInput', {
    description: 'Which sessions go on.',
    fields: t => ({
      keepCurrent: t.boolean({
        required: true,
        defaultValue: false,
        description: 'Whether the session of the request goes on.',
      }),
    }),
  });
  const payload = extension.payload<SignedOutEverywhere>('SignOutEverywherePayload', {
    description: 'The sessions that were ended.',
    mended: 'What has to be mended: nothing, as any input is right.',
    fields: t => ({
      endedSessions: t.exposeInt('endedSessions', { description: 'How many sessions were ended.' }),
    }),
  });
  builder.mutationField('signOutEverywhere', t =>
    t.field({
      type: payload,
      nullable: true,
      description: 'Ends all sessions of the viewer. Their tokens are of no use afterwards.',
      extensions: writing,
      args: { input: t.arg({ type: input, description: 'Which sessions go on; none unless given.' }) },
      resolve: (_, args, context) => signOutEverywhere(args.input?.keepCurrent ?? false, context),
    }),
  );
}

async function signOutEverywhere(keepCurrent: boolean, context: ApiContext): Promise<SignedOutEverywhere> {
  const others = sql`${sessions.id} <> ${viewerValue('sessionId')}`;
  const { ended } = await endSessions(keepCurrent ? others : sql`true`, context);
  if (!keepCurrent) context.identity.become(anonymous);
  return { endedSessions: ended, userErrors: [] };
}

type Ended = Record<'userId' | 'sessionId', string | null> & Record<'found' | 'ended', number>;

/** Ends those of the viewer's sessions that meet a condition. @returns how many do, and how many of them were ended now */
async function endSessions(which: SQL, context: ApiContext) {
  const rows = await context.database.db.execute<Ended>(sql`
    with ${asSignedIn(context)}, "found" as (
      select ${sessions.id} from ${sessions} where ${sessions.userId} = ${viewerValue('userId')} and ${which}
    ), "ended" as (
      update ${sessions} set "status" = 'revoked', "updated_at" = now()
      where ${sessions.id} in (select "id" from "found") and ${sessions.status} = 'active' and ${sessionEnd(sessions)} > now()
      returning ${sessions.id}
    )
    select ${signedInColumns}, (select count(*)::int from "found") as "found", (select count(*)::int from "ended") as "ended"`);
  const [row] = rows;
  assertHolds(row);
  return row;
}
