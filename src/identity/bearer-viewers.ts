/**
 * Viewers by a bearer token: what they have is one row that a select of the application's own gives for the token.
 * Knows the header and the shape of the row; refuses to know what a token is.
 */
import { hash } from 'node:crypto';
import { type SQL, sql } from 'drizzle-orm';
import { PgDialect } from 'drizzle-orm/pg-core';
import { unauthenticated } from '../errors.ts';
import type { ViewerBlueprint } from '../generator/blueprint/viewer-blueprint.ts';
import { type Asker, bearerToken, type Viewers } from './viewers.ts';

/** A value that the viewer has, or a set of values. */
export interface ViewerColumn {
  /** The PostgreSQL type; of a set, that of its elements. */
  readonly type: string;
  /** Whether there are several: the select then gives an array. */
  readonly set?: boolean;
  /** In words: "the shops of the viewer". */
  readonly meaning: string;
}

export interface BearerOptions<Columns extends Readonly<Record<string, ViewerColumn>>> {
  /** What rules can ask about the viewer: the columns of `row`, under the same names. */
  readonly columns: Columns;
  /** A select of the row for a token, or of none where the token is not valid. */
  row(token: string): SQL;
  /** The same for an account, by which code of the application may write without a token; no request can. */
  rowOfAccount?(account: string): SQL;
  /** The column that tells whose a token is, where several may be one's: they have one allowance together. */
  readonly account?: keyof Columns & string;
  /** Whether requests without a token are answered too, for a viewer who has no value: with what is there for everyone. */
  readonly anonymous?: 'served' | 'refused';
}

interface BearerColumns<Columns extends Readonly<Record<string, ViewerColumn>>> extends ViewerBlueprint {
  readonly columns: {
    readonly [C in keyof Columns & string]: ViewerBlueprint['columns'][string] & {
      readonly set: Columns[C]['set'] extends true ? true : false;
    };
  };
}

type Bearer = Asker &
  (
    | { readonly kind: 'anonymous' }
    | { readonly kind: 'bearer'; readonly token: string }
    | { readonly kind: 'account'; readonly account: string }
  );

const dialect = new PgDialect();
const quoted = (name: string) => sql.identifier(name);

/** Viewers whose requests carry `Authorization: Bearer <token>`. */
export function bearerViewers<const Columns extends Readonly<Record<string, ViewerColumn>>>({
  columns,
  row,
  rowOfAccount,
  account,
  anonymous = 'refused',
}: BearerOptions<Columns>): Viewers<Bearer> & BearerColumns<Columns> {
  const valueless = sql`select ${sql.join(
    Object.entries(columns).map(
      ([name, { type, set }]) => sql`null::${sql.raw(set ? `${type}[]` : type)} as ${quoted(name)}`,
    ),
    sql`, `,
  )}`;
  const selectOf = (asker: Bearer): SQL => {
    switch (asker.kind) {
      case 'anonymous':
        return valueless;
      case 'bearer':
        return row(asker.token);
      case 'account':
        return rowOfAccount!(asker.account);
    }
  };
  const expressions = (asker: Bearer) => sql`"viewer" as materialized (${selectOf(asker)})`;
  const blueprint = Object.fromEntries(
    Object.entries(columns).map(([name, { type, set = false, meaning }]) => [
      name,
      { sqlName: name, sqlType: type, set, meaning },
    ]),
  );
  return {
    name: 'viewer',
    ...(account === undefined ? {} : { account }),
    // What `fromEntries` makes has the keys and sets that it was made from.
    columns: blueprint as BearerColumns<Columns>['columns'],
    anonymous: { kind: 'anonymous' },
    parse: authorization => ({ kind: 'bearer', token: tokenOf(authorization) }),
    ofAccount: rowOfAccount && (name => ({ kind: 'account', account: name })),
    idOf: asker => {
      if (asker.kind === 'anonymous') return undefined;
      const secret = asker.kind === 'bearer' ? asker.token : `account ${asker.account}`;
      return hash('sha256', secret);
    },
    refusal: ({ kind }) =>
      kind !== 'anonymous' || anonymous === 'served'
        ? undefined
        : unauthenticated('Send the header "Authorization: Bearer <token>".'),
    invalid: () => unauthenticated('The token is not valid, or no longer.'),
    samples: [{ kind: 'bearer', token: '' }],
    expressions,
    statement: asker => {
      const { sql: text, params } = dialect.sqlToQuery(sql`with ${expressions(asker)}`);
      return { text, params };
    },
  };
}

function tokenOf(authorization: string): string {
  const token = bearerToken(authorization);
  if (token !== undefined) return token;
  throw unauthenticated('The Authorization header was not understood. Send "Bearer" and a token.');
}
