/**
 * Which values of a write are known to be wrong, so that nothing is told that only follows from them.
 * Knows where values stand in the input; what is wrong with them is found elsewhere.
 */
import { type Blueprint, relationOf, sqlNameOf, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import type { Path } from '../format-path.ts';
import { type AnyRule, ruleNames } from '../rules/rule.ts';
import { namesColumn } from '../sql/fragment.ts';
import type { UserError } from '../types/user-errors.ts';
import { idPath, parentItemOf, valuesPath, type WriteItem, type WriteUnit } from './write-units.ts';

/** SQL names of columns, by table: of the row, and of the one that it is made with. */
type WrongColumns = ReadonlyMap<string, ReadonlySet<string>>;

export class WrongValues {
  private readonly blueprint: Blueprint;
  private readonly units: readonly WriteUnit[];
  /** Every place at or below which something is wrong. */
  private readonly places = new Set<string>();

  constructor(blueprint: Blueprint, units: readonly WriteUnit[]) {
    this.blueprint = blueprint;
    this.units = units;
  }

  add(errors: readonly UserError[]): void {
    for (const { path } of errors)
      path.forEach((_, i) => {
        this.places.add(placeText(path.slice(0, i + 1)));
      });
  }

  /** Whether it is not known which row is meant. */
  isLost = (unit: WriteUnit, item: WriteItem): boolean =>
    unit.operation !== 'create' && !unit.bulk && this.has(idPath(unit, item)) && item.key.length === 0;

  /** The SQL names of the columns of a row whose values are wrong, or come from such. */
  columnsOf(unit: WriteUnit, item: WriteItem): ReadonlySet<string> {
    const type = typeOf(this.blueprint, unit.table);
    const at = valuesPath(unit, item);
    const own = type.columns.filter(({ field }) => this.has([...at, field])).map(({ sqlName }) => sqlName);
    const follows = type.write!.columns.filter(
      ({ sqlName, follows }) =>
        follows && !item.given.includes(sqlName) && own.includes(sqlNameOf(type, follows.column)),
    );
    const parent = this.parentOf(unit);
    const ofParent = parent && this.columnsOf(parent, parentItemOf(parent, item));
    const linked = unit.parent?.link.filter(pair => ofParent?.has(pair.parent)).map(({ child }) => child);
    const pointed = item.points?.filter(({ path }) => this.has(path)).map(({ column }) => column);
    return new Set([...own, ...(pointed ?? []), ...follows.map(({ sqlName }) => sqlName), ...(linked ?? [])]);
  }

  /** Whether it cannot be told that the viewer may write a row. */
  isUnjudged(unit: WriteUnit, item: WriteItem): boolean {
    const type = typeOf(this.blueprint, unit.table);
    const { rules } = type.write!;
    const rule = unit.operation === 'restore' ? undefined : rules[unit.operation];
    const parent = this.parentOf(unit);
    const made = parent?.operation === 'create' ? parent : undefined;
    const wrong = new Map(made && [[made.table, this.columnsOf(made, parentItemOf(made, item))]]);
    return rule !== undefined && this.dependsOn(type, rule, this.columnsOf(unit, item), wrong);
  }

  private dependsOn(
    type: TypeBlueprint,
    rule: AnyRule,
    own: ReadonlySet<string>,
    made: WrongColumns,
  ): boolean {
    if (rule.kind === 'visible') return this.dependsOn(type, type.read, own, made);
    if (rule.kind === 'sql') return [...own].some(sqlName => namesColumn(rule.condition, sqlName));
    const { columns = [], related, rules = [] } = ruleNames(rule);
    const asks = (key: string) => own.has(sqlNameOf(type, key));
    if (columns.some(asks) || rules.some(each => this.dependsOn(type, each, own, made))) return true;
    if (!related) return false;
    const { pairs, target } = relationOf(type, related.relation);
    const there = made.get(target) ?? new Set<string>();
    return (
      pairs.some(pair => asks(pair.own)) ||
      this.dependsOn(typeOf(this.blueprint, target), related.rule, there, made)
    );
  }

  /** The unit whose rows a unit's rows are written with. */
  parentOf = ({ parent }: WriteUnit): WriteUnit | undefined =>
    this.units.find(({ name }) => name === parent?.unit);

  private has = (path: Path): boolean => this.places.has(placeText(path));
}

const placeText = (path: Path): string => JSON.stringify(path.map(String));
