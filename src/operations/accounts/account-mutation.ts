/**
 * What mutations about accounts have in common: an input of texts, checked before anything is done, and faults in its own words.
 * Knows inputs and answers; what is done is each operation's.
 */
import type { z } from 'zod';
import { type FieldPrice, priceExtension } from '../../generator/price/field-price.ts';
import type { UserError } from '../../generator/types/user-errors.ts';
import { onceExtension } from '../../generator/write/mutation-tally.ts';
import type { ApiContext, ApiExtension } from '../api-context.ts';
import { fault, faultsOf, orHavingToWait } from '../input-faults.ts';

/** The answer of one that is done, or is not. */
export interface Done {
  readonly isDone: boolean;
  readonly userErrors: readonly UserError[];
}

export const done: Done = { isDone: true, userErrors: [] };
export const notDone = (userErrors: readonly UserError[]): Done => ({ isDone: false, userErrors });

export const wrongPassword = (member: string) => [
  fault('UNAUTHENTICATED', 'The password is not right.', member),
];

export const staleLink = () => [
  fault('BAD_USER_INPUT', 'The link was used already, or is too old. Ask for a new one.', 'token'),
];

/** Adds a payload type of one that is done, or is not. */
export function addDonePayload(
  extension: ApiExtension,
  { name, field, description }: AccountMutation<z.ZodType>['payload'],
): void {
  extension.payload<Done>(name, {
    description: 'What came of it, or what has to be mended.',
    fields: t => ({ [field]: t.boolean({ description, resolve: ({ isDone }) => isDone }) }),
  });
}

/** Of a field that hashes passwords or sends mail: many in one request would be many guesses, or many mails. */
export const costly = (what: string) => ({
  [onceExtension]: what,
  [priceExtension]: { points: 2_000 } satisfies FieldPrice,
});

export interface AccountMutation<Shape extends z.ZodType> {
  readonly name: string;
  readonly description: string;
  readonly input: {
    readonly name: string;
    readonly description: string;
    /** The texts that it takes, with what each one is. */
    readonly members: Readonly<Record<string, string>>;
    /** What they have to be. */
    shape(context: ApiContext): Shape;
  };
  readonly payload: {
    readonly name: string;
    /** The field that says whether it was done, and what that means. */
    readonly field: string;
    readonly description: string;
  };
  /** What an operation may do once only. */
  readonly once: string;
  resolve(input: z.output<Shape>, context: ApiContext): Promise<Done>;
}

/** Adds a mutation that is done, or is not. */
export function addAccountMutation<Shape extends z.ZodType>(
  extension: ApiExtension,
  { name, description, input, payload, once, resolve }: AccountMutation<Shape>,
): void {
  const type = addTexts(extension, input);
  addDonePayload(extension, payload);
  extension.builder.mutationField(name, t =>
    t.field({
      type: extension.type<Done>(payload.name),
      nullable: true,
      description,
      extensions: costly(once),
      args: { input: t.arg({ type, required: true, description: input.description }) },
      resolve: (_, args, context) =>
        orHavingToWait(async () => {
          const parsed = input.shape(context).safeParse(args.input);
          return parsed.success ? resolve(parsed.data, context) : notDone(faultsOf(parsed.error));
        }, notDone),
    }),
  );
}

/** Adds an input type of texts that have to be given. */
export const addTexts = (
  { builder }: ApiExtension,
  { name, description, members }: Omit<AccountMutation<z.ZodType>['input'], 'shape'>,
) =>
  builder.inputType(name, {
    description,
    fields: t =>
      Object.fromEntries(
        Object.entries(members).map(([member, meaning]) => [
          member,
          t.string({ required: true, description: meaning }),
        ]),
      ),
  });
