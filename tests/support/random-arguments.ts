/**
 * Random arguments of fields, some written out and some as variables, which have other values each time they are asked for.
 * Knows the arguments of pages by name; what else a field takes, its type says.
 */
import {
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
} from 'graphql';
import type { Random } from '../../src/seed/random.ts';
import type { KnownValues } from './known-values.ts';
import type { RandomInput } from './random-input.ts';

export interface Variable {
  readonly name: string;
  /** Another value; undefined leaves the variable out of the request. */
  make(): unknown;
}

/** A list whose cursors can be passed back to it, by variables that are null at first. */
export interface CursorSite {
  /** Response keys that lead to the connection. */
  readonly path: readonly string[];
  readonly after: string | undefined;
  readonly before: string | undefined;
}

export interface WrittenArguments {
  /** In parentheses; nothing where there are none. */
  readonly text: string;
  readonly wantsCursors: boolean;
  /** Told where the field came to stand. */
  settle(path: readonly string[]): void;
}

interface FieldAt {
  readonly typeName: string;
  readonly isNested: boolean;
}

/** How often something is passed as a variable rather than written out. */
const asVariable = 0.12;

export class RandomArguments {
  readonly definitions: string[] = [];
  readonly variables: Variable[] = [];
  readonly cursorSites: CursorSite[] = [];
  private readonly random: Random;
  private readonly input: RandomInput;
  private readonly known: KnownValues;

  constructor(random: Random, input: RandomInput, known: KnownValues) {
    this.random = random;
    this.input = input;
    this.known = known;
  }

  of(field: GraphQLField<unknown, unknown>, at: FieldAt): WrittenArguments {
    if (field.name === 'groups') return this.groups(field);
    const names = new Set(field.args.map(({ name }) => name));
    const texts: string[] = names.has('first') ? this.page(field, at) : [];
    const cursors: { after?: string; before?: string } = {};
    for (const arg of field.args) {
      if (/^(first|last|after|before)$/.test(arg.name)) continue;
      // Deleted rows that one asks for by id have an argument for that alone.
      const often =
        arg.name === 'search' ? 0.15 : arg.name !== 'deleted' ? 0.35 : names.has('id') ? 0.6 : 0.2;
      if (arg.name === 'distinctOn') {
        if (this.random.chance(0.1)) texts.push(`distinctOn: ${this.distinct(arg.type)}`);
        continue;
      }
      if (!isNonNullType(arg.type) && !this.random.chance(often)) continue;
      texts.push(`${arg.name}: ${this.argument(arg.name, arg.type, field)}`);
    }
    if (names.has('after') && this.random.chance(0.25)) {
      for (const name of this.random.pick([['after'], ['before'], ['after', 'before']] as const)) {
        if (!names.has(name)) continue;
        cursors[name] = this.variable('String', () => undefined);
        texts.push(`${name}: $${cursors[name]}`);
      }
    } else if (names.has('after') && this.random.chance(0.06)) {
      const order = texts.find(text => text.startsWith('orderBy: '))?.slice('orderBy: '.length);
      const name = names.has('before') ? this.random.pick(['after', 'before']) : 'after';
      texts.push(`${name}: ${JSON.stringify(this.someCursor(field, order))}`);
    }
    const wantsCursors = cursors.after !== undefined || cursors.before !== undefined;
    return {
      text: texts.length > 0 ? `(${texts.join(', ')})` : '',
      wantsCursors,
      settle: path => {
        if (wantsCursors) this.cursorSites.push({ path, after: cursors.after, before: cursors.before });
      },
    };
  }

  /** What `groups` takes, which has rules of its own: keys once each, and orders by these. */
  private groups(field: GraphQLField<unknown, unknown>): WrittenArguments {
    const { random } = this;
    const [by, having, orderBy] = ['by', 'having', 'orderBy'].map(
      name => field.args.find(each => each.name === name)!,
    );
    const keys = this.groupKeys(getNamedType(by!.type));
    const texts = [`by: ${this.written(keys, by!.type, () => keys)}`];
    const some = () => ({ count: { gte: random.int(0, 2) } });
    if (random.chance(0.3)) texts.push(`having: ${this.written(some(), having!.type, some)}`);
    const direction = random.pick(['ASC', 'DESC', 'ASC_NULLS_FIRST', 'DESC_NULLS_LAST']);
    const orders = [
      { count: direction },
      ...keys.filter(isPlainKey).map(key => ({ key: directed(key, direction) })),
    ];
    const order = () => [random.pick(orders)];
    if (random.chance(0.5)) texts.push(`orderBy: ${this.written(order(), orderBy!.type, order)}`);
    if (random.chance(0.5)) texts.push(`first: ${random.pick([1, 2, 5, 1_000])}`);
    return { text: `(${texts.join(', ')})`, wantsCursors: false, settle: () => {} };
  }

