/**
 * Rules: conditions on a row and the viewer, built from a few parts that a program can read.
 * A kind of part is one entry in `ruleKinds`: what it names, what it says in SQL, and in words.
 */
import { and, type Fragment, fragment, or, text } from '../sql/fragment.ts';
import type { Vocabulary } from './vocabulary.ts';

/** The parts by their kind, about the rows of one table. */
interface RuleParts<V extends Vocabulary> {
  /** A column's value is in a set that the viewer has, such as the projects that may be read. */
  inSet: { readonly column: V['column']; readonly set: V['set'] };
  /** A column's value is the viewer's own, such as the id of the signed-in user. */
  isViewers: { readonly column: V['column']; readonly value: V['value'] };
  /** The viewer has such a value at all. */
  viewerHas: { readonly value: V['value'] };
  /** A column has no value. */
  isNull: { readonly column: V['column'] };
  /** A relation leads to a row of which a rule holds. */
  related: {
    [F in keyof V['relations'] & string]: {
      readonly relation: F;
      readonly rule: Rule<V['relations'][F]>;
    };
  }[keyof V['relations'] & string];
  /** The row is not marked as deleted. */
  present: object;
  /** The row may be seen. */
  visible: object;
  all: { readonly of: readonly Rule<V>[] };
  any: { readonly of: readonly Rule<V>[] };
  not: { readonly of: Rule<V> };
  /** The last resort: no program can tell what it means. */
  sql: { readonly condition: Fragment; readonly meaning: string };
}

/** A rule over the rows of one table, as plain data. */
export type Rule<V extends Vocabulary = Vocabulary> = {
  readonly [K in keyof RuleParts<V>]: { readonly kind: K } & RuleParts<V>[K];
}[keyof RuleParts<V>];

/** A rule over the rows of a table that is named elsewhere. */
export type AnyRule = Rule;

type PartOf<K extends AnyRule['kind']> = Extract<AnyRule, { kind: K }>;

/** What a rule is compiled with: the table's columns and relations, and the viewer's row. */
export interface RuleSql {
  column(key: string): Fragment;
  /** A value of the viewer's row, by the name that rules know it by. */
  viewer(name: string): Fragment;
  /** The element type of a set of the viewer. */
  setType(name: string): string;
  present(): Fragment | undefined;
  visible(): Fragment;
  /** That a relation leads to a row for which the rule holds. */
  related(relation: string, rule: AnyRule, isProbed: boolean): Fragment;
  /** Whether other rows are looked up for each row that is met. A part that a row may do without PostgreSQL cannot join. */
  readonly isProbed: boolean;
}

/** What words are made with: names of the row, its columns, and of what the viewer's row holds. */
export interface RuleWords {
  /** The row that the rule is about: "it", "its `dashboard`". */
  readonly row: string;
  column(key: string): string;
  /** What a value or set of the viewer is: "the signed-in user". */
  viewer(name: string): string;
  /** That the viewer has such a value: "a user is signed in". */
  viewerHas(name: string): string;
  related(relation: string, rule: AnyRule): string;
}

/** What a part names, each of which has to be there. */
export interface RuleNames {
  readonly columns?: readonly string[];
  /** Sets of the viewer's row, and single values of it. */
  readonly sets?: readonly string[];
  readonly values?: readonly string[];
  /** A relation, and the rule about the row that it leads to. */
  readonly related?: { readonly relation: string; readonly rule: AnyRule };
  /** Further rules about the same row. */
  readonly rules?: readonly AnyRule[];
}

interface RuleKind<K extends AnyRule['kind']> {
  names(part: PartOf<K>): RuleNames;
  /** The condition; undefined where it always holds. */
  sql(part: PartOf<K>, context: RuleSql): Fragment | undefined;
  /** What holds of a row, as a clause: "`projectId` is one of the projects …". */
  words(part: PartOf<K>, context: RuleWords): string;
}

