/**
 * Runs the operations of a document in their order, each with what the ones before it answered.
 * Knows blocks of Markdown and names of variables; refuses to know what the answers mean.
 */
import type { Any, TestApi } from './api.ts';

export interface DocumentedAnswer {
  readonly name: string;
  /** The JSON printed below the operation, or whatever stands there. */
  readonly printed: string;
  readonly answer: Any;
}

const pair = /^```graphql\n(.*?)^```\n\n```json\n(.*?)^```$/gms;

/** @param known values of variables; ids by clientKey, `id`, `updatedAt` and `oldUpdatedAt` are added from the answers */
export async function answersOf(
  markdown: string,
  api: TestApi,
  token: string,
  known: Record<string, string>,
): Promise<DocumentedAnswer[]> {
  const answers: DocumentedAnswer[] = [];
  for (const [, code, printed] of markdown.matchAll(pair)) {
    const names = [...code!.matchAll(/\$(\w+):/g)].map(match => match[1]!);
    const variables = Object.fromEntries(names.map(name => [name, known[name]]));
    const { data, errors } = await api.ask(code!, { token, variables });
    answers.push({
      name: /(?:query|mutation) (\w+)/.exec(code!)![1]!,
      printed: printed!,
      answer: errors ? { errors, data } : { data },
    });
    const payload: Any = data && Object.values(data)[0];
    for (const { clientKey, nodeId } of payload?.clientKeys ?? []) known[clientKey] = nodeId;
    for (const { id } of payload?.made?.nodes ?? []) known.made = id;
    if (payload?.dashboard?.id) known.id ??= payload.dashboard.id;
    if (payload?.dashboard?.updatedAt) {
      known.oldUpdatedAt ??= payload.dashboard.updatedAt;
      known.updatedAt = payload.dashboard.updatedAt;
    }
  }
  return answers;
}

/** Without what is new each time: ids and times. */
export const settled = (answer: Any): Any =>
  JSON.parse(
    JSON.stringify(answer)
      .replace(/"\d{4}-\d\d-\d\dT[\d:.]+(Z|\+00:00)"/g, '"a time"')
      .replace(/"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"/g, '"a uuid"')
      .replace(/"[A-Za-z0-9_-]{50,}"/g, '"an id"'),
  );
