/**
 * An operation whose answer comes in parts: written out so that each field stands in one place, and belongs to one part.
 * Knows documents; how a part is read, and whether a client takes any, is known elsewhere.
 */
import {
  type ConstDirectiveNode,
  type DirectiveNode,
  type DocumentNode,
  type ExecutionArgs,
  type FieldNode,
  GraphQLError,
  getDirectiveValues,
  getOperationAST,
  getVariableValues,
  type InlineFragmentNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { badUserInput, limitExceeded } from '../../errors.ts';
import { deferDirective, streamDirective } from '../types/directives.ts';
import { fragmentsOf, isLeftOut } from './selection.ts';
import { nestsTooDeeply } from './variable-depth.ts';

/** Parts of an answer: each fragment is a statement more, and a payload for each object that it is selected of. */
export const maxParts = 20;

/** What a fragment selects that is answered later. */
export interface AnswerPart {
  selectionSet: SelectionSetNode;
}

export interface SplitOperation {
  readonly document: DocumentNode;
  /** The part that a field is answered in; those that come first are in none. */
  readonly parts: ReadonlyMap<FieldNode, AnswerPart>;
}

type Variables = Readonly<Record<string, unknown>>;

const names: ReadonlySet<string> = new Set([deferDirective.name, streamDirective.name]);
const wholes = new WeakMap<DocumentNode, DocumentNode>();

/** The document without what asks for parts: the same one, where nothing does. */
export function wholeOf(document: DocumentNode): DocumentNode {
  const known =
    wholes.get(document) ??
    visit(document, { Directive: ({ name }) => (names.has(name.value) ? null : undefined) });
  wholes.set(document, known);
  return known;
}

/**
 * The operation with its fragments written out where they are spread, and nothing in it that is left out; undefined where
 * it asks for no parts.
 * @throws BAD_USER_INPUT, LIMIT_EXCEEDED
 */
export function splitOperation({
  schema,
  document,
  operationName,
  variableValues = {},
}: Pick<ExecutionArgs, 'schema' | 'document' | 'operationName' | 'variableValues'>):
  | SplitOperation
  | undefined {
  const operation = getOperationAST(document, operationName);
  // What is wrong with variables is told before anything runs, whoever takes the answer.
  if (!operation || wholeOf(document) === document || nestsTooDeeply(variableValues)) return undefined;
  const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variableValues ?? {});
  if (!coerced) return undefined;
  const writer = new PartWriter(document, coerced);
  const selectionSet = writer.set(operation.selectionSet, undefined);
  return {
    document: { kind: Kind.DOCUMENT, definitions: [{ ...operation, selectionSet }] },
    parts: writer.parts,
  };
}

class PartWriter {
  readonly parts = new Map<FieldNode, AnswerPart>();
  private readonly fragments: ReturnType<typeof fragmentsOf>;
  private readonly variables: Variables;
  private count = 0;

  constructor(document: DocumentNode, variables: Variables) {
    this.fragments = fragmentsOf(document);
    this.variables = variables;
  }

  set(set: SelectionSetNode, part: AnswerPart | undefined): SelectionSetNode {
    const selections = set.selections
      .filter(({ directives }) => !isLeftOut(directives, this.variables))
      .map(selection => this.selection(selection, part));
    return { ...set, selections };
  }

  private selection(node: SelectionNode, part: AnswerPart | undefined): SelectionNode {
    if (node.kind === Kind.FIELD) return this.field(node, part);
    const written = node.kind === Kind.FRAGMENT_SPREAD ? this.fragments.get(node.name.value)! : node;
    const { typeCondition, selectionSet } = written;
    const values = getDirectiveValues(deferDirective, node, this.variables);
    const fragment = (directives: readonly DirectiveNode[], inner: SelectionSetNode): InlineFragmentNode => ({
      kind: Kind.INLINE_FRAGMENT,
      ...(typeCondition ? { typeCondition } : {}),
      ...(node.loc ? { loc: node.loc } : {}),
      directives,
      selectionSet: inner,
    });
    if (values?.if !== true) return fragment([], this.set(selectionSet, part));
    this.countPart();
    const own: AnswerPart = { selectionSet };
    own.selectionSet = this.set(selectionSet, own);
    return fragment([directive(deferDirective.name, values.label)], own.selectionSet);
  }

  private field(node: FieldNode, part: AnswerPart | undefined): FieldNode {
    const values = getDirectiveValues(streamDirective, node, this.variables);
    const isStreamed = values?.if === true;
    if (isStreamed) {
      this.countPart();
      if (Number(values.initialCount) < 0) {
        const message = `initialCount of @stream must be 0 or more, not ${values.initialCount}.`;
        const { extensions } = badUserInput(message);
        throw new GraphQLError(message, { nodes: node, extensions });
      }
    }
    const field: FieldNode = {
      ...node,
      directives: isStreamed
        ? [directive(streamDirective.name, values.label, Number(values.initialCount))]
        : [],
      ...(node.selectionSet ? { selectionSet: this.set(node.selectionSet, part) } : {}),
    };
    if (part) this.parts.set(field, part);
    return field;
  }

  private countPart(): void {
    if (++this.count <= maxParts) return;
    throw limitExceeded(
      `The operation asks for too many parts: at most ${maxParts} fragments with @defer and lists with @stream are allowed, those in fragments counted each time they are used. Ask for less at once.`,
    );
  }
}

function directive(name: string, label: unknown, initialCount?: number): ConstDirectiveNode {
  const argument = (of: string, value: ConstArgumentValue) =>
    ({ kind: Kind.ARGUMENT, name: { kind: Kind.NAME, value: of }, value }) as const;
  return {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: name },
    arguments: [
      ...(typeof label === 'string' ? [argument('label', { kind: Kind.STRING, value: label })] : []),
      ...(initialCount === undefined
        ? []
        : [argument('initialCount', { kind: Kind.INT, value: String(initialCount) })]),
    ],
  };
}

type ConstArgumentValue = NonNullable<ConstDirectiveNode['arguments']>[number]['value'];
