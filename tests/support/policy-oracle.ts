/**
 * What each viewer meets of rows, as an oracle is told: who sees which, and which lead where as relations were declared.
 * Refuses to know how anything is asked for.
 */
import type { Relation, TablesRelationalConfig } from 'drizzle-orm';
import {
  type Blueprint,
  type RelationBlueprint,
  type TypeBlueprint,
  typeOf,
} from '../../src/generator/blueprint/blueprint.ts';
import type { DeletedRows } from '../../src/generator/list/visibility.ts';
import type { Any } from './api.ts';

/** A row as the oracle has it: its global id, and what it holds by the keys of its columns. */
export interface OracleRow {
  readonly id: string;
  readonly values: Readonly<Record<string, unknown>>;
}

export interface PolicyWorld {
  readonly blueprint: Blueprint;
  /** As they were declared: what leads where, no Blueprint is asked. */
  readonly relations: TablesRelationalConfig;
  /** Whether an event of the trail is about a row of a type. */
  isAbout?(event: OracleRow, type: TypeBlueprint, row: OracleRow): boolean;
  readonly viewers: readonly string[];
  /** @throws where the answer has errors */
  ask(viewer: string, query: string): Promise<Any>;
  rows(table: string): readonly OracleRow[];
  sees(viewer: string, table: string, row: OracleRow): boolean;
  /** Whether a deleted row is shown on request. */
  restores(viewer: string, table: string, row: OracleRow): boolean;
  /** Whether a join row leads to a deleted row on request: what it says of that itself is not asked. */
  leadsToDeleted(viewer: string, table: string, join: OracleRow): boolean;
  /** Whether the viewer may know what a row that they see has in a column. */
  knows(viewer: string, table: string, key: string, row: OracleRow): boolean;
}

/** What a viewer meets, as the oracle has it. */
export class PolicyOracle {
  readonly types: readonly TypeBlueprint[];
  private readonly world: PolicyWorld;

  constructor(world: PolicyWorld) {
    this.world = world;
    this.types = Object.values(world.blueprint.types);
  }

  seen(viewer: string, { table }: TypeBlueprint): readonly OracleRow[] {
    return this.world.rows(table).filter(row => this.world.sees(viewer, table, row));
  }

  isDeleted({ softDelete }: TypeBlueprint, { values }: OracleRow): boolean {
    return softDelete !== undefined && values[softDelete.column] != null;
  }

  restorable(viewer: string, type: TypeBlueprint): readonly OracleRow[] {
    return this.world
      .rows(type.table)
      .filter(row => this.isDeleted(type, row) && this.world.restores(viewer, type.table, row));
  }

  /** The rows that a list shows. */
  shown(viewer: string, type: TypeBlueprint, deleted: DeletedRows): readonly OracleRow[] {
    const restorable = deleted === 'EXCLUDE' ? [] : this.restorable(viewer, type);
    return deleted === 'ONLY' ? restorable : [...this.seen(viewer, type), ...restorable];
  }

  /** The rows that a relation leads to from a row, and that the viewer sees; a join row has to be visible too. */
  related(
    viewer: string,
    type: TypeBlueprint,
    relation: RelationBlueprint,
    row: OracleRow,
    deleted: DeletedRows = 'EXCLUDE',
  ): readonly OracleRow[] {
    const target = typeOf(this.world.blueprint, relation.target);
    const shown = this.shown(viewer, target, deleted);
    const declared = this.world.relations[type.table]!.relations[relation.field] as Relation | undefined;
    // What no table declares are the events about a row.
    if (!declared) return shown.filter(other => this.world.isAbout!(other, type, row));
    const from = declared.sourceColumns.map(column => row.values[keyNamed(type, column.name)]);
    const to = declared.targetColumns.map(column => keyNamed(target, column.name));
    const meets = (values: readonly unknown[], keys: readonly string[], other: OracleRow) =>
      keys.every((key, i) => values[i] != null && values[i] === other.values[key]);
    if (!declared.through || !relation.through) return shown.filter(other => meets(from, to, other));
    const join = typeOf(this.world.blueprint, relation.through.table);
    const [near, far] = [declared.through.source, declared.through.target].map(columns =>
      columns.map(({ _ }) => _.key),
    );
    const joins = this.world.rows(join.table).filter(each => meets(from, near!, each));
    return shown.filter(other => {
      const leads = (each: OracleRow) =>
        this.isDeleted(target, other)
          ? this.world.leadsToDeleted(viewer, join.table, each)
          : this.world.sees(viewer, join.table, each);
      return joins.some(
        each =>
          meets(
            to.map(key => other.values[key]),
            far!,
            each,
          ) && leads(each),
      );
    });
  }
}

const keyNamed = ({ stored }: TypeBlueprint, sqlName: string) =>
  stored.find(column => column.sqlName === sqlName)!.key;
/** The relations through join tables that lead to rows which may be deleted, and whether each viewer meets such rows by them. */
export function deletedThrough(world: PolicyWorld): { name: string; met: boolean[] }[] {
  const oracle = new PolicyOracle(world);
  return oracle.types.flatMap(type =>
    type.relations
      .filter(({ through, target }) => through && typeOf(world.blueprint, target).softDelete)
      .map(relation => ({
        name: `${type.name}.${relation.field}`,
        met: world.viewers.map(viewer =>
          oracle
            .seen(viewer, type)
            .some(row => oracle.related(viewer, type, relation, row, 'ONLY').length > 0),
        ),
      })),
  );
}