  /** Keys that rows are told apart by: those of groups, but for units without rows. */
  private distinct(type: GraphQLInputType): string {
    const keys = this.groupKeys(getNamedType(type));
    return this.written(JSON.parse(JSON.stringify(keys).replace(',"empty":true', '')), type, () => keys);
  }

  /** One or two different keys. */
  private groupKeys(type: ReturnType<typeof getNamedType>, levels = 2): Record<string, unknown>[] {
    const { random } = this;
    if (!isInputObjectType(type)) return [];
    const fields = Object.values(type.getFields()).filter(each => levels > 0 || !isKeyOf(each.type));
    const first = random.pick(fields);
    const chosen = random.chance(0.3) ? [...new Set([first, random.pick(fields)])] : [first];
    return chosen.map(({ name, type: given }) => {
      const inner = getNamedType(given);
      if (isKeyOf(given)) return { [name]: this.groupKeys(inner, levels - 1)[0] };
      if (inner.name === 'TimeBucket')
        return {
          [name]: {
            bucket: random.pick(['DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR']),
            ...(chosen.length === 1 && random.chance(0.1) ? { empty: true } : {}),
          },
        };
      if (inner.name === 'JSONValueAt')
        return { [name]: { path: random.pick([['plan'], ['type'], ['deep', 'n'], ['0']]) } };
      return { [name]: true };
    });
  }

  /** A truth value for a directive. */
  flag(): string {
    const { random } = this;
    if (random.chance(0.4)) return String(random.chance(0.5));
    const value = () => (random.chance(0.97) ? random.chance(0.5) : null);
    if (random.chance(0.5)) return `$${this.variable('Boolean!', () => value() ?? true)}`;
    return `$${this.variable(`Boolean = ${random.chance(0.5)}`, () => (random.chance(0.3) ? undefined : value()))}`;
  }

  private page(field: GraphQLField<unknown, unknown>, { isNested }: FieldAt): string[] {
    const { random } = this;
    if (random.chance(isNested ? 0.1 : 0.3)) return [];
    const size = () => (random.chance(0.01) ? random.pick([0, 101, -1]) : random.pick([1, 1, 2, 3, 4, 7]));
    // Lists that are written by hand may go forward only.
    const isForward = random.chance(0.6) || !field.args.some(({ name }) => name === 'last');
    const name = isForward ? 'first' : 'last';
    const text = random.chance(0.2)
      ? `$${this.variable(random.chance(0.3) ? `Int = ${size()}` : 'Int', () => (random.chance(0.1) ? null : size()))}`
      : String(size());
    return random.chance(0.01) ? ['first: 1', `last: ${text}`] : [`${name}: ${text}`];
  }

  private argument(name: string, type: GraphQLInputType, field: GraphQLField<unknown, unknown>): string {
    const of = getNamedType(field.type);
    const value = () => {
      if (name === 'id') return this.input.id(isObjectType(of) ? of.name : undefined);
      if (name === 'ids') return this.ids();
      if (name === 'search') return this.searched(getNamedType(field.type).name.replace(/Connection$/, ''));
      return this.input.of(type);
    };
    return this.written(value(), type, value);
  }

  /** Words of a name, of which the last may be cut off. */
  private searched(typeName: string): string {
    const { random } = this;
    const names = this.known.of(typeName, 'name').map(String);
    if (names.length === 0 || random.chance(0.1)) return random.pick(['a', 'the ', '"', 'x or y', '']);
    const name = random.pick(names);
    return random.chance(0.5) ? name.slice(0, random.int(1, name.length)) : name;
  }

