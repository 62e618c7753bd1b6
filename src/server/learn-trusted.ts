/**
 * Trusted documents are known before the first of them is asked: held to the limits, parsed, compiled, and named in metrics.
 * Runs once, at the start; refuses to know how they are asked for.
 */
import { type DocumentNode, Kind, type OperationDefinitionNode } from 'graphql';
import type { CompiledReads } from './compiled-reads.ts';
import { messageOf, problemOf, type TrustedDocument, unusable } from './document-manifest.ts';
import type { Metrics } from './metrics.ts';
import type { TrustedDocuments } from './trusted-documents.ts';
import type { Yoga } from './yoga.ts';

export interface LearningOptions {
  readonly trusted: TrustedDocuments;
  readonly yoga: Pick<Yoga, 'getEnveloped'>;
  readonly compiled: CompiledReads | undefined;
  readonly metrics: Pick<Metrics, 'nameOnly'>;
}

/** @throws ManifestError where a document is beyond the limits */
export function learnTrusted({ trusted, yoga, compiled, metrics }: LearningOptions): void {
  const tools = yoga.getEnveloped({});
  const documents = trusted.documents.map(entry => ({ ...entry, ...checked(entry, tools) }));
  const problems = documents.flatMap(({ id, problem }) =>
    problem === undefined ? [] : [problemOf(id, problem)],
  );
  if (problems.length > 0) throw unusable(trusted.file, problems);
  const named = new Set<string>();
  for (const { text, document } of documents) {
    const names = operationsOf(document).flatMap(({ name }) => (name ? [name.value] : []));
    for (const name of names) named.add(name);
    // As clients ask that name the operation, and as those do that leave it out where there is but one.
    for (const operationName of [undefined, ...names])
      if (compiled?.hasRoom) compiled.learn({ query: text, operationName, variables: {} }, document);
  }
  metrics.nameOnly(named);
}

/** The document as Yoga has it from now on, or what stands against it. */
function checked(
  { text, document }: TrustedDocument,
  { parse, validate, schema }: ReturnType<Yoga['getEnveloped']>,
) {
  try {
    const parsed: DocumentNode = parse(text);
    const [error] = validate(schema, parsed);
    return error ? { document, problem: messageOf(error) } : { document: parsed, problem: undefined };
  } catch (error) {
    return { document, problem: messageOf(error) };
  }
}

const operationsOf = ({ definitions }: DocumentNode): readonly OperationDefinitionNode[] =>
  definitions.filter(node => node.kind === Kind.OPERATION_DEFINITION);
