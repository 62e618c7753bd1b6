/**
 * Builds the Blueprint from the registry, the rules and the descriptions, and refuses what it cannot serve.
 * All problems are found before any is reported, each with its table and column.
 */
import type { Table } from 'drizzle-orm';
import { findReferenceProblems as findJsonReferenceProblems } from '../shapes/references.ts';
import type { NamedShape } from '../shapes/shape-blueprint.ts';
import { namedApart } from '../shapes/union-members.ts';
import {
  type Blueprint,
  conventions,
  deepFreeze,
  type EnumBlueprint,
  type TrailBlueprint,
  type TypeBlueprint,
} from './blueprint.ts';
import { buildAbilities, buildRootAbilities } from './build-abilities.ts';
import { buildType } from './build-type.ts';
import { findColumnRuleProblems } from './column-rule-problems.ts';
import type { Declarations } from './declarations.ts';
import type { Findings } from './findings.ts';
import { findGuestProblems } from './guest-problems.ts';
import { findHookProblems } from './hook-problems.ts';
import { findNameProblems } from './name-problems.ts';
import { withNamedRows } from './named-rows.ts';
import type { NoticesBlueprint } from './notice-blueprint.ts';
import { findNoticeProblems } from './notice-problems.ts';
import { findReferenceProblems } from './reference-problems.ts';
import type { OwnTable } from './shared-parts.ts';
import type { Rules, TypeInput } from './table-rules.ts';
import type { ViewerBlueprint } from './viewer-blueprint.ts';
import { findFixedRootRows, findWriteProblems } from './write-problems.ts';

export interface BlueprintInput extends TypeInput {
  readonly rules: Rules;
  readonly viewer: ViewerBlueprint;
  /** Where writes leave their trail; undefined for none. */
  readonly trail?: TrailBlueprint | undefined;
  /** Where notices are kept; undefined for nowhere. */
  readonly notices?: NoticesBlueprint | undefined;
  /** Where events wait for hooks; undefined for nowhere. */
  readonly outbox?: OwnTable | undefined;
  /** What remembers writes that were sent with a key of the client's; undefined for nothing. */
  readonly idempotency?: OwnTable | undefined;
}

/** The schema cannot be generated; the message lists every problem with its table and column. */
export class BlueprintError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The API cannot be generated from the tables:\n${problems.map(p => `  - ${p}`).join('\n')}`);
    this.name = 'BlueprintError';
    this.problems = problems;
  }
}

/** Builds the frozen Blueprint of the tables. @throws BlueprintError */
export function buildBlueprint(input: BlueprintInput): Blueprint {
  const found: Findings = {
    enums: new Map<string, EnumBlueprint>(),
    shapes: new Map<string, NamedShape>(),
    shapeOwners: new Map(),
    problems: [],
  };
  const types: Record<string, TypeBlueprint> = {};
  for (const [key, config] of Object.entries(input.relations)) {
    const rules = input.rules[key];
    if (!rules) {
      found.problems.push(`Table "${key}" has no policy entry: say who may read it in the policy.`);
      continue;
    }
    const type = buildType(
      { key, table: config.table as Table, relations: config.relations, rules },
      input,
      found,
    );
    if (type) types[key] = type;
  }
  found.problems.push(
    ...Object.keys(input.rules)
      .filter(key => !input.relations[key])
      .map(key => `The policy has an entry for table "${key}", which is not in the registry.`),
  );
  const { shapes, problems } = namedApart(Object.fromEntries(found.shapes));
  const named = withNamedRows(types, input.relations);
  const blueprint: Blueprint = {
    types: withAbilities(named),
    abilities: buildRootAbilities(named),
    enums: [...found.enums.values()],
    shapes,
    viewer: input.viewer,
    trail: input.trail,
    ...(input.notices ? { notices: input.notices } : {}),
    outbox: input.outbox,
    idempotency: input.idempotency,
    rootRows: [],
    hooks: [],
    conventions,
  };
  return settled(blueprint, [
    ...found.problems,
    ...problems,
    ...findReferenceProblems(blueprint),
    ...findColumnRuleProblems(blueprint, input.relations, input.rules),
    ...findWriteProblems(blueprint, input.relations),
    ...findGuestProblems(blueprint),
    ...findNoticeProblems(blueprint),
    ...findJsonReferenceProblems(blueprint),
  ]);
}

/** Types with what may be done with their rows, which the rules of other tables have a word in. */
const withAbilities = (types: Blueprint['types']): Blueprint['types'] =>
  Object.fromEntries(
    Object.entries(types).map(([table, type]) => [
      table,
      { ...type, abilities: buildAbilities(types, type) },
    ]),
  );

/** The Blueprint with what is declared by hand. @throws BlueprintError */
export function withDeclarations(
  blueprint: Blueprint,
  { members: declared, rootRows, hooks }: Declarations,
): Blueprint {
  const problems = Object.entries(declared)
    .filter(([table]) => !blueprint.types[table])
    .map(([table]) => `A field or filter is declared for table "${table}", which is not in the registry.`);
  const types = Object.fromEntries(
    Object.entries(blueprint.types).map(([table, type]) => [table, { ...type, ...declared[table] }]),
  );
  const complete = { ...blueprint, types, rootRows, hooks };
  return settled(complete, [...problems, ...findFixedRootRows(complete), ...findHookProblems(complete)]);
}

function settled(blueprint: Blueprint, problems: readonly string[]): Blueprint {
  const all = [...problems, ...findNameProblems(blueprint)];
  if (all.length > 0) throw new BlueprintError(all);
  return deepFreeze(blueprint);
}
