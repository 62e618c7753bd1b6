/**
 * Known operations are answered in front of Yoga: by one compiled statement whose rows are the text of the answer.
 * An operation becomes known when Yoga has parsed, validated and run it; what is unusual about a request is left to Yoga, whole.
 */
import {
  type DocumentNode,
  type GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  getVariableValues,
} from 'graphql';
import {
  type AnswerRow,
  isOfKnownViewer,
  type Answered as WrittenAnswer,
  writeAnswer,
} from '../compiler/answer.ts';
import { CompiledOperation, type Plan } from '../compiler/compiled-operation.ts';
import { Uncovered } from '../compiler/operation-tree.ts';
import { ShapeTexts } from '../compiler/shape-texts.ts';
import { failureOf } from '../database/failure.ts';
import type { Leaving } from '../database/leaving.ts';
import type { Database } from '../database/open.ts';
import type { Statement } from '../database/pooled-connection.ts';
import { readingOf } from '../database/statement-log.ts';
import { isCoded } from '../errors.ts';
import type { Api } from '../generator/generate-api.ts';
import { newArgumentBudget } from '../generator/list/argument-budget.ts';
import { wholeOf } from '../generator/read/split-operation.ts';
import type { Asker, Viewers } from '../identity/viewers.ts';
import type { Admission } from './admission.ts';
import type { CacheSize } from './metrics.ts';
import type { OperationRecord } from './operation-record.ts';
import type { TrustedDocuments } from './trusted-documents.ts';

/** What a client sent. */
export interface GraphqlRequest {
  readonly query: string;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Whether the client takes the answer in parts. */
  readonly takesParts?: boolean;
}

interface KnownOperation {
  /** Without what asks for parts. */
  readonly document: DocumentNode;
  /** Whether something did. */
  readonly asksForParts: boolean;
  readonly compiled: CompiledOperation;
  /** The operation's own name, whether or not the request gave it. */
  readonly name: string | undefined;
  /** Plans that serve again, by the variables as they came. */
  readonly plans: Map<string, Plan>;
  /** Viewers and variables whose rows hold what only the resolvers can write, with the moment until which they are left to them. */
  readonly left: Map<string, number>;
}

export interface CompiledReadsOptions extends Pick<Api, 'blueprint' | 'filters'> {
  readonly schema: GraphQLSchema;
  readonly database: Database;
  readonly admission: Admission;
  readonly viewer: Viewers;
  readonly maxResponseBytes: number;
  /** Documents that requests may name. */
  readonly trusted?: TrustedDocuments | undefined;
}

/** An answer, what stands against one, or what every read of the request fails with: to ask PostgreSQL again would be in vain. */
export type Answered =
  | Extract<WrittenAnswer, { readonly kind: 'data' }>
  | { readonly kind: 'refused'; readonly error: GraphQLError }
  | { readonly kind: 'failed'; readonly error: Error };

/** Documents kept, and the longest that is. */
const maxDocuments = 300;
const longestDocument = 20_000;
/** Plans kept of a document, and the longest variables that they are kept for. */
const maxPlans = 50;
const longestVariables = 1_000;
/** For how long that is: a statement in vain for each request would cost more than what is gained once the rows are mended. */
const leftForMs = 60_000;
/** What texts of typed JSON may take. */
const maxShapeBytes = 32_000_000;

export class CompiledReads {
  private readonly options: CompiledReadsOptions;
  private readonly known = new Map<string, KnownOperation>();
  private readonly texts = new ShapeTexts(maxShapeBytes);

  constructor(options: CompiledReadsOptions) {
    this.options = options;
  }

  /** Documents that requests may name. */
  get trusted(): TrustedDocuments | undefined {
    return this.options.trusted;
  }

  /** Whether somebody may ask for anything; those who may not are told by Yoga. */
  mayAsk(asker: Asker): boolean {
    return this.options.viewer.refusal(asker) === undefined;
  }

  /** Whether another operation can be learned without forgetting one. */
  get hasRoom(): boolean {
    return this.known.size < maxDocuments;
  }

  /** Takes note of an operation that was valid and within all limits. */
  learn({ query, operationName }: GraphqlRequest, document: DocumentNode): void {
    const key = keyOf(query, operationName);
    if (this.known.has(key) || query.length > longestDocument) return;
    const operation = getOperationAST(document, operationName);
    if (operation?.operation !== 'query') return;
    if (this.known.size >= maxDocuments) this.known.delete(this.known.keys().next().value!);
    const whole = wholeOf(document);
    this.known.set(key, {
      document: whole,
      asksForParts: whole !== document,
      name: operation.name?.value,
      compiled: new CompiledOperation({ ...this.options, document: whole, operationName }),
      plans: new Map(),
      left: new Map(),
    });
  }

