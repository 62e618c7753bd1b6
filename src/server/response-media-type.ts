/**
 * In which media type an operation is answered, as Yoga 5.24 takes it from the Accept header: the first that it knows, whatever their q.
 * Undefined where another than JSON could be the answer.
 */
type JsonType = 'application/json' | 'application/graphql-response+json';

const json = 'application/json';
const known: Readonly<Record<string, JsonType>> = {
  '*/*': json,
  'application/*': json,
  'application/json': json,
  'application/graphql-response+json': 'application/graphql-response+json',
};

/** What was found for headers that came before; clients send few different ones. */
const found = new Map<string, JsonType | undefined>();
const maxFound = 100;
const longestFound = 500;

export function responseMediaType(accept = '*/*'): JsonType | undefined {
  if (found.has(accept)) return found.get(accept);
  const type = accept.length > longestFound ? undefined : parse(accept);
  if (found.size < maxFound && accept.length <= longestFound) found.set(accept, type);
  return type;
}

function parse(accept: string): JsonType | undefined {
  for (const range of accept.replace(/\s/g, '').toLowerCase().split(',')) {
    const [type = '', ...params] = range.split(';');
    const charset = params.find(param => param.includes('charset='));
    if (charset !== undefined && charset !== 'charset=utf-8') continue;
    if (Object.hasOwn(known, type)) return known[type];
    if (type.includes('*')) return undefined;
  }
  return undefined;
}
