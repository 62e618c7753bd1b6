/**
 * Writes from hand-written fields: by the generated mutations, so that rules, references, checks and the trail are theirs.
 * Knows how a mutation is asked in the process; refuses to know what is written.
 */
import { type DocumentNode, execute, type GraphQLSchema, parse, validate } from 'graphql';
import type { Operation, PreparedOperation } from '../read/prepare-operation.ts';
import type { ReadContext, Row } from '../request.ts';
import type { UserError } from '../types/user-errors.ts';

/** What a mutation answers: the fields that were selected, and what has to be mended. */
export type Written = Row & { readonly userErrors: readonly UserError[] };

/** A schema, and what its operations go through before they run. */
interface Door {
  readonly schema: GraphQLSchema;
  prepare(operation: Operation, context: ReadContext): PreparedOperation;
}

export class OwnWrites {
  private readonly door: () => Door;
  private readonly documents = new Map<string, DocumentNode>();

  /** @param door only resolvers can ask for it */
  constructor(door: () => Door) {
    this.door = door;
  }

  /** @throws what the mutation fails with, where it is nothing that its input could mend */
  async write(mutation: string, input: object, selection: string, context: ReadContext): Promise<Written> {
    const { schema, prepare } = this.door();
    const document = this.documentOf(mutation, selection);
    const variableValues = { input };
    const [wrong] = prepare({ schema, document, operationName: null, variableValues }, context).errors;
    if (wrong) throw wrong;
    const { data, errors } = await execute({ schema, document, variableValues, contextValue: context });
    if (errors?.[0]) throw errors[0].originalError ?? errors[0];
    return data![mutation] as Written;
  }

  private documentOf(mutation: string, selection: string): DocumentNode {
    const key = `${mutation} ${selection}`;
    const document = this.documents.get(key) ?? this.parsed(mutation, selection);
    this.documents.set(key, document);
    return document;
  }

  private parsed(mutation: string, selection: string): DocumentNode {
    const { schema } = this.door();
    const input = schema
      .getMutationType()
      ?.getFields()
      [mutation]?.args.find(({ name }) => name === 'input');
    if (!input) throw new Error(`There is no generated mutation "${mutation}".`);
    const document = parse(`mutation ($input: ${input.type}) {
      ${mutation}(input: $input) { ${selection} userErrors { code message path } }
    }`);
    const [wrong] = validate(schema, document);
    if (wrong) throw new Error(`What is selected of "${mutation}" cannot be asked for: ${wrong.message}`);
    return document;
  }
}