  /**
   * The answer, where the operation is known and nothing is unusual; undefined leaves it to Yoga.
   * @param until moment of performance.now() by which it must be answered
   * @param record told of the operation
   * @param signal told when the client leaves
   */
  async answer(
    request: GraphqlRequest,
    asker: Asker,
    until: number,
    record: OperationRecord,
    signal?: Leaving,
  ): Promise<Answered | undefined> {
    const key = keyOf(request.query, request.operationName);
    const known = this.known.get(key);
    if (!known || (known.asksForParts && request.takesParts)) return undefined;
    // Put behind the others, of which the first is forgotten first.
    this.known.delete(key);
    this.known.set(key, known);
    const variables = JSON.stringify(request.variables);
    // Two requests that differ would be one here, and the second have the first one's answer.
    if (variables.includes('null') && !isFaithful(request.variables)) return undefined;
    const { admission, maxResponseBytes, viewer } = this.options;
    const asked = () => `${viewer.idOf(asker) ?? ''} ${variables}`;
    if (known.left.size > 0 && (known.left.get(asked()) ?? 0) > performance.now()) return undefined;
    const plan = this.planOf(key, known, request, variables);
    if (!plan) return undefined;
    const beginning = viewer.statement(asker, plan.viewerColumns);
    record.type = 'query';
    record.name = known.name;
    const refusal = await admission.admit(record, plan.price);
    if (refusal) return { kind: 'refused', error: refusal };
    const whole = plan.text(beginning);
    const text = viewer.fitted?.(asker, whole) ?? whole;
    const statement: Statement = {
      text,
      params: [...beginning.params, ...plan.params],
      within: viewer.within?.(asker, 'read', text),
      asArrays: true,
      subject: readingOf(plan.tables),
      tally: record.tally,
      signal,
      maxResponseBytes,
    };
    try {
      const rows = await this.options.database.read(statement, until, isOfKnownViewer);
      const { operation, branches, slots } = plan;
      const input = { operation, branches, slots, texts: this.texts, maxBytes: maxResponseBytes };
      // As arrays, each begins with the number of its branch.
      const answered = writeAnswer(input, rows as unknown as readonly AnswerRow[]);
      if (answered.kind === 'data') return answered;
      if (answered.kind === 'unknown viewer') return { kind: 'failed', error: viewer.invalid() };
    } catch (error) {
      if (isFinal(error)) return { kind: 'failed', error };
      throw error;
    }
    if (variables.length <= longestVariables) {
      if (known.left.size >= maxPlans) known.left.clear();
      known.left.set(asked(), performance.now() + leftForMs);
    }
    return undefined;
  }

  /** What is kept, by name. */
  readonly caches: Readonly<Record<string, () => CacheSize>> = {
    known_documents: () => ({ entries: this.known.size }),
    plans: () => {
      let entries = 0;
      for (const { plans } of this.known.values()) entries += plans.size;
      return { entries };
    },
    typed_json_texts: () => this.texts.size,
  };

  private planOf(
    key: string,
    known: KnownOperation,
    request: GraphqlRequest,
    variables: string,
  ): Plan | undefined {
    const remembered = known.plans.get(variables);
    if (remembered) return remembered;
    const plan = this.makePlan(key, known, request);
    if (plan?.lasting && variables.length <= longestVariables) {
      if (known.plans.size >= maxPlans) known.plans.clear();
      known.plans.set(variables, plan);
    }
    return plan;
  }

  private makePlan(
    key: string,
    { document, compiled }: KnownOperation,
    { operationName, variables }: GraphqlRequest,
  ): Plan | undefined {
    const { schema } = this.options;
    const operation = getOperationAST(document, operationName)!;
    const { coerced } = getVariableValues(schema, operation.variableDefinitions ?? [], variables);
    if (!coerced) return undefined;
    try {
      return compiled.plan({ values: coerced, budget: newArgumentBudget() });
    } catch (error) {
      // Never covered, whatever the variables: it need not be tried again.
      if (error instanceof Uncovered) this.known.delete(key);
      else if (!isCoded(error)) throw error;
      return undefined;
    }
  }
}

/** Whether another statement would only take as long again, or bring as much. */
const isFinal = (error: unknown): error is Error => isCoded(error) || failureOf(error) === 'timeout';

/** Whether JSON tells all of a value: numbers beyond the range of a double, such as 1e999, it writes as null. */
function isFaithful(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value !== 'object' || value === null || Object.values(value).every(isFaithful);
}

const keyOf = (query: string, operationName: string | undefined) => `${operationName ?? ''}\n${query}`;
