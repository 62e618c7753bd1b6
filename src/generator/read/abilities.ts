/**
 * `viewerCan`: what the viewer may do with a row, told by the write rules in the statement that reads the row.
 * Knows rules as SQL; which they are, the Blueprint says.
 */
import type { Ability } from '../blueprint/abilities-blueprint.ts';
import type { Blueprint, TypeBlueprint } from '../blueprint/blueprint.ts';
import { abilitiesField } from '../blueprint/names.ts';
import { compileRule } from '../list/visibility.ts';
import type { Row } from '../request.ts';
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
  for (const { abilities } of Object.values(parts.blueprint.types)) {
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