/** What each kind of part says. */
const ruleKinds: { readonly [K in AnyRule['kind']]: RuleKind<K> } = {
  inSet: {
    names: ({ column, set }) => ({ columns: [column], sets: [set] }),
    sql: ({ column, set }, context) =>
      fragment`${context.column(column)} = any(${context.viewer(set)}::${text(`${context.setType(set)}[]`)})`,
    words: ({ column, set }, context) => `${context.column(column)} is one of ${context.viewer(set)}`,
  },
  isViewers: {
    names: ({ column, value }) => ({ columns: [column], values: [value] }),
    sql: ({ column, value }, context) => fragment`${context.column(column)} = ${context.viewer(value)}`,
    words: ({ column, value }, context) => `${context.column(column)} is ${context.viewer(value)}`,
  },
  viewerHas: {
    names: ({ value }) => ({ values: [value] }),
    sql: ({ value }, context) => fragment`${context.viewer(value)} is not null`,
    words: ({ value }, context) => context.viewerHas(value),
  },
  isNull: {
    names: ({ column }) => ({ columns: [column] }),
    sql: ({ column }, context) => fragment`${context.column(column)} is null`,
    words: ({ column }, context) => `${context.column(column)} is empty`,
  },
  related: {
    names: ({ relation, rule }) => ({ related: { relation, rule } }),
    sql: ({ relation, rule }, context) => context.related(relation, rule, context.isProbed),
    words: ({ relation, rule }, context) => context.related(relation, rule),
  },
  present: {
    names: () => ({}),
    sql: (_, context) => context.present(),
    words: (_, context) => `${context.row} is not deleted`,
  },
  visible: {
    names: () => ({}),
    sql: (_, context) => context.visible(),
    words: (_, context) => `${context.row} may be seen`,
  },
  all: {
    names: ({ of }) => ({ rules: of }),
    sql: ({ of }, context) => and(...of.map(rule => ruleSql(rule, context))),
    words: ({ of }, context) => joined(of, 'and', context) ?? 'always',
  },
  any: {
    names: ({ of }) => ({ rules: of }),
    // A part that always holds makes the whole hold.
    sql: ({ of }, context) => {
      const parts = of.map(rule => ruleSql(rule, { ...context, isProbed: true }));
      return parts.includes(undefined) ? undefined : (or(...parts) ?? never);
    },
    words: ({ of }, context) => joined(of, 'or', context) ?? 'never',
  },
  not: {
    names: ({ of }) => ({ rules: [of] }),
    sql: ({ of }, context) =>
      fragment`(${ruleSql(of, { ...context, isProbed: true }) ?? always}) is not true`,
    words: ({ of }, context) => `it is not so that ${ruleWords(of, context)}`,
  },
  sql: {
    names: () => ({}),
    sql: ({ condition }) => fragment`(${condition})`,
    words: ({ meaning }) => meaning,
  },
};

const always = text('true');
const never = text('false');

/** The words of several rules; those of several in one of them are kept together. */
function joined(rules: readonly AnyRule[], word: 'and' | 'or', context: RuleWords): string | undefined {
  if (rules.length < 2) return rules[0] && ruleWords(rules[0], context);
  const clauses = rules.map(rule => {
    const clause = ruleWords(rule, context);
    if (!('of' in rule) || !Array.isArray(rule.of) || rule.of.length < 2) return clause;
    return `${rule.kind === 'any' ? 'either' : 'both'} ${clause}`;
  });
  return clauses.join(`, ${word} `);
}

/** What a rule names by itself; what the rules in it name is theirs to say. */
export function ruleNames(rule: AnyRule): RuleNames {
  return kindOf(rule).names(rule);
}

/** Whether a rule grants nothing, as can be told without looking at any row. */
export const isNever = (rule: AnyRule | undefined): boolean =>
  rule?.kind === 'any' ? rule.of.every(isNever) : rule?.kind === 'all' && rule.of.some(isNever);

/** The condition of a rule; undefined where it always holds. */
export function ruleSql(rule: AnyRule, context: RuleSql): Fragment | undefined {
  return kindOf(rule).sql(rule, context);
}

/** The rule in words. */
export function ruleWords(rule: AnyRule, context: RuleWords): string {
  return kindOf(rule).words(rule, context);
}

/** TypeScript does not see that a part fits the entry of its own kind. */
const kindOf = (rule: AnyRule) => ruleKinds[rule.kind] as RuleKind<AnyRule['kind']>;
