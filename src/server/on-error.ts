/**
 * `onError` of a request, as GraphQL's draft has it: what becomes of the answer where a field fails.
 * PROPAGATE is how GraphQL executes; NULL and HALT are had by what is executed, and in which steps. Refuses to know what a field is.
 */
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
  Kind,
} from 'graphql';
import type { Plugin, YogaInitialContext } from 'graphql-yoga';
import { badUserInput } from '../errors.ts';
import { collectFields, fragmentsOf, type SelectedField } from '../generator/read/selection.ts';
import { lenientSchema } from './lenient-schema.ts';

const behaviors = ['PROPAGATE', 'NULL', 'HALT'] as const;
export type OnError = (typeof behaviors)[number];

/** The name of the parameter, in bodies and addresses. */
export const onErrorParameter = 'onError';

/** What a request has as `onError`; PROPAGATE where it has nothing. @throws BAD_USER_INPUT for anything else */
export function readOnError(given: unknown): OnError {
  const known = behaviors.find(behavior => behavior === (given ?? 'PROPAGATE'));
  if (known === undefined) throw badUserInput(`"${onErrorParameter}" must be PROPAGATE, NULL or HALT.`);
  return known;
}

/** What was asked of a request that was let through. */
export const onErrorOf = ({ params }: Pick<YogaInitialContext, 'params'>): OnError =>
  readOnError(Reflect.get(params, onErrorParameter));

/** Yoga reads of an address what it knows only. */
const inAddress = ({ method, url }: Request): string | null =>
  method === 'GET' ? new URL(url).searchParams.get(onErrorParameter) : null;

type Execute = (args: ExecutionArgs) => Promise<ExecutionResult> | ExecutionResult;

/** After whatever looks at the operation: what is found wrong before it runs is told by GraphQL's own schema. */
export function useOnError(schema: GraphQLSchema): Plugin<YogaInitialContext> {
  let lenient: GraphQLSchema | undefined;
  return {
    onParams({ params, request, setParams }) {
      const given = Reflect.get(Object(params), onErrorParameter) ?? inAddress(request);
      if (given == null) return;
      try {
        setParams(Object.assign({ ...params }, { [onErrorParameter]: readOnError(given) }));
      } catch (error) {
        // Such a request is no GraphQL request at all, whatever media type its client takes.
        if (error instanceof GraphQLError) error.extensions.http = { status: 400 };
        throw error;
      }
    },
    onExecute({ args, executeFn, setExecuteFn }) {
      const onError = onErrorOf(args.contextValue);
      const execute: Execute = executeFn;
      if (onError === 'HALT') setExecuteFn(given => halting(execute, given));
      if (onError === 'NULL') {
        lenient ??= lenientSchema(schema);
        const found = lenient;
        setExecuteFn(given => nulling(execute, given, found));
      }
    },
  };
}

/** Root fields of a mutation one by one: those behind one with an error are not run. */
async function halting(execute: Execute, args: ExecutionArgs): Promise<ExecutionResult> {
  const data: Record<string, unknown> = {};
  const fields = isMutation(args) ? rootFields(args) : [];
  const steps = fields.length > 1 ? fields.map(field => only(args, [field])) : [args.document];
  for (const document of steps) {
    const answered = await execute({ ...args, document });
    const [first] = answered.errors ?? [];
    // Without data nothing was executed: all that is wrong is told.
    if (first) return answered.data === undefined ? answered : { data: null, errors: [first] };
    Object.assign(data, answered.data);
  }
  return { data };
}

/** Against a schema in which all may be null; what is asked of the schema itself is asked of the true one. */
async function nulling(
  execute: Execute,
  args: ExecutionArgs,
  lenient: GraphQLSchema,
): Promise<ExecutionResult> {
  const fields = rootFields(args);
  const ofSchema = fields.filter(({ name }) => name === '__schema' || name === '__type');
  if (ofSchema.length === 0) return execute({ ...args, schema: lenient });
  const others = fields.filter(field => !ofSchema.includes(field));
  const [told, answered] = [
    await execute({ ...args, document: only(args, ofSchema) }),
    await execute({ ...args, document: only(args, others), schema: lenient }),
  ];
  const data = { ...told.data, ...answered.data };
  const errors = [...(told.errors ?? []), ...(answered.errors ?? [])];
  return {
    data: Object.fromEntries(fields.map(({ key }) => [key, data[key]])),
    ...(errors.length > 0 ? { errors } : {}),
  };
}

const operationOf = ({ document, operationName }: ExecutionArgs) => getOperationAST(document, operationName);

const isMutation = (args: ExecutionArgs): boolean => operationOf(args)?.operation === 'mutation';

/** The root fields of an operation, in the order of its answer; none where it cannot run, which its execution tells. */
function rootFields(args: ExecutionArgs): readonly SelectedField[] {
  const { schema, document, variableValues } = args;
  const operation = operationOf(args);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) return [];
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues ?? {});
  if (!coerced) return [];
  const scope = { schema, fragments: fragmentsOf(document), switches: coerced };
  return collectFields(scope, [operation.selectionSet], root.name);
}

/** The document with some of its root fields alone. */
function only(args: ExecutionArgs, fields: readonly SelectedField[]): DocumentNode {
  const operation = operationOf(args);
  const selections = fields.flatMap(({ nodes }) => nodes);
  return {
    ...args.document,
    definitions: args.document.definitions.map(definition =>
      definition === operation
        ? { ...operation, selectionSet: { kind: Kind.SELECTION_SET, selections } }
        : definition,
    ),
  };
}
