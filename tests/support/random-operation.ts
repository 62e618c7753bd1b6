/**
 * Random queries that are valid for a schema: root fields, relations, pages, fragments, directives, literals and variables.
 * Introspection says what there is; of the API's conventions it knows Relay's names and which fields are resolved by hand.
 */
import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import type { Random } from '../../src/seed/random.ts';
import type { KnownValues } from './known-values.ts';
import { type CursorSite, RandomArguments, type Variable } from './random-arguments.ts';
import { type InputHints, RandomInput } from './random-input.ts';

export interface OperationWorld {
  readonly schema: GraphQLSchema;
  readonly known: KnownValues;
  readonly hints: InputHints;
  /** `Type.field` of those that no compiler covers. */
  readonly handMade: ReadonlySet<string>;
  /** Root fields that are not asked for. */
  readonly leftOut: ReadonlySet<string>;
  /** How many fields an operation has at most, one of these. */
  readonly sizes?: readonly number[];
}

export interface RandomOperation {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: readonly Variable[];
  readonly cursorSites: readonly CursorSite[];
  /** Whether a field is asked for that is resolved by hand. */
  readonly isHandMade: boolean;
}

/** What is selected of an object so far, by response key: fields that share one must agree. */
interface Scope {
  readonly taken: Map<string, string>;
  readonly inner: Map<string, Scope>;
}

interface Spot {
  readonly scope: Scope;
  /** Response keys from the root. */
  readonly path: readonly string[];
  /** Levels of the document, and hops between rows, that are left. */
  readonly levels: number;
  readonly hops: number;
  /** Inside of a fragment with a name, which may be spread anywhere. */
  readonly named: boolean;
}

const newScope = (): Scope => ({ taken: new Map(), inner: new Map() });

export function randomOperation(world: OperationWorld, random: Random): RandomOperation {
  return new OperationMaker(world, random).make();
}

class OperationMaker {
  private readonly world: OperationWorld;
  private readonly random: Random;
  private readonly input: RandomInput;
  private readonly args: RandomArguments;
  private readonly fragments = new Map<string, { readonly type: string; readonly text: string }>();
  private aliases = 0;
  private fieldsLeft: number;
  private isHandMade = false;

  constructor(world: OperationWorld, random: Random) {
    this.world = world;
    this.random = random;
    this.input = new RandomInput(random, world.known, world.hints);
    this.args = new RandomArguments(random, this.input, world.known);
    this.fieldsLeft = random.pick(world.sizes ?? [8, 20, 40, 60]);
  }

  make(): RandomOperation {
    const { random } = this;
    const query = this.world.schema.getQueryType()!;
    const spot: Spot = { scope: newScope(), path: [], levels: 14, hops: random.int(1, 5), named: false };
    const roots = random.pick([1, 1, 1, 2, 3]);
    const selection = Array.from({ length: roots }, () => this.rootField(query, spot));
    if (random.chance(0.05)) selection.push('__typename');
    const { definitions, variables, cursorSites } = this.args;
    const header = definitions.length > 0 ? `(${definitions.join(', ')})` : '';
    const name = random.chance(0.3) ? 'Q' : '';
    const shorthand = header === '' && name === '' && random.chance(0.5);
    const main = `${shorthand ? '' : `query ${name}${header} `}{ ${selection.join(' ')} }`;
    const others = name !== '' && random.chance(0.2) ? ['query Other { __typename }'] : [];
    const fragments = [...this.fragments].map(([f, { type, text }]) => `fragment ${f} on ${type} ${text}`);
    return {
      query: [main, ...others, ...fragments].join('\n'),
      operationName: name !== '' && (others.length > 0 || random.chance(0.5)) ? name : undefined,
      variables,
      cursorSites,
      isHandMade: this.isHandMade,
    };
  }

  private rootField(query: GraphQLObjectType, spot: Spot): string {
    const fields = Object.values(query.getFields()).filter(({ name }) => !this.world.leftOut.has(name));
    const lists = fields.filter(({ type }) => isConnection(type));
    const nodes = fields.filter(({ name }) => /^nodes?$/.test(name));
    const pick = this.random.next();
    const field = this.random.pick(pick < 0.45 ? lists : pick < 0.6 ? nodes : fields);
    return this.field(query, field, spot);
  }

  /** `{ … }` with something selected of the type. */
  private selectionOf(type: GraphQLOutputType, spot: Spot): string {
    const named = getNamedType(type);
    const count = this.random.pick([1, 2, 2, 3, 4]);
    const items = Array.from({ length: count }, () => this.item(named, spot));
    return `{ ${items.join(' ')} }`;
  }

  private item(type: GraphQLOutputType, spot: Spot): string {
    const { random } = this;
    if (!isObjectType(type) && !isAbstractType(type)) throw new Error(`${String(type)} has no fields.`);
    if (random.chance(0.06)) return this.typename(spot);
    if (random.chance(isAbstractType(type) ? 0.8 : 0.06)) return this.inline(type, spot);
    if (random.chance(0.07)) return this.spread(type.name, type, spot);
    if (isAbstractType(type) && !isInterfaceType(type)) return this.typename(spot);
    const fields = Object.values((type as GraphQLObjectType).getFields()).filter(field =>
      this.isPossible(type.name, field, spot),
    );
    if (fields.length === 0) return this.typename(spot);
    const deep = fields.filter(field => isCompositeType(getNamedType(field.type)));
    const from = deep.length > 0 && random.chance(0.45) ? deep : fields;
    return this.field(type as GraphQLObjectType, random.pick(from), spot);
  }

