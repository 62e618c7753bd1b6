/**
 * What an operation costs, told before it runs: a walk over what it selects, with the lists as they were specified.
 * The same walk for whoever answers. What one thing costs is in the table of prices.
 */
import {
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isObjectType,
  type OperationDefinitionNode,
} from 'graphql';
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import { abilitiesField } from '../blueprint/names.ts';
import { decodeGlobalId } from '../kinds/uuids.ts';
import type { ParseScope } from '../list/parse-where.ts';
import { searchExtension } from '../read/list-extension.ts';
import {
  collectFields,
  countDeferred,
  innerSets,
  type SelectedField,
  type SelectionScope,
} from '../read/selection.ts';
import { typeNamed } from '../types/global-id.ts';
import { mainRowsWritten, writeExtension } from '../write/mutation-tally.ts';
import { priceExtension } from './field-price.ts';
import { prices } from './points.ts';
import { type ListScope, type SpecOf, tallyList } from './price-list.ts';
import { tallySearch } from './price-search.ts';
import { below, type OperationPrice, type Place, type PricedAnswer, PriceTally } from './price-tally.ts';
import { answeredUnder, type RowPlace, tallyColumn } from './price-text.ts';
import { tallyWrite } from './price-write.ts';
import { priceOfValue } from './value-price.ts';

export interface PricedOperation {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether the answer comes in parts. */
  readonly inParts?: boolean;
  /** Root fields that are not run, by their keys. */
  readonly withheld?: ReadonlySet<string>;
}

/** @param specOf the list that a field asks for; undefined where it is not read */
export function priceOperation(
  parse: ParseScope,
  { schema, operation, fragments, variables, inParts = false, withheld = new Set() }: PricedOperation,
  specOf: SpecOf,
): PricedAnswer {
  const root = schema.getRootType(operation.operation)!;
  const scope: SelectionScope = { schema, fragments, switches: variables };
  const asked = tallied();
  return { ...asked, actual: data => tallied(data == null ? [] : [data]).points };

  function tallied(answered?: readonly unknown[]): OperationPrice {
    const tally = new PriceTally();
    const walk = new PriceWalk(parse, scope, specOf, tally, { inParts, withheld });
    walk.object(root, [operation.selectionSet], { times: 1, path: '', row: '', seen: new Set(), answered });
    // Nothing is free: an operation that asks for nothing was read as well.
    return { points: Math.max(tally.points, 1), dearest: tally.dearest };
  }
}

/** Fields of a row that cost a point together. */
const fieldsPerPoint = 10;

class PriceWalk {
  private readonly parse: ParseScope;
  private readonly scope: SelectionScope;
  private readonly tally: PriceTally;
  private readonly lists: ListScope;
  private readonly inParts: boolean;
  private readonly withheld: ReadonlySet<string>;

  constructor(
    parse: ParseScope,
    scope: SelectionScope,
    specOf: SpecOf,
    tally: PriceTally,
    { inParts, withheld }: Required<Pick<PricedOperation, 'inParts' | 'withheld'>>,
  ) {
    this.parse = parse;
    this.scope = scope;
    this.tally = tally;
    this.inParts = inParts;
    this.withheld = withheld;
    const object: ListScope['object'] = (type, sets, at) => this.object(type, sets, at);
    const parts: ListScope['parts'] = (type, sets, at) => this.parts(type, sets, at);
    this.lists = { blueprint: parse.blueprint, scope, specOf, tally, object, parts };
  }

  object(type: GraphQLObjectType, sets: Parameters<typeof collectFields>[1], at: RowPlace): void {
    const fields = collectFields(this.scope, sets, type.name);
    const table = typeNamed(this.parse.blueprint, type.name);
    let values = 0;
    for (const field of fields) values += this.field(type, table, field, at);
    const points = Math.floor(values / fieldsPerPoint) * prices.tenFields.points;
    this.tally.add(points, at, 'the number of its fields');
    this.parts(type, sets, at);
  }

  /** Fragments of an object that are answered later. */
  private parts(type: GraphQLObjectType, sets: Parameters<typeof collectFields>[1], at: Place): void {
    if (!this.inParts) return;
    const count = countDeferred(this.scope, sets, type.name);
    this.tally.add(count * prices.part.points, at, 'the number of its parts');
  }

  /** @returns how many values it has in its row */
  private field(
    type: GraphQLObjectType,
    table: TypeBlueprint | undefined,
    field: SelectedField,
    at: RowPlace,
  ): number {
    if (at.path === '' && this.withheld.has(field.key)) return 0;
    if (field.name.startsWith('__')) return this.introspection(field, at);
    const column = table?.columns.find(candidate => candidate.field === field.name);
    if (column) {
      tallyColumn(this.tally, column, field, at);
      return 1 + this.valuesBelow(innerSets(field));
    }
    if (table?.abilities && field.name === abilitiesField) return 1 + this.valuesBelow(innerSets(field));
    const definition = type.getFields()[field.name]!;
    const declared = this.declared(definition, field, at);
    if (tallyList(this.lists, definition, field, at, declaredList(table, field.name))) return 1;
    if (definition.extensions[searchExtension]) {
      tallySearch(this.lists, field, this.argumentsOf(definition, field), at);
      return 1;
    }
    const answered = at.answered && answeredUnder(at.answered, field.key);
    const inner: RowPlace = {
      ...at,
      times: answered ? answered.length : at.times * declared.size,
      path: below(at.path, field.key),
      row: below(at.row, field.name),
      written: this.written(definition, field),
      answered,
    };
    this.own(table, definition, field, { ...inner, times: at.times * declared.size });
    if (isNodes(this.scope.schema, type, field.name)) this.nodes(definition, field, inner, at.answered);
    else this.leadTo(getNamedType(definition.type), field, inner);
    return 1;
  }

