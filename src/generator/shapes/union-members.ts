/**
 * Members of unions that share a name and differ in type: GraphQL lets no selection have both, so all but the first are named apart.
 * Knows shapes alone; that a variant which is added last renames no member of another is what the order is for.
 */
import { upperFirst } from '../blueprint/names.ts';
import type { MemberShape, NamedShape, ObjectShape, ShapeRef, UnionShape } from './shape-blueprint.ts';

type Shapes = Readonly<Record<string, NamedShape>>;

/** The shapes with names for what cannot be selected together, and what is in the way of such a name. */
export function namedApart(shapes: Shapes): {
  readonly shapes: Shapes;
  readonly problems: readonly string[];
} {
  const settled: Record<string, NamedShape> = { ...shapes };
  const problems: string[] = [];
  for (const union of Object.values(shapes)) {
    if (union.kind !== 'union') continue;
    const first = new Map<string, Claimed>();
    for (const variant of union.variants) {
      const shape = objectsOf(settled, variant.type)[0]!;
      const members = shape.members.map((member): MemberShape => {
        const owner = first.get(shownName(member));
        if (!owner || owner.shape === shape.name || areAlike(shapes, owner.member, member)) return member;
        return { ...member, apart: `${variant.field}${upperFirst(member.field)}` };
      });
      const named = { ...shape, members };
      settled[shape.name] = named;
      for (const member of members) {
        const name = shownName(member);
        const owner = first.get(name);
        if (owner && !areAlike(shapes, owner.member, member))
          problems.push(problem(union, owner, named, name));
        else if (!owner) first.set(name, { shape: shape.name, member });
      }
    }
  }
  return { shapes: settled, problems };
}

interface Claimed {
  readonly shape: string;
  readonly member: MemberShape;
}

const problem = ({ name }: UnionShape, owner: Claimed, shape: ObjectShape, member: string): string =>
  `The members "${member}" of shapes "${owner.shape}" and "${shape.name}" cannot be selected together of the union "${name}": rename one of them.`;

/** The name that a member has beside those of other variants. */
const shownName = ({ field, apart }: MemberShape): string => apart ?? field;

/** The member that a field of the shape's type shows: by the name of the input, or by the one it has beside other variants. */
export const memberShownBy = ({ members }: ObjectShape, name: string): MemberShape | undefined =>
  members.find(({ field, apart }) => field === name || apart === name);

/** Whether one selection can have both, as "Field Selection Merging" of the specification has it. */
function areAlike(
  shapes: Shapes,
  one: MemberShape,
  other: MemberShape,
  seen: ReadonlySet<string> = new Set(),
) {
  return canBeNull(one) === canBeNull(other) && canMerge(shapes, one.type, other.type, seen);
}

const canBeNull = ({ required, nullable }: MemberShape) => !required || nullable;

function canMerge(shapes: Shapes, one: ShapeRef, other: ShapeRef, seen: ReadonlySet<string>): boolean {
  if (one.kind === 'list' || other.kind === 'list') {
    return (
      one.kind === 'list' &&
      other.kind === 'list' &&
      one.itemsNullable === other.itemsNullable &&
      canMerge(shapes, one.of, other.of, seen)
    );
  }
  if (one.name === other.name) return true;
  const pair = `${one.name} ${other.name}`;
  // What is being compared further up differs there, if at all.
  if (seen.has(pair)) return true;
  const [objects, others] = [objectsOf(shapes, one.name), objectsOf(shapes, other.name)];
  if (objects.length === 0 || others.length === 0) return false;
  const within = new Set([...seen, pair]);
  return objects.every(a =>
    others.every(b =>
      a.members.every(member => {
        const same = b.members.find(({ field }) => field === member.field);
        return !same || areAlike(shapes, member, same, within);
      }),
    ),
  );
}

/** The objects that a value of the type can be; none where it has no members. */
function objectsOf(shapes: Shapes, name: string): readonly ObjectShape[] {
  const shape = shapes[name];
  if (shape?.kind === 'union') return shape.variants.flatMap(({ type }) => objectsOf(shapes, type));
  return shape?.kind === 'object' ? [shape] : [];
}
