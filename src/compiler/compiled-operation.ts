/**
 * A document's operation, compiled: its trees by what @skip and @include decide, and its statements by what variables ask.
 * The same shape of variables gives the same statement, with their values as parameters.
 */
import { type DocumentNode, type GraphQLSchema, getOperationAST } from 'graphql';
import { badUserInput } from '../errors.ts';
import type { Blueprint, TypeBlueprint } from '../generator/blueprint/blueprint.ts';
import { assertWithin } from '../generator/list/argument-budget.ts';
import { compileGroups, type GroupsSql } from '../generator/list/group-rows.ts';
import type { HandWrittenFilters } from '../generator/list/parse-where.ts';
import { priceOperation } from '../generator/price/price-operation.ts';
import type { PricedAnswer } from '../generator/price/price-tally.ts';
import { fragmentsOf } from '../generator/read/selection.ts';
import { type Fragment, isRow, quoted, type ValuePiece } from '../generator/sql/fragment.ts';
import { buildTree } from './build-tree.ts';
import type { Bound, OperationTree, Variables } from './operation-tree.ts';
import { rootTables } from './root-tables.ts';
import type { ShapeSelection } from './shape-selection.ts';
import { type BoundOperation, type Branch, bindList, compileStatement } from './statement.ts';
import { switchesOf } from './switches.ts';
import { shapeOf, valuesOf, variableParts } from './variable-parts.ts';

/** A statement and the values to run it with. */
export interface Plan {
  /** Whether it serves every request with the same variables. */
  readonly lasting: boolean;
  readonly price: PricedAnswer;
  readonly operation: BoundOperation;
  readonly branches: readonly Branch[];
  readonly slots: readonly ShapeSelection[];
  /** The columns of the viewer's row that the statement reads. */
  readonly viewerColumns: ReadonlySet<string>;
  /** The whole statement, behind the text of the viewer's row; the first parameters are those of that text. */
  text(viewer: ViewerText): string;
  readonly params: readonly (string | null)[];
  /** The tables that root fields are about, by names in SQL. */
  readonly tables: ReadonlySet<string>;
}

/** What every statement begins with. */
export interface ViewerText {
  readonly text: string;
  readonly params: readonly unknown[];
}

export interface OperationSource {
  readonly schema: GraphQLSchema;
  readonly blueprint: Blueprint;
  readonly filters: HandWrittenFilters;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
}

interface Statement {
  readonly branches: readonly Branch[];
  readonly slots: readonly ShapeSelection[];
  readonly sql: Fragment;
  readonly viewerColumns: ReadonlySet<string>;
  /** By the text of the viewer's row: one string each, whose hash is computed once. */
  readonly texts: Map<string, string>;
  /** For each parameter its value, or its place among the values that depend on variables. */
  readonly params: readonly (string | null | number)[];
}

/** Statements of one operation that are kept; a client that makes shapes at will gets no more. */
const maxStatements = 50;

export class CompiledOperation {
  private readonly source: OperationSource;
  private readonly trees = new Map<string, OperationTree>();
  private readonly statements = new Map<string, Statement>();
  private readonly switches: readonly string[];
  private readonly fragments: ReturnType<typeof fragmentsOf>;

  constructor(source: OperationSource) {
    this.source = source;
    this.switches = switchesOf(source.document);
    this.fragments = fragmentsOf(source.document);
  }

  /** @param variables coerced @throws Uncovered, or what is wrong with arguments: both are the resolvers' to answer */
  plan(variables: Variables): Plan {
    const switches = this.switches.map(name => switchOf(name, variables));
    const key = switches.join();
    const tree = this.trees.get(key) ?? this.buildTree(variables);
    this.trees.set(key, tree);
    const operation = bindOperation(this.source.blueprint, tree, variables);
    const variable = variableParts(tree, operation);
    const shape = `${key} ${variable.map(shapeOf).join('|')}`;
    const values = variable.flatMap(valuesOf);
    const statement = this.statements.get(shape) ?? this.compile(operation, values);
    if (this.statements.size < maxStatements) this.statements.set(shape, statement);
    return {
      lasting: isLasting(tree, operation),
      price: this.priceOf(operation, variables),
      operation,
      branches: statement.branches,
      slots: statement.slots,
      viewerColumns: statement.viewerColumns,
      text: viewer => textOf(statement, viewer),
      tables: rootTables(this.source.blueprint, operation),
      params: statement.params.map(param => (typeof param === 'number' ? values[param]!.value : param)),
    };
  }