  private ids(): string[] {
    const ids = Array.from({ length: this.random.int(0, 5) }, () => this.input.id(undefined));
    // Some of them twice.
    return ids.flatMap(id => (this.random.chance(0.15) ? [id, id] : [id]));
  }

  /** A value as it stands in a document, or a variable for it or a part of it. */
  private written(value: unknown, type: GraphQLInputType, remake: () => unknown, isOneOf = false): string {
    const { random } = this;
    if (random.chance(asVariable) || !isWritable(value))
      return `$${this.forValue(value, type, remake, isOneOf)}`;
    if (value === null || value === undefined) return 'null';
    const inner = getNullableType(type);
    if (isListType(inner)) {
      const items = (value as readonly unknown[]).map(item => this.written(item, inner.ofType, () => item));
      return `[${items.join(', ')}]`;
    }
    if (isEnumType(inner)) return String(value);
    if (isInputObjectType(inner)) {
      const fields = inner.getFields();
      const members = Object.entries(value).map(
        ([name, member]) =>
          `${name}: ${this.written(member, fields[name]!.type, () => member, inner.isOneOf)}`,
      );
      return `{ ${members.join(', ')} }`;
    }
    return literalOf(value);
  }

  private forValue(value: unknown, type: GraphQLInputType, remake: () => unknown, isOneOf: boolean): string {
    const { random } = this;
    let first = true;
    const make = () => {
      // The value that was made with the document comes first, so that what depends on it fits.
      const made = first ? value : remake();
      first = false;
      return made;
    };
    const given = String(type);
    if (isOneOf && !isNonNullType(type)) return this.variable(`${given}!`, make);
    const hasDefault = random.chance(0.15) && isWritable(value) && value !== null && value !== undefined;
    if (!hasDefault) return this.variable(given, make);
    return this.variable(`${String(getNullableType(type))} = ${plain(value, type)}`, () =>
      random.chance(0.4) ? undefined : make(),
    );
  }

  private variable(type: string, make: () => unknown): string {
    const name = `v${this.variables.length}`;
    this.definitions.push(`$${name}: ${type}`);
    this.variables.push({ name, make });
    return name;
  }

  /** A cursor of a list of the field's type: of the order that it has, where there is one, else of another. */
  private someCursor(field: GraphQLField<unknown, unknown>, order = ''): string {
    const type = getNamedType(field.type).name.replace(/Connection$/, '');
    const own = this.known.cursors(type, order);
    const cursors = own.length > 0 && this.random.chance(0.95) ? own : this.known.cursors(type, '');
    return cursors.length > 0 ? this.random.pick(cursors) : 'x';
  }
}

const isKeyOf = (type: GraphQLInputType) => getNamedType(type).name.endsWith('GroupBy');

/** Whether groups can be ordered by a key: not by values inside of JSON. */
const isPlainKey = (key: object): boolean =>
  Object.values(key).every(
    value => value === true || ('bucket' in value ? true : !('path' in value) && isPlainKey(value)),
  );

/** A key as an order of it. */
const directed = (key: object, direction: string): object =>
  Object.fromEntries(
    Object.entries(key).map(([name, value]) => [
      name,
      value === true || 'bucket' in value ? direction : directed(value, direction),
    ]),
  );

/** The value as a literal, without variables. */
function plain(value: unknown, type: GraphQLInputType): string {
  if (value === null || value === undefined) return 'null';
  const inner = getNullableType(type);
  if (isListType(inner))
    return `[${(value as readonly unknown[]).map(item => plain(item, inner.ofType)).join(', ')}]`;
  if (isEnumType(inner)) return String(value);
  if (!isInputObjectType(inner)) return literalOf(value);
  const fields = inner.getFields();
  return `{ ${Object.entries(value)
    .map(([name, member]) => `${name}: ${plain(member, fields[name]!.type)}`)
    .join(', ')} }`;
}

/** Whether a value can stand in a document: names of members have to be GraphQL's. */
function isWritable(value: unknown): boolean {
  if (Array.isArray(value)) return value.every(isWritable);
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'string') return !/\p{Surrogate}/u.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).every(([key, member]) => /^[_A-Za-z]\w*$/.test(key) && isWritable(member));
}

function literalOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literalOf).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .map(([key, member]) => `${key}: ${literalOf(member)}`)
    .join(', ')} }`;
}
