/**
 * The smallest operation that still shows a fault: pieces are left out for as long as it stays.
 * Knows documents; what the fault is, a function says.
 */
import {
  type ASTNode,
  type DocumentNode,
  type GraphQLSchema,
  parse,
  print,
  type SelectionSetNode,
  validate,
  visit,
} from 'graphql';
import type { Asked } from './both-paths.ts';

/** Pieces tried at most. */
const maxTries = 400;

/** @param fails whether the fault still shows */
export async function shrinkOperation(
  schema: GraphQLSchema,
  asked: Asked,
  fails: (smaller: Asked) => Promise<boolean>,
): Promise<Asked> {
  let best = asked;
  let tries = 0;
  for (let place = 0; tries < maxTries; place++) {
    const document = without(parse(best.query), place);
    if (!document) return best;
    const smaller = tidied(schema, document, best);
    if (!smaller) continue;
    tries++;
    if (await fails(smaller)) {
      best = smaller;
      // What comes after the piece has moved up to its place.
      place--;
    }
  }
  return best;
}

/** The document without its n-th piece that can be left out; undefined where there are not so many. */
function without(document: DocumentNode, place: number): DocumentNode | undefined {
  let index = -1;
  let found = false;
  const drop = () => {
    index++;
    if (index !== place) return undefined;
    found = true;
    return null;
  };
  const smaller = visit(document, {
    Field: { enter: drop },
    FragmentSpread: { enter: drop },
    InlineFragment: { enter: drop },
    Argument: { enter: drop },
    ObjectField: { enter: drop },
    Directive: { enter: drop },
    ListValue: {
      enter: node => {
        for (const i of node.values.keys()) {
          index++;
          if (index !== place) continue;
          found = true;
          return { ...node, values: node.values.filter((_, j) => j !== i) };
        }
        return undefined;
      },
    },
  });
  return found ? smaller : undefined;
}

/** The document without fields of which nothing is selected, and variables and fragments that nobody uses; undefined where it is not valid. */
function tidied(schema: GraphQLSchema, document: DocumentNode, asked: Asked): Asked | undefined {
  const kept = visit(document, {
    Field: {
      leave: node => (isEmpty(node.selectionSet) ? null : undefined),
    },
    InlineFragment: { leave: node => (isEmpty(node.selectionSet) ? null : undefined) },
  });
  const used = { variables: new Set<string>(), fragments: new Set<string>() };
  visit(kept, {
    VariableDefinition: () => false,
    Variable: node => {
      used.variables.add(node.name.value);
    },
    FragmentSpread: node => {
      used.fragments.add(node.name.value);
    },
  });
  const clean = visit(kept, {
    VariableDefinition: node => (used.variables.has(node.variable.name.value) ? undefined : null),
    FragmentDefinition: node => (used.fragments.has(node.name.value) ? undefined : null),
    OperationDefinition: {
      leave: node => (isEmpty(node.selectionSet) ? null : undefined),
    },
  });
  if (clean.definitions.length === 0) return undefined;
  const query = print(clean);
  try {
    if (validate(schema, parse(query)).length > 0) return undefined;
  } catch {
    return undefined;
  }
  const variables = Object.fromEntries(
    Object.entries(asked.variables ?? {}).filter(([name]) => used.variables.has(name)),
  );
  return { ...asked, query, variables };
}

const isEmpty = (set: SelectionSetNode | ASTNode | undefined): boolean =>
  set !== undefined && 'selections' in set && set.selections.length === 0;
