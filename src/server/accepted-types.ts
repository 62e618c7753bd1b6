/**
 * What an Accept header says of an answer: whether there is one that it takes, and in which JSON an operation is answered,
 * as Yoga 5.24 finds it: in the first type that it knows, whatever their q.
 */
import { type ExportType, exportTypes } from './export-rows.ts';

type JsonType = 'application/json' | 'application/graphql-response+json';

export interface Accepted {
  /** Whether an answer could be taken: to be known before anything is written. */
  readonly takesAnswer: boolean;
  /** Undefined where another than JSON could be the answer. */
  readonly json: JsonType | undefined;
  /** Whether an answer may come in parts, in a form that is named: a range of types is no wish for a stream. */
  readonly takesParts: boolean;
  /** The form in which all rows of a list are wanted, where it is named before any other answer. */
  readonly exports: ExportType | undefined;
}

const json = 'application/json';
const jsonTypes: Readonly<Record<string, JsonType>> = {
  '*/*': json,
  'application/*': json,
  'application/json': json,
  'application/graphql-response+json': 'application/graphql-response+json',
};
const otherTypes = new Set(['text/event-stream', 'multipart/mixed']);

const isExport = (type: string) => exportTypes.some(each => each === type);

/** What was found for headers that came before; clients send few different ones. */
const found = new Map<string, Accepted>();
const maxFound = 100;
const longestFound = 500;

export function acceptedBy(accept = '*/*'): Accepted {
  const known = found.get(accept);
  if (known) return known;
  const accepted = parse(accept);
  if (found.size < maxFound && accept.length <= longestFound) found.set(accept, accepted);
  return accepted;
}

function parse(accept: string): Accepted {
  const types = rangesOf(accept).map(([type = '']) => type.trim());
  const known = types.filter(
    type => Object.hasOwn(jsonTypes, type) || otherTypes.has(type) || isExport(type),
  );
  return {
    takesAnswer: known.length > 0,
    exports: exportTypes.find(type => type === known[0]),
    // Yoga leaves out all blanks, those inside of names too.
    json: accept.length > longestFound ? undefined : jsonTypeOf(rangesOf(accept.replace(/\s/g, ''))),
    takesParts: takesParts(rangesOf(accept.replace(/\s/g, ''))),
  };
}

/** The format of parts that the server writes, as Apollo Client names it; there are others under the same media type. */
const partsFormat = 'deferspec=20220824';

function takesParts(ranges: readonly (readonly string[])[]): boolean {
  const wanted = ranges.filter(([, ...params]) => !params.some(param => /^q=0(\.0*)?$/.test(param)));
  const multipart = wanted.filter(([type]) => type === 'multipart/mixed');
  const isOther = (param: string) => /^\w+spec=/.test(param) && param !== partsFormat;
  // Yoga answers in it wherever it stands, and looks at no parameter.
  if (multipart.some(([, ...params]) => params.some(isOther))) return false;
  return multipart.length > 0 || wanted.some(([type]) => type === 'text/event-stream');
}

/** The types and ranges of types, each with its parameters behind it. */
const rangesOf = (accept: string) =>
  accept
    .toLowerCase()
    .split(',')
    .map(range => range.split(';'));

function jsonTypeOf(ranges: readonly (readonly string[])[]): JsonType | undefined {
  for (const [type = '', ...params] of ranges) {
    const charset = params.find(param => param.includes('charset='));
    if (charset !== undefined && charset !== 'charset=utf-8') continue;
    if (Object.hasOwn(jsonTypes, type)) return jsonTypes[type];
    if (type.includes('*')) return undefined;
  }
  return undefined;
}
