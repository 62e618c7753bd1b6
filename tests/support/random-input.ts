/**
 * Random values of the schema's input types: filters, orders, ids, pages; written into a document or passed as variables.
 * Introspection says what there is to ask; values that answers had are taken more often than others, so that filters meet rows.
 */
import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isScalarType,
} from 'graphql';
import type { Random } from '../../src/seed/random.ts';
import type { KnownValues } from './known-values.ts';
import { awkwardTexts, randomJson, unstorableTexts } from './rough-values.ts';

/** The member of an object type that a value is compared with. */
export interface Place {
  readonly type: string;
  readonly field: string;
}

/** Values of input types that have rules of their own, by the name of the type. */
export type InputHints = Readonly<Record<string, (random: Random) => unknown>>;

const nowhere: Place = { type: '', field: '' };
/** Of values that are refused: enough to compare errors, too few to matter. */
const wrongValues = 0.01;

export class RandomInput {
  private readonly random: Random;
  private readonly known: KnownValues;
  private readonly hints: InputHints;
  /** The types that ids of any type are of, mostly. */
  readonly focus: readonly string[];

  constructor(random: Random, known: KnownValues, hints: InputHints) {
    this.random = random;
    this.known = known;
    this.hints = hints;
    this.focus = [1, 2, 3].map(() => random.pick(known.types));
  }

  /** A value as variables hold it. @param levels of relations, AND, OR and NOT that filters may still go */
  of(type: GraphQLInputType, place: Place = nowhere, levels = 3): unknown {
    const { random } = this;
    if (!isNonNullType(type) && random.chance(wrongValues)) return null;
    const inner = getNullableType(type);
    if (isListType(inner)) {
      const length = random.pick([0, 1, 1, 2, 2, 3]);
      return Array.from({ length }, () => this.of(inner.ofType, place, levels));
    }
    if (isEnumType(inner)) return random.pick(inner.getValues()).name;
    if (isScalarType(inner)) return this.scalar(inner.name, place);
    if (isInputObjectType(inner)) return this.object(inner, place, levels);
    throw new Error(`There is no random value of ${String(type)}.`);
  }

  /** An id of a type, or of any; some are of no row, few are no ids at all. */
  id(typeName: string | undefined): string {
    const { random } = this;
    if (random.chance(wrongValues)) return random.pick(['', 'x', 'RGFzaGJvYXJkOg', '0'.repeat(32)]);
    if (random.chance(0.05)) return encoded(typeName ?? 'Dashboard', '00000000-0000-4000-8000-000000000000');
    const ids = this.known.of(
      typeName ?? random.pick(random.chance(0.9) ? this.focus : this.known.types),
      'id',
    );
    const id = ids.length > 0 ? String(random.pick(ids)) : encoded(typeName ?? 'User', '0'.repeat(8));
    if (typeName === undefined || random.chance(0.5)) return id;
    const uuid = Buffer.from(id, 'base64url').toString().split(':')[1]!;
    return random.chance(0.1) ? uuid.toUpperCase() : uuid;
  }

  private object(type: GraphQLInputObjectType, place: Place, levels: number): unknown {
    const hint = this.hints[type.name];
    if (hint) return hint(this.random);
    if (type.name === 'JSONPathFilter') return this.atPath(type, place);
    if (type.isOneOf) return this.oneOf(type, levels);
    if (type.name.endsWith('ListWhere'))
      return this.some(type, 1.2, (name, of) =>
        name === 'min' || name === 'max' ? this.extreme(of) : this.of(of, place, levels),
      );
    if (type.name.endsWith('ListOrder')) return this.ordered(type);
    if (type.name.endsWith('Where')) return this.where(type, levels);
    return this.some(type, 1.4, (operator, of) => this.operand(operator, of, place));
  }

  private oneOf(type: GraphQLInputObjectType, levels: number): unknown {
    const fields = Object.values(type.getFields()).filter(
      field => levels > 0 || !isInputObjectType(getNullableType(field.type)),
    );
    const field = this.random.pick(fields);
    let value = this.of(field.type, nowhere, levels - 1);
    while (value === null) value = this.of(field.type, nowhere, levels - 1);
    return { [field.name]: value };
  }

