/**
 * Reads the arguments of all lists of an operation before it runs, so that what is wrong with them is told once and
 * in full, whatever rows there are, and nothing is written by an operation that could not be answered.
 */
import {
  type ExecutionArgs,
  type FieldNode,
  GraphQLError,
  GraphQLIncludeDirective,
  type GraphQLObjectType,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  getOperationAST,
  getVariableValues,
  isNullableType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { isCoded, limitExceeded, shownCodeOf } from '../../errors.ts';
import type { ListArguments } from '../list/list-spec.ts';
import { priceOperation } from '../price/price-operation.ts';
import type { PricedAnswer } from '../price/price-tally.ts';
import type { ReadContext } from '../request.ts';
import type { SchemaParts } from '../types/schema-parts.ts';
import { MutationTally } from '../write/mutation-tally.ts';
import { listExtension } from './list-extension.ts';
import { prepareList } from './read-list.ts';
import type { SelectionScope } from './selected-aggregates.ts';
import { collectFields, fragmentsOf } from './selection.ts';
import { maxVariableDepth, nestsTooDeeply } from './variable-depth.ts';

/** Far more than anyone mends at once. */
const maxErrors = 20;

export type Operation = Pick<ExecutionArgs, 'schema' | 'document' | 'operationName' | 'variableValues'>;

/** What is known of an operation before it runs. */
export interface PreparedOperation {
  /** What is wrong with the arguments of its lists, or with all that a mutation would write; nothing where it can run. */
  readonly errors: readonly GraphQLError[];
  /** What it costs; undefined where it cannot run. */
  readonly price?: PricedAnswer;
  /** The root fields that its errors are about, by their keys in the answer: null, while the others run. Undefined where nothing runs. */
  readonly withheld?: ReadonlySet<string>;
}

export function prepareOperation(
  parts: SchemaParts,
  { schema, document, operationName, variableValues }: Operation,
  context: ReadContext,
): PreparedOperation {
  const operation = getOperationAST(document, operationName);
  const root = operation && schema.getRootType(operation.operation);
  if (!operation || !root) return { errors: [] };
  const fragments = fragmentsOf(document);
  // Who is not signed in is told so by every field that could lead to a list, before any work is done for them.
  if (operation.operation === 'query' && !context.isSignedIn()) return { errors: [], price: priced({}) };
  if (nestsTooDeeply(variableValues))
    return {
      errors: [
        limitExceeded(
          `The variables are nested too deeply: at most ${maxVariableDepth} levels of lists and objects are allowed.`,
        ),
      ],
    };
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues ?? {});
  // Variables that do not fit their types are told by the execution.
  if (!coerced) return { errors: [] };
  const selection: SelectionScope = { blueprint: parts.blueprint, schema, fragments, switches: coerced };
  const errors: GraphQLError[] = [];
  /** The root fields that something is wrong with. */
  const faulty = new Set<string>();
  /** Fragments by the types that they were seen at, and whether something is wrong with them. */
  const seen = new Map<string, boolean>();
  let faults = 0;
  const tally = operation.operation === 'mutation' ? new MutationTally(parts.blueprint) : undefined;
  visit(operation.selectionSet, root, []);
  const wrong = [...(tally?.refusals(context.writes.maxRows) ?? []), ...errors];
  if (wrong.length === 0) return { errors: [], price: priced(coerced) };
  return canRunWithout(faulty)
    ? { errors: wrong, withheld: faulty, price: priced(coerced, faulty) }
    : { errors: wrong };

  /** Whether something is left of a query, in an answer that comes whole; beyond `maxErrors`, not all of it was looked at. */
  function canRunWithout(roots: ReadonlySet<string>): boolean {
    if (tally || context.parts || errors.length >= maxErrors) return false;
    if (!errors.every(({ originalError }) => isCoded(originalError) && isMendable(originalError)))
      return false;
    const fields = collectFields(selection, [operation!.selectionSet], root!.name);
    const types = fields.map(({ name }) => root!.getFields()[name]?.type);
    return (
      fields.some(({ key }) => !roots.has(key)) &&
      fields.every(({ key }, i) => !roots.has(key) || isNullableType(types[i]))
    );
  }

  function priced(
    variables: Readonly<Record<string, unknown>>,
    withheld: ReadonlySet<string> = new Set(),
  ): PricedAnswer {
    const specOf = (node: FieldNode) => context.listsByField.get(node)?.spec;
    const inParts = context.parts !== undefined;
    const asked = { schema, operation: operation!, fragments, variables, inParts, withheld };
    return priceOperation(parts, asked, specOf);
  }

  function visit(set: SelectionSetNode, type: GraphQLObjectType, path: readonly string[]): void {
    for (const selection of set.selections) {
      if (errors.length >= maxErrors || isLeftOut(selection, coerced!)) continue;
      if (selection.kind === 'Field') visitField(selection, type, path);
      else if (selection.kind === 'InlineFragment') {
        const inner = conditioned(selection.typeCondition?.name.value, type);
        if (inner) visit(selection.selectionSet, inner, path);
      } else visitFragment(selection.name.value, type, path);
    }
  }

  /** Each fragment once for each type: its fields are the same wherever it is spread. */
  function visitFragment(name: string, type: GraphQLObjectType, path: readonly string[]): void {
    const fragment = fragments.get(name);
    const key = `${name} ${type.name}`;
    if (!fragment) return;
    if (seen.has(key)) {
      if (seen.get(key) && path.length > 0) fault(path[0]!);
      return;
    }
    seen.set(key, false);
    const before = faults;
    const inner = conditioned(fragment.typeCondition.name.value, type);
    if (inner) visit(fragment.selectionSet, inner, path);
    seen.set(key, faults > before);
  }

  function fault(root: string): void {
    faults += 1;
    faulty.add(root);
  }

  /** The type that a fragment is about; undefined where it can never apply, as inside a fragment on another type. */
  function conditioned(name: string | undefined, type: GraphQLObjectType): GraphQLObjectType | undefined {
    const condition = name === undefined ? undefined : schema.getType(name);
    if (!isObjectType(condition)) return type;
    return isObjectType(type) && type !== condition ? undefined : condition;
  }

  function visitField(node: FieldNode, type: GraphQLObjectType, path: readonly string[]): void {
    const field = isObjectType(type) ? type.getFields()[node.name.value] : undefined;
    if (!field) return;
    const at = [...path, node.alias?.value ?? node.name.value];
    if (path.length === 0) tally?.add(at[0]!, field, () => getArgumentValues(field, node, coerced));
    const source = field.extensions[listExtension];
    if (source) {
      try {
        const args = getArgumentValues(field, node, coerced) as ListArguments;
        prepareList(parts, source, args, context, node, selection);
      } catch (error) {
        if (!isCoded(error)) throw error;
        errors.push(new GraphQLError(error.message, { nodes: node, path: at, originalError: error }));
        fault(at[0]!);
        return;
      }
    }
    const selected = getNamedType(field.type);
    if (node.selectionSet) visit(node.selectionSet, selected as GraphQLObjectType, at);
  }
}

/** Whether it says nothing of the operation as a whole, as a limit does. */
const isMendable = (error: GraphQLError): boolean => shownCodeOf(error) === 'BAD_USER_INPUT';

function isLeftOut(
  node: Parameters<typeof getDirectiveValues>[1],
  variables: Readonly<Record<string, unknown>>,
): boolean {
  const skip = getDirectiveValues(GraphQLSkipDirective, node, variables);
  const include = getDirectiveValues(GraphQLIncludeDirective, node, variables);
  return skip?.if === true || include?.if === false;
}