  private isPossible(typeName: string, field: GraphQLField<unknown, unknown>, spot: Spot): boolean {
    if (this.world.handMade.has(`${typeName}.${field.name}`)) return this.random.chance(0.03);
    if (!isCompositeType(getNamedType(field.type))) return true;
    return this.fieldsLeft > 0 && spot.levels > 3 && (spot.hops > 0 || !this.isHop(field));
  }

  private isHop({ type }: GraphQLField<unknown, unknown>): boolean {
    const named = getNamedType(type);
    return isConnection(type) || (isObjectType(named) && named.getInterfaces().length > 0);
  }

  private field(type: GraphQLObjectType, field: GraphQLField<unknown, unknown>, spot: Spot): string {
    const { random } = this;
    this.fieldsLeft--;
    if (this.world.handMade.has(`${type.name}.${field.name}`)) this.isHandMade = true;
    const depth = spot.path.length;
    const isHop = this.isHop(field) && !/^nodes?$/.test(field.name);
    const written = this.args.of(field, { typeName: type.name, isNested: depth > 0 });
    const { key, isNew } = this.keyOf(field, written.text, spot);
    const start = `${key === field.name ? '' : `${key}: `}${field.name}${written.text}${this.directive()}`;
    const path = [...spot.path, key];
    if (isNew) written.settle(path);
    if (!isCompositeType(getNamedType(field.type))) return start;
    const scope = spot.scope.inner.get(key) ?? newScope();
    spot.scope.inner.set(key, scope);
    const inner = {
      ...spot,
      scope,
      path,
      levels: spot.levels - 1,
      hops: spot.hops - (isHop && depth > 0 ? 1 : 0),
    };
    const selection = this.selectionOf(field.type, inner);
    if (!written.wantsCursors) return `${start} ${selection}`;
    const cursors = random.pick(['edges { cursor }', 'pageInfo { startCursor endCursor }']);
    return `${start} ${selection.replace(/ }$/, ` ${cursors} }`)}`;
  }

  /** A response key under which nothing else stands; fields without arguments may stand under theirs several times. */
  private keyOf(
    { name, type }: GraphQLField<unknown, unknown>,
    args: string,
    { scope, named }: Spot,
  ): { key: string; isNew: boolean } {
    const { random } = this;
    const signature = `${name}${args} ${String(type)}`;
    const isFree = (key: string) => [undefined, signature].includes(scope.taken.get(key));
    const isBare = args === '' ? isFree(name) : !named && !scope.taken.has(name);
    const key = isBare && random.chance(0.85) ? name : `${random.pick(['a', '_', 'x1_'])}${this.aliases++}`;
    const isNew = !scope.taken.has(key);
    scope.taken.set(key, signature);
    return { key, isNew };
  }

  private typename(spot: Spot): string {
    return this.random.chance(0.8) ? '__typename' : `t${spot.path.length}_${this.aliases++}: __typename`;
  }

  private inline(type: GraphQLOutputType, spot: Spot): string {
    const { random } = this;
    const on = this.conditionFor(type);
    const condition = on === type && random.chance(0.3) ? '' : ` on ${String(on)}`;
    return `...${condition}${this.directive()} ${this.selectionOf(on, { ...spot, levels: spot.levels - 1 })}`;
  }

  /** A type that a fragment inside the type may be about. */
  private conditionFor(type: GraphQLOutputType): GraphQLOutputType {
    const { random } = this;
    const { schema } = this.world;
    if (isAbstractType(type)) {
      const possible = schema.getPossibleTypes(type);
      const focused = possible.filter(({ name }) => this.input.focus.includes(name));
      if (random.chance(0.1)) return type;
      return random.pick(focused.length > 0 && random.chance(0.8) ? focused : possible);
    }
    const interfaces = isObjectType(type) ? type.getInterfaces() : [];
    return interfaces.length > 0 && random.chance(0.3) ? random.pick(interfaces) : type;
  }

  private spread(typeName: string, type: GraphQLOutputType, spot: Spot): string {
    const { random } = this;
    const known = [...this.fragments].filter(
      ([, fragment]) => fragment.type === typeName && fragment.text !== '',
    );
    if (known.length > 0 && spot.levels > 8 && random.chance(0.6))
      return `...${random.pick(known)[0]}${this.directive()}`;
    const name = `F${this.fragments.size}`;
    this.fragments.set(name, { type: typeName, text: '' });
    const inner = {
      ...spot,
      levels: Math.min(spot.levels - 1, 7),
      hops: Math.min(spot.hops, 1),
      named: true,
    };
    const text = this.selectionOf(type, { ...inner, scope: newScope() });
    this.fragments.set(name, { type: typeName, text });
    return `...${name}${this.directive()}`;
  }

  private directive(): string {
    const { random } = this;
    if (!random.chance(0.06)) return '';
    const name = random.pick(['include', 'skip']);
    return ` @${name}(if: ${this.args.flag()})`;
  }
}

export const isConnection = (type: GraphQLOutputType) => getNamedType(type).name.endsWith('Connection');