  /** A condition on the least or greatest value of a column, which not all columns have. */
  private extreme(type: GraphQLInputType): unknown {
    const fields = columnsWithExtremes(type);
    if (fields.length === 0) return {};
    const { name, type: of } = this.random.pick(fields);
    return {
      [name]: this.of(of, { type: String(getNullableType(type)).replace(/Where$/, ''), field: name }),
    };
  }

  /** An order by a value about rows; which columns have which, the generator says. */
  private ordered(type: GraphQLInputObjectType): unknown {
    const direction = () => this.random.pick(['ASC', 'DESC', 'ASC_NULLS_FIRST', 'DESC_NULLS_LAST']);
    const told = Object.values(type.getFields()).filter(({ name }) => name !== 'sum' && name !== 'avg');
    const { name, type: columns } = this.random.pick(told);
    const offered = columnsWithExtremes(columns);
    if (name === 'count' || offered.length === 0) return { count: direction() };
    return { [name]: { [this.random.pick(offered).name]: direction() } };
  }

  private where(type: GraphQLInputObjectType, levels: number): unknown {
    const typeName = type.name.replace(/Where$/, '');
    const goesOn = (name: string, of: GraphQLInputType) => {
      const inner = getNullableType(of);
      return /^(AND|OR|NOT)$/.test(name) || (isInputObjectType(inner) && inner.name.endsWith('Where'));
    };
    const fields = Object.values(type.getFields()).filter(
      field => levels > 0 || !goesOn(field.name, field.type),
    );
    return Object.fromEntries(
      this.picked(fields, 1.3).map(({ name, type: of }) => [
        name,
        this.of(of, { type: typeName, field: name }, levels - 1),
      ]),
    );
  }

  /** Some members of an input object. */
  private some(
    type: GraphQLInputObjectType,
    mean: number,
    value: (name: string, of: GraphQLInputType) => unknown,
  ): unknown {
    const fields = this.picked(Object.values(type.getFields()), mean);
    return Object.fromEntries(fields.map(field => [field.name, value(field.name, field.type)]));
  }

  private picked<T>(items: readonly T[], mean: number): T[] {
    const { random } = this;
    if (random.chance(0.02)) return [];
    const count = 1 + (random.chance(mean - 1) ? random.int(1, 2) : 0);
    return [...new Set(Array.from({ length: count }, () => random.pick(items)))];
  }

  private operand(operator: string, type: GraphQLInputType, place: Place): unknown {
    const { random } = this;
    const inner = getNullableType(type);
    if (isScalarType(inner) && inner.name === 'String') {
      if (/^(contains|startsWith|endsWith)$/.test(operator)) return this.partOf(this.text(place), operator);
      if (/^i?like$/.test(operator)) return this.pattern(place);
      if (operator === 'hasKey')
        return random.pick([...this.known.keys(place.type, place.field), 'plan', '']);
    }
    // Questions, and no values to compare with.
    if (/^is(Null|Empty)$/.test(operator)) return this.of(type);
    if (isScalarType(inner) && inner.name === 'JSON' && operator === 'contains')
      return this.partOfJson(place);
    return this.of(type, place);
  }

