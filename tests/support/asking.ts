/**
 * Requests whose answer is looked at whole: status, headers and text.
 * Knows HTTP; what is asked and told is the test's.
 */

export interface Request {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly token?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  readonly method?: 'GET' | 'POST';
}

export interface WholeAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Without what differs between requests. */
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: answers are read by tests that know their shape
  readonly body: any;
}

export async function askWhole(
  url: string,
  { query, variables, token, headers, method = 'POST' }: Request,
): Promise<WholeAnswer> {
  const all = { ...(token === undefined ? {} : { authorization: `Bearer ${token}` }), ...headers };
  const response =
    method === 'GET'
      ? await fetch(`${url}?${new URLSearchParams({ query })}`, { headers: all })
      : await fetch(url, {
          method,
          headers: { 'content-type': 'application/json', ...all },
          body: JSON.stringify({ query, variables }),
        });
  const text = (await response.text()).replace(/"requestId":"[^"]*"/g, '"requestId":""');
  return { status: response.status, headers: response.headers, text, body: JSON.parse(text) };
}
