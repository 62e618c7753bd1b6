/**
 * An operation asked whole, and once more with some of its selections deferred and lists streamed: both have to say the same.
 * In the form of two paths, so that random operations are compared, and what differs is made small, as elsewhere.
 */
import { type DocumentNode, Kind, parse, print, type SelectionNode, visit } from 'graphql';
import { createRandom, type Random } from '../../src/seed/random.ts';
import { startTestApi, type TestApi } from './api.ts';
import { type Asked, type BothPaths, type Compared, isClean } from './both-paths.ts';
import { mergePayloads } from './merge-payloads.ts';
import { openStream } from './payload-stream.ts';

export interface PartsLane extends BothPaths {
  /** Answers that came in more than one payload. */
  readonly inParts: () => number;
}

export async function openPartsLane(api: TestApi): Promise<PartsLane> {
  const server = await startTestApi({ beside: api, maxOperationCost: Number.MAX_SAFE_INTEGER });
  let inParts = 0;
  const compare = async (asked: Asked): Promise<Compared> => {
    const same = { asked, statements: 0, isCompiled: false, fault: undefined };
    const whole = await askWhole(server.url, asked);
    const compared = { ...same, expected: whole, answered: whole };
    // What is wrong with a part makes nothing else null, and so may differ.
    if (!isClean(whole)) return compared;
    const random = createRandom(asked.query);
    const query = print(inSomeParts(parse(asked.query), random));
    const payloads = await askParts(server.url, { ...asked, query });
    if (payloads.length > 1) inParts++;
    const { data, errors } = mergePayloads(payloads);
    const failed = errors.length > 0 ? { errors } : {};
    const asParts = { ...asked, query };
    return { ...compared, asked: asParts, answered: textOf({ data, ...failed }) };
  };
  return {
    schema: api.api.schema,
    askTwice: compare,
    askBoth: compare,
    inParts: () => inParts,
    close: () => server.close(),
  };
}

const textOf = (body: object) =>
  `200 \n${JSON.stringify(body, (_, value) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
      : value,
  )}`;

async function askWhole(url: string, { authorization, ...body }: Asked): Promise<string> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
    body: JSON.stringify(body),
  });
  const answer = (await response.json()) as object;
  return 'errors' in answer ? `400 \n${JSON.stringify(answer)}` : textOf(answer);
}

async function askParts(url: string, { authorization, ...body }: Asked) {
  const accept = 'multipart/mixed, application/json';
  const headers = authorization ? { authorization } : {};
  return (await openStream(url, { ...body, accept, headers })).rest();
}

/** Some fields of each selection in a fragment that is deferred, and some lists streamed; the response keys are the same. */
function inSomeParts(document: DocumentNode, random: Random): DocumentNode {
  let left = 8;
  const directive = (name: string) =>
    ({ kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: name }, arguments: [] }) as const;
  const defer = (selections: readonly SelectionNode[]): SelectionNode => ({
    kind: Kind.INLINE_FRAGMENT,
    directives: [directive('defer')],
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  });
  return visit(document, {
    SelectionSet: node => {
      if (left === 0 || !random.chance(0.35)) return undefined;
      left--;
      const later = node.selections.filter(() => random.chance(0.5));
      if (later.length === 0) return undefined;
      const now = node.selections.filter(selection => !later.includes(selection) || random.chance(0.1));
      return { ...node, selections: random.chance(0.5) ? [...now, defer(later)] : [defer(later), ...now] };
    },
    Field: node => {
      if (left === 0 || !/^(nodes|edges)$/.test(node.name.value) || !random.chance(0.1)) return undefined;
      left--;
      return { ...node, directives: [...(node.directives ?? []), directive('stream')] };
    },
  });
}
