/**
 * `viewerCan`: what the viewer may do with a row, told by the write rules in the statement that reads the row.
 * Knows rules as SQL; which they are, the Blueprint says.
 */
import type { Ability, RootAbility } from '../blueprint/abilities-blueprint.ts';
import { type Blueprint, type TypeBlueprint, typeOf } from '../blueprint/blueprint.ts';
import { abilitiesField } from '../blueprint/names.ts';
import { compileRule } from '../list/visibility.ts';
import type { Row } from '../request.ts';
import { toDrizzle } from '../sql/drizzle-sql.ts';
import { type Fragment, fragment, join, literal, text } from '../sql/fragment.ts';
import type { Fields } from '../types/pothos-types.ts';
import type { SchemaParts } from '../types/schema-parts.ts';
import { textMember } from './column-texts.ts';
import { selectingText } from './selecting.ts';

/** Whether it may be done, over a row. */
export const abilitySql = (blueprint: Blueprint, type: TypeBlueprint, { rule }: Ability): Fragment =>
  fragment`((${compileRule(blueprint, type, rule, 'probed') ?? text('true')}) is true)`;

/** The types that tell what may be done with rows. */
export function addAbilities(parts: SchemaParts): void {
  for (const { abilities } of [...Object.values(parts.blueprint.types), parts.blueprint]) {
    if (!abilities || parts.types.has(abilities.typeName)) continue;
    const { typeName, members } = abilities;
    const ref = parts.builder.objectRef(typeName).implement({
      description:
        'What the viewer may do by the rules of who may write. Values and constraints have a word in it only when it is done.',
      fields: t =>
        Object.fromEntries(
          members.map(({ name, description }) => [
            name,
            t.field<Readonly<Record<string, boolean>>>({
              type: 'Boolean',
              description,
              resolve: told => told[name],
            }),
          ]),
        ),
    });
    parts.types.set(typeName, ref);
  }
}

/** The field of a row; all that may be done is read with it. */
export function abilitiesFields(parts: SchemaParts, type: TypeBlueprint, t: Fields): Record<string, object> {
  const { abilities } = type;
  if (!abilities) return {};
  const member = textMember(abilitiesField);
  const pairs = abilities.members.map(
    each => fragment`${literal(each.name)}::text, ${abilitySql(parts.blueprint, type, each)}`,
  );
  return {
    [abilitiesField]: t.field<Row>({
      type: parts.types.get(abilities.typeName)!,
      description: 'What the viewer may do with it.',
      extensions: selectingText(member, fragment`json_build_object(${join(pairs, ', ')})`),
      resolve: row => row[member],
    }),
  };
}

/** The root field: what may be done that no row tells. */
export function rootAbilitiesField({ blueprint, types }: SchemaParts, t: Fields): Record<string, object> {
  const { abilities } = blueprint;
  if (!abilities) return {};
  const pairs = abilities.members.map(
    each => fragment`${literal(each.name)}::text, ${rootAbilitySql(blueprint, each)}`,
  );
  const told = fragment`json_build_object(${join(pairs, ', ')})`;
  return {
    [abilitiesField]: t.field<unknown>({
      type: types.get(abilities.typeName)!,
      nullable: true,
      description: 'What the viewer may do beside what rows tell of themselves; null for anonymous requests.',
      resolve: (_, _args, context) => (context.isSignedIn() ? context.reads.value(toDrizzle(told)) : null),
    }),
  };
}

/** Whether it may be done, without a row. */
export const rootAbilitySql = (blueprint: Blueprint, ability: RootAbility): Fragment =>
  abilitySql(blueprint, typeOf(blueprint, ability.table), ability);
