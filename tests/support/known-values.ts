/**
 * Values that answers had, by type and field: what random filters, ids and cursors are taken from.
 * Knows the schema by introspection, and nothing of the tables behind it.
 */
import { type GraphQLSchema, getNamedType, isLeafType, isObjectType } from 'graphql';

/** Data of an answer. */
export type Data = Readonly<Record<string, unknown>> | null | undefined;

export class KnownValues {
  private readonly values = new Map<string, Map<string, unknown>>();
  private readonly cursorsOf = new Map<string, Set<string>>();

  /** The names of the types that rows are known of. */
  get types(): readonly string[] {
    return [...new Set([...this.values.keys()].map(key => key.split('.', 1)[0]!))];
  }

  /** Values other than null. */
  of(type: string, field: string): readonly unknown[] {
    return [...(this.values.get(`${type}.${field}`)?.values() ?? [])];
  }

  /** The names of members in the JSON objects of a field. */
  keys(type: string, field: string): readonly string[] {
    const objects = this.of(type, field).filter(value => typeof value === 'object');
    return [...new Set(objects.flatMap(value => Object.keys(value as object)))];
  }

  /** Cursors of lists of a type, by the text of the order. */
  cursors(type: string, order: string): readonly string[] {
    return [...(this.cursorsOf.get(`${type} ${order}`) ?? [])];
  }

  add(type: string, field: string, value: unknown): void {
    if (Array.isArray(value)) for (const item of value) this.add(type, field, item);
    else if (value !== null && value !== undefined) {
      const known = this.values.get(`${type}.${field}`) ?? new Map<string, unknown>();
      this.values.set(`${type}.${field}`, known.set(JSON.stringify(value), value));
    }
  }

  addCursor(type: string, order: string, cursor: string): void {
    const known = this.cursorsOf.get(`${type} ${order}`) ?? new Set();
    this.cursorsOf.set(`${type} ${order}`, known.add(cursor));
  }
}

/** Orders that cursors are gathered for, as they are written in documents. */
const orders = ['', '[{ createdAt: DESC }]', '[{ uuid: ASC }]'];

/** The rows that root lists give whoever asks, without the fields that are left out. */
export async function gatherValues(
  schema: GraphQLSchema,
  ask: (query: string) => Promise<Data>,
  known: KnownValues,
  leftOut: ReadonlySet<string>,
): Promise<void> {
  for (const field of Object.values(schema.getQueryType()!.getFields())) {
    const connection = getNamedType(field.type);
    if (!isObjectType(connection) || !connection.name.endsWith('Connection')) continue;
    const type = getNamedType(connection.getFields().nodes!.type);
    if (!isObjectType(type)) continue;
    const leaves = Object.values(type.getFields()).filter(
      ({ type: of, name }) => isLeafType(getNamedType(of)) && !leftOut.has(`${type.name}.${name}`),
    );
    const names = leaves.map(({ name }) => name).join(' ');
    for (const order of orders) {
      const isRestorable = field.args.some(({ name }) => name === 'deleted');
      const args = ['first: 40', order && `orderBy: ${order}`, isRestorable && 'deleted: INCLUDE']
        .filter(Boolean)
        .join(', ');
      const data = await ask(`{ ${field.name}(${args}) { edges { cursor node { ${names} } } } }`);
      const list = data?.[field.name] as
        | { edges: { cursor: string; node: Record<string, unknown> }[] }
        | undefined;
      for (const { cursor, node } of list?.edges ?? []) {
        known.addCursor(type.name, order, cursor);
        for (const { name } of leaves) known.add(type.name, name, node[name]);
      }
    }
  }
}
