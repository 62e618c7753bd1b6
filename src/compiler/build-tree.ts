/**
 * From a document to the tree of an operation: root fields, objects, and what is selected of each.
 * Knows the Blueprint; what it does not say (fields resolved by hand, introspection) is not covered.
 */
import { type DocumentNode, type GraphQLSchema, getOperationAST } from 'graphql';
import type { Ability } from '../generator/blueprint/abilities-blueprint.ts';
import {
  type Blueprint,
  type RootRow,
  relationOf,
  type TypeBlueprint,
  typeOf,
} from '../generator/blueprint/blueprint.ts';
import { abilitiesField } from '../generator/blueprint/names.ts';
import { keyTextOf } from '../generator/blueprint/row-key.ts';
import { visibleWith } from '../generator/list/implied-rule.ts';
import type { HandWrittenFilters } from '../generator/list/parse-where.ts';
import { collectFields, fragmentsOf, innerSets, type SelectedField } from '../generator/read/selection.ts';
import { type RowArguments, soughtRow } from '../generator/read/sought-row.ts';
import { parseGlobalId } from '../generator/types/global-id.ts';
import { argumentsOf } from './arguments.ts';
import { buildList } from './build-list.ts';
import { computedJson } from './computed-json.ts';
import {
  type AbilityMember,
  type FieldPlan,
  type NamedRow,
  type ObjectNode,
  type OperationTree,
  type RootField,
  type RowCondition,
  Uncovered,
} from './operation-tree.ts';
import { selectShape } from './shape-selection.ts';
import type { TreeScope } from './tree-scope.ts';

export interface TreeInput {
  readonly schema: GraphQLSchema;
  readonly blueprint: Blueprint;
  readonly filters: HandWrittenFilters;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  /** The values of the variables that @skip and @include ask. */
  readonly switches: Readonly<Record<string, unknown>>;
}

/** The tree of a query. @throws Uncovered */
export function buildTree(input: TreeInput): OperationTree {
  const operation = getOperationAST(input.document, input.operationName);
  if (operation?.operation !== 'query') throw new Uncovered('not a query');
  const scope: TreeScope = { ...input, fragments: fragmentsOf(input.document), lists: [], groups: [] };
  const query = input.schema.getQueryType()!;
  const roots = collectFields(scope, [operation.selectionSet], query.name).map(field =>
    buildRoot(scope, field, query.name),
  );
  return { roots, lists: scope.lists, groups: scope.groups };
}

function buildRoot(scope: TreeScope, field: SelectedField, query: string): RootField {
  const { key, name } = field;
  const { blueprint } = scope;
  if (name === '__typename') return { key, kind: 'typename', name: query };
  if (name === 'node' || name === 'nodes') return buildNodes(scope, field, name === 'nodes');
  const types = Object.values(blueprint.types);
  const single = types.find(type => type.single === name);
  if (single) return buildSingle(scope, field, single);
  const plural = types.find(type => type.plural === name);
  if (plural) {
    const source = { kind: 'table', table: plural.table } as const;
    return { key, kind: 'list', list: buildList(scope, field, query, source, buildObject) };
  }
  if (blueprint.abilities && name === abilitiesField)
    return { key, kind: 'abilities', members: abilityMembers(scope, blueprint.abilities, field) };
  const declared = blueprint.rootRows.find(candidate => candidate.field === name);
  if (declared) return buildDeclared(scope, field, declared);
  throw new Uncovered(`the root field ${name}`);
}

function buildSingle(scope: TreeScope, field: SelectedField, type: TypeBlueprint): RootField {
  const { blueprint } = scope;
  const row = argumentsOf<RowArguments, RowCondition>(
    scope,
    scope.schema.getQueryType()!.name,
    field,
    args => ({
      condition: soughtRow(blueprint, type, args),
      present: (args.deleted ?? 'EXCLUDE') === 'EXCLUDE',
    }),
  );
  return { key: field.key, kind: 'row', object: buildObject(scope, type, field), row };
}

function buildDeclared(scope: TreeScope, field: SelectedField, { table, rule }: RootRow): RootField {
  const type = typeOf(scope.blueprint, table);
  const row = { condition: visibleWith(scope.blueprint, type, rule), present: true };
  return {
    key: field.key,
    kind: 'row',
    object: buildObject(scope, type, field),
    row: { kind: 'fixed', value: row, cost: 0 },
  };
}

function buildNodes(scope: TreeScope, field: SelectedField, many: boolean): RootField {
  const { maxIds } = scope.blueprint.conventions.nodes;
  const ids = argumentsOf<{ id?: string; ids?: readonly string[] }, readonly NamedRow[]>(
    scope,
    scope.schema.getQueryType()!.name,
    field,
    ({ id, ids: several }) =>
      (several ?? [id!]).map((each, _, all) => {
        if (all.length > maxIds) throw new Uncovered('ids that are too many');
        const { type, key } = parseGlobalId(scope.blueprint, each, 'id');
        return { type: type.name, key: keyTextOf(key), values: key };
      }),
  );
  const objects = new Map(
    Object.values(scope.blueprint.types).map(type => [type.name, buildObject(scope, type, field)] as const),
  );
  return { key: field.key, kind: 'nodes', many, ids, objects };
}

/** What is selected of a row. */
export function buildObject(scope: TreeScope, type: TypeBlueprint, field: SelectedField): ObjectNode {
  const fields = collectFields(scope, innerSets(field), type.name);
  return { type, fields: fields.map(each => buildField(scope, type, each)) };
}

function buildField(scope: TreeScope, type: TypeBlueprint, field: SelectedField): FieldPlan {
  const { key, name } = field;
  if (name === '__typename') return { key, kind: 'typename', name: type.name };
  if (name === 'id') return { key, kind: 'id' };
  const column = type.columns.find(candidate => candidate.field === name);
  if (column?.shape) {
    const selection = selectShape(
      scope,
      scope.blueprint,
      { ...column, shape: column.shape },
      innerSets(field),
    );
    return { key, kind: 'shape', column, selection };
  }
  if (column) return { key, kind: 'column', column };
  const computed = type.computed.find(candidate => candidate.field === name);
  if (computed)
    return { key, kind: 'computed', field: computed, json: computedJson(scope.blueprint, computed) };
  if (type.resolved.some(candidate => candidate.field === name)) throw new Uncovered(`${type.name}.${name}`);
  if (type.abilities && name === abilitiesField) {
    const { abilities } = type;
    return { key, kind: 'abilities', members: abilityMembers(scope, abilities, field) };
  }
  const relation = relationOf(type, name);
  if (!relation.many) {
    const target = typeOf(scope.blueprint, relation.target);
    return { key, kind: 'one', relation: name, object: buildObject(scope, target, field) };
  }
  if (type.computedLists.some(list => list.field === name)) throw new Uncovered(`${type.name}.${name}`);
  const source = { kind: 'relation', table: type.table, field: name } as const;
  return { key, kind: 'many', list: buildList(scope, field, type.name, source, buildObject) };
}

function abilityMembers<Told extends Ability>(
  scope: TreeScope,
  { typeName, members }: { readonly typeName: string; readonly members: readonly Told[] },
  field: SelectedField,
): AbilityMember<Told>[] {
  return collectFields(scope, innerSets(field), typeName).map(({ key, name }) => {
    const ability = members.find(member => member.name === name);
    return ability ? { key, kind: 'ability', ability } : { key, kind: 'typename', name: typeName };
  });
}
