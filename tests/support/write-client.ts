/**
 * Generated mutations as a client sends them, and the whole database as a digest to see whether anything moved.
 * Knows how a mutation is worded; refuses to know what it should do.
 */
import type { Sql } from 'postgres';
import type { Any, TestApi } from './api.ts';

export interface UserError {
  readonly code: string;
  readonly message: string;
  readonly path: readonly string[];
}

export interface Mutated {
  /** The payload of the mutation; null where there are GraphQL errors. */
  readonly payload: Any;
  readonly userErrors: readonly UserError[];
  /** The codes of GraphQL errors. */
  readonly failures: readonly string[];
  readonly errors: Any;
  /** The id under which the response says it was answered. */
  readonly requestId: string;
}

export const errorFields = 'userErrors { code message path }';
/** The input type of a mutation. */
export const inputType = (mutation: string, input: object) =>
  'rows' in input
    ? `CreateMany${mutation.slice('create'.length)}Input`
    : `${mutation.charAt(0).toUpperCase()}${mutation.slice(1)}Input`;

/** One generated mutation with its input as a variable; `selection` beside the errors. */
export async function mutate(
  api: TestApi,
  token: string | undefined,
  mutation: string,
  input: object,
  selection = '',
): Promise<Mutated> {
  const query = `mutation ($input: ${inputType(mutation, input)}!) { ${mutation}(input: $input) { ${selection} ${errorFields} } }`;
  const response = await fetch(api.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables: { input } }),
  });
  const { data, errors } = (await response.json()) as Any;
  const payload = data?.[mutation] ?? null;
  return {
    payload,
    userErrors: payload?.userErrors ?? [],
    failures: (errors ?? []).map((error: Any) => error.extensions.code),
    errors,
    requestId: response.headers.get('x-request-id')!,
  };
}

/** The errors without their words: `NOT_FOUND input.id`. */
export const codes = ({ userErrors }: Mutated): string[] =>
  userErrors.map(({ code, path }) => `${code} ${path.join('.')}`);

/** A digest of every row of every table. */
export async function digestOf(client: Sql): Promise<string> {
  const names = await client<{ name: string }[]>`
    select table_name as name from information_schema.tables
    where table_schema = 'public' and table_type = 'BASE TABLE' order by 1`;
  const parts = names.map(
    ({ name }) =>
      `(select md5(coalesce(string_agg("t"::text, '|' order by "t"::text), '')) from "${name}" "t")`,
  );
  const [row] = await client.unsafe<{ digest: string }[]>(
    `select concat_ws(',', ${parts.join(', ')}) as digest`,
  );
  return row!.digest;
}
