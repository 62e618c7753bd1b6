/**
 * The shape of `cohorts.definition`: a tree of groups and conditions.
 * Knows the tree and its limits; refuses to know what a condition means, and whether cohorts refer in a circle.
 */
import { z } from 'zod';
import { type CohortConditionNode, cohortConditions } from './cohort-conditions.ts';

export const maxTreeLevels = 8;
export const maxTreeConditions = 100;

export interface CohortGroup {
  type: 'AND' | 'OR';
  values: CohortNode[];
}
export type CohortNode = CohortGroup | CohortConditionNode;
export type CohortDefinition = CohortGroup;

export const cohortGroupType = z.enum(['AND', 'OR']).meta({
  id: 'CohortGroupType',
  description: 'Whether all members of a group have to hold, or any.',
  valueDescriptions: { AND: 'All members have to hold.', OR: 'One member has to hold.' },
});

export const cohortGroup = z
  .strictObject({
    type: cohortGroupType,
    get values() {
      return z
        .array(cohortNode)
        .min(1)
        .max(maxTreeConditions)
        .describe('The groups and conditions in the group.');
    },
  })
  .meta({ id: 'CohortGroup', description: 'Groups and conditions of which all, or any, have to hold.' });

export const cohortNode = z
  .discriminatedUnion('type', [cohortGroup, ...cohortConditions])
  .meta({ id: 'CohortNode', description: 'A group or a condition.' });

export interface TreeExcess {
  readonly path: (string | number)[];
  readonly message: string;
}

/**
 * Where a tree exceeds its limits, or undefined when it does not. Works on any value and without recursion:
 * parsing a tree of about a thousand levels overflows the stack, so untrusted trees are measured first.
 */
export function findTreeExcess(tree: unknown): TreeExcess | undefined {
  const pending: { node: unknown; path: (string | number)[]; level: number }[] = [
    { node: tree, path: [], level: 1 },
  ];
  let conditions = 0;
  for (let entry = pending.shift(); entry !== undefined; entry = pending.shift()) {
    const { node, path, level } = entry;
    if (typeof node !== 'object' || node === null || !('values' in node) || !isGroup(node)) {
      conditions += 1;
      if (conditions > maxTreeConditions) {
        return { path, message: `is one condition too many: at most ${maxTreeConditions} in a definition` };
      }
    } else if (level > maxTreeLevels) {
      return { path, message: `is nested too deeply: at most ${maxTreeLevels} levels of groups` };
    } else if (Array.isArray(node.values)) {
      for (const [index, value] of node.values.entries()) {
        pending.push({ node: value, path: [...path, 'values', index], level: level + 1 });
      }
    }
  }
  return undefined;
}

function isGroup(node: object): node is { type: unknown; values: unknown } {
  return 'type' in node && (node.type === 'AND' || node.type === 'OR');
}

export const cohortDefinition = cohortGroup
  .superRefine((definition, context) => {
    const excess = findTreeExcess(definition);
    if (excess !== undefined) context.addIssue({ code: 'custom', ...excess });
  })
  .meta({
    id: 'CohortDefinition',
    description: `The tree of groups and conditions that persons have to meet: at most ${maxTreeLevels} levels of groups and ${maxTreeConditions} conditions.`,
  });