  /** By the specifications that the statement is made of. */
  private priceOf({ tree, lists }: BoundOperation, { values }: Variables): PricedAnswer {
    const { schema, document, operationName } = this.source;
    const operation = getOperationAST(document, operationName)!;
    const specs = new Map(tree.lists.map(({ field, id }) => [field, lists[id]!.spec]));
    const priced = { schema, operation, fragments: this.fragments, variables: values };
    return priceOperation(this.source, priced, node => specs.get(node));
  }

  private buildTree(variables: Variables): OperationTree {
    const switches = Object.fromEntries(this.switches.map(name => [name, variables.values[name]]));
    return buildTree({ ...this.source, switches });
  }

  private compile(operation: BoundOperation, values: readonly ValuePiece[]): Statement {
    const { sql, branches, slots } = compileStatement(this.source.blueprint, operation);
    const places = new Map(values.map((piece, i) => [piece, i]));
    const params = sql
      .filter((piece): piece is ValuePiece => typeof piece === 'object' && !isRow(piece))
      .map(piece => places.get(piece) ?? piece.value);
    const viewerColumns = columnsIn(sql, this.source.blueprint.viewer);
    return { sql, branches, slots, viewerColumns, texts: new Map(), params };
  }
}

/** @throws BAD_USER_INPUT for null, which a variable with a default value can be */
function switchOf(name: string, { values }: Variables): boolean {
  const value = values[name];
  if (typeof value !== 'boolean')
    throw badUserInput(`$${name} says what is asked for, and must not be null.`);
  return value;
}

function bindOperation(blueprint: Blueprint, tree: OperationTree, variables: Variables): BoundOperation {
  const read = <T>(bound: Bound<T>): T => (bound.kind === 'fixed' ? bound.value : bound.read(variables));
  // What is written out takes its part of what one request may ask for.
  for (const { spec } of [...tree.lists, ...tree.groups])
    if (spec.kind === 'fixed') variables.budget.nodes -= spec.cost;
  const specs = tree.lists.map(({ spec }) => read(spec));
  const groups = tree.groups.map(({ spec }) => read(spec));
  assertWithin(variables.budget);
  return {
    tree,
    groups: tree.groups.map(
      ({ type, spec }, i) => fixedGroups(blueprint, type, spec) ?? compileGroups(blueprint, type, groups[i]!),
    ),
    lists: tree.lists.map(({ spec }, i) => fixedList(blueprint, spec) ?? bindList(blueprint, specs[i]!)),
    rows: tree.roots.map(root => (root.kind === 'row' ? read(root.row) : undefined)),
    ids: tree.roots.map(root => (root.kind === 'nodes' ? read(root.ids) : undefined)),
  };
}

/** Whether the same variables give the same plan at any moment. */
const isLasting = (tree: OperationTree, { lists }: BoundOperation): boolean =>
  tree.lists.every(({ spec }, i) => spec.kind === 'fixed' || spec.isLasting(lists[i]!.spec));

type BoundList = BoundOperation['lists'][number];

const fixedLists = new WeakMap<object, BoundList>();

/** A list without variables is compiled once. */
function fixedList(
  blueprint: Blueprint,
  spec: OperationTree['lists'][number]['spec'],
): BoundList | undefined {
  if (spec.kind !== 'fixed') return undefined;
  const known = fixedLists.get(spec) ?? bindList(blueprint, spec.value);
  fixedLists.set(spec, known);
  return known;
}

const groupsKnown = new WeakMap<object, GroupsSql>();

/** Groups without variables are compiled once. */
function fixedGroups(
  blueprint: Blueprint,
  type: TypeBlueprint,
  spec: OperationTree['groups'][number]['spec'],
): GroupsSql | undefined {
  if (spec.kind !== 'fixed') return undefined;
  const known = groupsKnown.get(spec) ?? compileGroups(blueprint, type, spec.value);
  groupsKnown.set(spec, known);
  return known;
}

/** The columns of the viewer's row whose names are in a statement; one too many does no harm. */
function columnsIn(sql: Fragment, { columns }: Blueprint['viewer']): ReadonlySet<string> {
  const texts = sql.filter(piece => typeof piece === 'string');
  return new Set(
    Object.entries(columns).flatMap(([key, { sqlName }]) =>
      texts.some(text => text.includes(quoted(sqlName))) ? [key] : [],
    ),
  );
}

/** The text, its parameters numbered behind those of the viewer. */
function textOf({ sql, texts }: Statement, viewer: ViewerText): string {
  const known = texts.get(viewer.text);
  if (known !== undefined) return known;
  let number = viewer.params.length;
  const text = sql.map(piece => (typeof piece === 'string' ? piece : `$${++number}`)).join('');
  const whole = `${viewer.text}\n${text}`;
  texts.set(viewer.text, whole);
  return whole;
}