  private scalar(name: string, place: Place): unknown {
    const { random } = this;
    const known = this.known.of(place.type, place.field);
    if (known.length > 0 && random.chance(0.8)) return random.pick(known);
    switch (name) {
      case 'String':
        return this.text(place);
      case 'ID':
        return this.id(undefined);
      case 'UUID':
        return random.pick(
          ['00000000-0000-4000-8000-000000000000', ...this.known.of(place.type, 'uuid')].map(String),
        );
      case 'Boolean':
        return random.chance(0.5);
      case 'Int':
        return random.int(-3, 12);
      case 'Float':
        return random.pick([0, -1.5, 0.1, 1e21, 12]);
      case 'BigInt':
        return random.pick([0, -5, 9007199254740991]);
      case 'Decimal':
        return random.pick(['0', '-1.50', '12.5']);
      case 'DateTime':
        return new Date(Date.UTC(2026, 2, 1, 12, 0, 0, random.int(-2, 2))).toISOString();
      case 'LocalDate':
        return random.pick(['2026-03-01', '2024-02-29']);
      case 'LocalTime':
        return random.pick(['12:00:00', '23:59:59.123']);
      case 'JSON':
        return randomJson(random, 2);
      default:
        return random.pick(awkwardTexts);
    }
  }

  private text({ type, field }: Place): string {
    if (this.random.chance(wrongValues)) return this.random.pick(unstorableTexts);
    const known = this.known.of(type, field).filter(value => typeof value === 'string');
    return known.length > 0 && this.random.chance(0.8)
      ? this.random.pick(known)
      : this.random.pick(awkwardTexts);
  }

  private partOf(text: string, operator: string): string {
    const characters = [...text];
    const from = operator === 'startsWith' ? 0 : this.random.int(0, characters.length);
    const to = operator === 'endsWith' ? characters.length : this.random.int(from, characters.length);
    return characters.slice(from, to).join('');
  }

  private pattern(place: Place): string {
    const { random } = this;
    if (random.chance(wrongValues)) return 'a\\';
    return [...this.text(place).replace(/\\/g, '\\\\')]
      .map(character => (character !== '\\' && random.chance(0.2) ? random.pick(['%', '_']) : character))
      .join('');
  }

  /** A part of a stored JSON value, so that some row contains it. */
  private partOfJson({ type, field }: Place): unknown {
    const { random } = this;
    const known = this.known.of(type, field);
    if (known.length === 0 || random.chance(0.1)) return randomJson(random, 1);
    const value = random.pick(known);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
    const entries = Object.entries(value);
    return entries.length === 0 ? {} : Object.fromEntries([random.pick(entries)]);
  }

  private atPath(type: GraphQLInputObjectType, place: Place): unknown {
    const { random } = this;
    const path: string[] = [];
    const known = this.known.of(place.type, place.field);
    let value: unknown = known.length > 0 ? random.pick(known) : {};
    while (typeof value === 'object' && value !== null && (path.length === 0 || random.chance(0.6))) {
      const entries = Object.entries(value);
      if (entries.length === 0) break;
      const [key, member] = random.pick(entries);
      path.push(key);
      value = member;
    }
    if (path.length === 0 || random.chance(0.1)) path.push(random.pick(['plan', '0', '', 'age']));
    const operators = Object.values(type.getFields()).filter(({ name }) => name !== 'path');
    const operand = (name: string, of: GraphQLInputType): unknown => {
      if (name === 'in') return [value, random.pick(awkwardTexts)].filter(item => item !== null);
      const isText = /^(contains|startsWith|endsWith|ilike)$/.test(name);
      if (isText) return typeof value === 'string' ? this.partOf(value, name).replace(/\\/g, '') : 'a';
      if (name === 'isNull') return random.chance(0.5);
      if (/^[lg]te?$/.test(name)) return typeof value === 'number' || typeof value === 'string' ? value : 5;
      return random.chance(0.7) ? value : this.of(of);
    };
    return {
      path,
      ...Object.fromEntries(
        this.picked(operators, 1.2).map(({ name, type: of }) => [name, operand(name, of)]),
      ),
    };
  }
}

/** Members of a filter or an order that stand for columns of times and numbers, which have a least and a greatest value. */
const columnsWithExtremes = (type: GraphQLInputType) => {
  const inner = getNullableType(type);
  return Object.values(isInputObjectType(inner) ? inner.getFields() : {}).filter(({ name }) =>
    /^(createdAt|updatedAt|position|revision|name)$/.test(name),
  );
};

const encoded = (type: string, key: string) => Buffer.from(`${type}:${key}`).toString('base64url');