  private introspection({ name, key }: SelectedField, at: Place): number {
    const { schema, schemaType } = prices;
    if (name === '__schema') this.tally.add(schema.points, at, 'introspection', key);
    if (name === '__type') this.tally.add(schemaType.points, at, 'introspection', key);
    return 0;
  }

  /** What a field says of its own price. @returns how many rows it gives */
  private declared(definition: AnyField, field: SelectedField, at: RowPlace): { readonly size: number } {
    const price = definition.extensions[priceExtension];
    if (!price) return { size: 1 };
    const args = this.argumentsOf(definition, field);
    const { points = 0, argument, size, ofWritten } = price;
    this.tally.add(points, at, 'what the field does', field.key);
    if (argument) {
      const each = priceOfValue(argument.price, args[argument.name]);
      const type = getNamedType(definition.type);
      const uses = isObjectType(type) ? collectFields(this.scope, innerSets(field), type.name).length : 1;
      this.tally.add(each * uses, at, `its ${argument.name}`, field.key);
    }
    if (ofWritten) return { size: at.written ?? 1 };
    const rows = size === undefined ? 1 : Number(args[size]);
    return { size: Number.isFinite(rows) ? Math.max(rows, 0) : 1 };
  }

  private written(definition: AnyField, field: SelectedField): number | undefined {
    const source = definition.extensions[writeExtension];
    return source && mainRowsWritten(source, this.argumentsOf(definition, field).input);
  }

  /** What a field costs by what it is: resolved by hand, or a write. */
  private own(table: TypeBlueprint | undefined, definition: AnyField, field: SelectedField, at: Place): void {
    const resolved = table?.resolved.find(candidate => candidate.field === field.name);
    if (resolved) this.tally.add(resolved.price, at, 'what the field does');
    const source = definition.extensions[writeExtension];
    if (source) tallyWrite(this.tally, this.parse, source, this.argumentsOf(definition, field), at);
  }

  /** Rows of several types by their ids, which tell how many there are of each. */
  private nodes(definition: AnyField, field: SelectedField, at: RowPlace, roots: RowPlace['answered']): void {
    const { id, ids = [id] } = this.argumentsOf(definition, field);
    // In the order of the ids, null for what is not there.
    const found = roots?.flatMap(root => (root as Readonly<Record<string, unknown>>)[field.key]);
    const rows = new Map<string, unknown[]>();
    for (const [i, each] of (Array.isArray(ids) ? ids : []).entries()) {
      const type = decodeGlobalId(String(each))?.type;
      // Other types have no rows, and an id of one is refused.
      if (type === undefined || !typeNamed(this.parse.blueprint, type)) continue;
      if (found && found[i] == null) continue;
      rows.set(type, [...(rows.get(type) ?? []), found?.[i]]);
    }
    for (const [name, objects] of rows) {
      const type = this.scope.schema.getType(name);
      if (!isObjectType(type)) continue;
      const answered = found && objects;
      const inner = { ...at, times: objects.length, seen: new Set<string>(), answered };
      this.tally.add(prices.row.points, inner, 'its rows');
      this.object(type, innerSets(field), inner);
    }
  }

  private leadTo(type: ReturnType<typeof getNamedType>, field: SelectedField, at: RowPlace): void {
    if (!isObjectType(type)) return;
    this.tally.add(prices.row.points, at, 'its rows');
    this.object(type, innerSets(field), at);
  }

  /** Values inside of typed JSON, whose types are none of a table's. */
  private valuesBelow(sets: ReturnType<typeof innerSets>): number {
    let values = 0;
    for (const { selections } of sets) {
      for (const selection of selections) {
        if (selection.kind === 'Field') {
          values += 1 + (selection.selectionSet ? this.valuesBelow([selection.selectionSet]) : 0);
        } else {
          const inner =
            selection.kind === 'InlineFragment'
              ? selection.selectionSet
              : this.scope.fragments.get(selection.name.value)!.selectionSet;
          values += this.valuesBelow([inner]);
        }
      }
    }
    return values;
  }

  /** The coerced arguments; what is wrong with them is told by the field. */
  private argumentsOf(definition: AnyField, { nodes }: SelectedField): Readonly<Record<string, unknown>> {
    try {
      return getArgumentValues(definition, nodes[0]!, { ...this.scope.switches });
    } catch {
      return {};
    }
  }
}

type AnyField = GraphQLField<unknown, unknown>;

/** A list that is computed from its row costs the computation too. */
const declaredList = (table: TypeBlueprint | undefined, name: string): number =>
  table?.computedLists.find(({ field }) => field === name)?.price ?? 0;

const isNodes = (schema: GraphQLSchema, type: GraphQLObjectType, name: string): boolean =>
  type === schema.getQueryType() && (name === 'node' || name === 'nodes');
