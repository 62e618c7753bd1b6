/**
 * What a document selects of an object: fields by response key, in the order of the answer, fragments written out.
 * Knows GraphQL's rules of collecting; what a field means is asked elsewhere.
 */
import {
  type DirectiveNode,
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  type InlineFragmentNode,
  isAbstractType,
  isObjectType,
  type SelectionSetNode,
} from 'graphql';
import { deferDirective, streamDirective } from '../types/directives.ts';

export interface SelectedField {
  /** The key in the answer. */
  readonly key: string;
  readonly name: string;
  /** Every place that selects it; they agree on the arguments. */
  readonly nodes: readonly FieldNode[];
}

/** What selections are collected with. */
export interface SelectionScope {
  readonly schema: GraphQLSchema;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** The variables that @skip and @include ask. */
  readonly switches: Readonly<Record<string, unknown>>;
}

/** The fields of an object of the named type. */
export function collectFields(
  scope: SelectionScope,
  sets: readonly SelectionSetNode[],
  typeName: string,
): readonly SelectedField[] {
  const fields = new Map<string, FieldNode[]>();
  const spread = new Set<string>();
  for (const set of sets) collect(set);
  return [...fields].map(([key, nodes]) => ({ key, name: nodes[0]!.name.value, nodes }));

  function collect(set: SelectionSetNode): void {
    for (const selection of set.selections) {
      if (isLeftOut(selection.directives, scope.switches)) continue;
      if (selection.kind === 'Field') {
        const key = selection.alias?.value ?? selection.name.value;
        const known = fields.get(key);
        if (known) known.push(selection);
        else fields.set(key, [selection]);
      } else if (selection.kind === 'InlineFragment') {
        if (applies(scope.schema, selection.typeCondition?.name.value, typeName))
          collect(selection.selectionSet);
      } else if (!spread.has(selection.name.value)) {
        spread.add(selection.name.value);
        const fragment = scope.fragments.get(selection.name.value)!;
        if (applies(scope.schema, fragment.typeCondition.name.value, typeName))
          collect(fragment.selectionSet);
      }
    }
  }
}

/** The selections inside of a field. */
export const innerSets = ({ nodes }: SelectedField): readonly SelectionSetNode[] =>
  nodes.flatMap(node => node.selectionSet ?? []);

/**
 * The names of the fields that are selected below and come with what they are selected of.
 * For operations that are answered in parts, in which every fragment is written out.
 */
export function namesNow(nodes: readonly Pick<FieldNode, 'selectionSet'>[]): ReadonlySet<string> {
  const names = new Set<string>();
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === 'Field') names.add(selection.name.value);
      else if (selection.kind === 'InlineFragment' && !isDeferred(selection)) collect(selection.selectionSet);
    }
  };
  for (const { selectionSet } of nodes) if (selectionSet) collect(selectionSet);
  return names;
}

/** How many fragments of an object of the named type are answered later, in such an operation. */
export function countDeferred(
  { schema }: Pick<SelectionScope, 'schema'>,
  sets: readonly SelectionSetNode[],
  typeName: string,
): number {
  let count = 0;
  const collect = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind !== 'InlineFragment') continue;
      if (!applies(schema, selection.typeCondition?.name.value, typeName)) continue;
      if (isDeferred(selection)) count++;
      collect(selection.selectionSet);
    }
  };
  for (const set of sets) collect(set);
  return count;
}

const isDeferred = ({ directives = [] }: InlineFragmentNode): boolean =>
  directives.some(({ name }) => name.value === deferDirective.name);

/** Whether the items of a list are answered one by one, in such an operation. */
export const isStreamed = ({ nodes }: SelectedField): boolean =>
  nodes[0]!.directives?.some(({ name }) => name.value === streamDirective.name) === true;

function applies(schema: GraphQLSchema, condition: string | undefined, typeName: string): boolean {
  if (condition === undefined || condition === typeName) return true;
  const type = schema.getType(condition);
  const object = schema.getType(typeName);
  return isAbstractType(type) && isObjectType(object) && schema.isSubType(type, object);
}

/** Whether @skip or @include leaves it out. */
export function isLeftOut(
  directives: readonly DirectiveNode[] = [],
  switches: Readonly<Record<string, unknown>>,
): boolean {
  return directives.some(({ name, arguments: args = [] }) => {
    if (name.value !== 'skip' && name.value !== 'include') return false;
    const value = args.find(argument => argument.name.value === 'if')?.value;
    const given =
      value?.kind === 'Variable' ? switches[value.name.value] : value?.kind === 'BooleanValue' && value.value;
    return (given === true) === (name.value === 'skip');
  });
}

/** The fragments of a document by name. */
export const fragmentsOf = ({ definitions }: DocumentNode): ReadonlyMap<string, FragmentDefinitionNode> =>
  new Map(
    definitions
      .filter((node): node is FragmentDefinitionNode => node.kind === 'FragmentDefinition')
      .map(fragment => [fragment.name.value, fragment]),
  );
