/**
 * How the fields of a later part are resolved: with reads of their own, and with what was not read before them.
 * Knows where values lack what a field needs; which fields are in a part is known from the operation.
 */
import {
  type FieldNode,
  type GraphQLField,
  type GraphQLFieldResolver,
  type GraphQLObjectType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getNamedType,
  isIntrospectionType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { notFound } from '../../errors.ts';
import type { PartContext, ReadContext, Row } from '../request.ts';
import { type ConnectionNeed, type ConnectionValue, connectionNeed, has } from '../types/connections.ts';
import type { AnswerPart } from './split-operation.ts';

/** A context for each part. @returns that of each field which is in one */
export function contextsOf(
  context: ReadContext,
  parts: ReadonlyMap<FieldNode, AnswerPart>,
): ReadonlyMap<FieldNode, PartContext> {
  const contexts = new Map<AnswerPart, PartContext>();
  return new Map(
    [...parts].map(([field, part]) => {
      const known = contexts.get(part) ?? contextOf(context, part);
      contexts.set(part, known);
      return [field, known];
    }),
  );
}

/** Everything else of the request is shared. What is planned for a part is kept by its context, and never met by another. */
const contextOf = (context: ReadContext, part: AnswerPart): PartContext =>
  Object.create(context, { part: { value: part }, reads: { value: context.readsApart() } });

/** Has every field of the schema look whether it is in a part. */
export function resolveInParts(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    // Those of introspection belong to every schema of the process.
    if (!isObjectType(type) || isIntrospectionType(type)) continue;
    for (const field of Object.values(type.getFields()))
      if (field.resolve) field.resolve = inParts(field.resolve, restOf(type, field));
  }
}

type Resolver = GraphQLFieldResolver<unknown, ReadContext>;

/** What a field needs and a value lacks, in a value that has it; undefined where nothing is missing. */
type Rest = (value: unknown, context: PartContext, info: GraphQLResolveInfo) => Promise<unknown> | undefined;

const inParts =
  (resolve: Resolver, restFor: Rest): Resolver =>
  (value, args, context, info) => {
    const own = context.parts?.get(info.fieldNodes[0]!);
    if (!own) return resolve(value, args, context, info);
    const rest = restFor(value, own, info);
    const result = rest
      ? rest.then(whole => resolve(whole, args, own, info))
      : resolve(value, args, own, info);
    return result instanceof Promise ? result.catch(orGone) : result;
  };

/** As the plugin's loader tells that a row is not there any more, or not for the viewer. */
function orGone(error: unknown): never {
  if (error instanceof Error && /^Model .* not found$/s.test(error.message))
    throw notFound('It was there when the answer began, and is not any more.');
  throw error;
}

function restOf(type: GraphQLObjectType, { extensions }: GraphQLField<unknown, ReadContext>): Rest {
  const need = extensions[connectionNeed];
  if (need) return restOfConnection(need);
  const { columns, extras } = Object(extensions.pothosDrizzleSelect);
  const members = Object.keys({ ...columns, ...extras });
  // Relations, whose selection is a function, look for themselves.
  if (!type.extensions.pothosDrizzleLoader || members.length === 0) return () => undefined;
  return (row, context, info) =>
    members.every(member => member in Object(row)) ? undefined : reload(context, info, row);
}

/** A row by its key with what a field selects, together with what other fields and rows of the part ask for in the same turn. */
export function reload(context: PartContext, info: GraphQLResolveInfo, row: unknown): Promise<Row> {
  const { pothosDrizzleLoader: loader } = info.parentType.extensions;
  if (typeof loader !== 'function') throw new Error(`Rows of ${info.parentType.name} cannot be loaded.`);
  return loader(context).loadSelection(info, row);
}

const restOfConnection =
  (need: ConnectionNeed): Rest =>
  (value, context) => {
    const connection = value as ConnectionValue;
    return has(connection, need) ? undefined : connection.rest?.(context);
  };

/**
 * A list, with the way to read more of it for a later part: only what it lacks. Rows that are there already stay the rows
 * of the page, whatever has changed since, and are completed by their keys.
 */
export function withRest(
  value: ConnectionValue,
  context: ReadContext,
  info: GraphQLResolveInfo,
  read: (context: PartContext, info: GraphQLResolveInfo) => Promise<ConnectionValue>,
): ConnectionValue {
  if (!context.parts) return value;
  const known = new Map<PartContext, Promise<ConnectionValue>>();
  const rest = (part: PartContext) => {
    const found = known.get(part) ?? read(part, lackingIn(value, part, info));
    known.set(part, found);
    return found;
  };
  return { ...value, rest };
}

/** The field of a list, as far as a part selects of it what is not there. */
function lackingIn(
  value: ConnectionValue,
  { part }: PartContext,
  info: GraphQLResolveInfo,
): GraphQLResolveInfo {
  const type = getNamedType(info.returnType);
  const fields = isObjectType(type) ? type.getFields() : {};
  const isThere = ({ name }: FieldNode) => {
    const need = fields[name.value]?.extensions[connectionNeed];
    return need !== undefined && has(value, need);
  };
  const lacking = (set: SelectionSetNode): SelectionSetNode => ({
    ...set,
    selections: set.selections
      .filter(selection => selection.kind !== 'Field' || !isThere(selection))
      .map(selection =>
        selection.kind === 'InlineFragment'
          ? { ...selection, selectionSet: lacking(selection.selectionSet) }
          : selection,
      ),
  });
  return { ...info, fieldNodes: [{ ...info.fieldNodes[0]!, selectionSet: lacking(part.selectionSet) }] };
}
