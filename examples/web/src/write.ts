/**
 * A mutation, and why it was refused if it was: faults that the API tells in `userErrors`, and those of the request itself.
 * Knows what all payloads have in common; refuses to know what is written.
 */
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { useState } from 'react';
import { type AnyVariables, useMutation } from 'urql';

/** What each root field of a mutation has; null where an error stands in its place. */
type Payload = { readonly userErrors: readonly { readonly message: string }[] } | null;

export interface Write<Data, Variables> {
  /** @returns what came of it; undefined where it was refused */
  readonly run: (variables: Variables) => Promise<Data | undefined>;
  readonly refusal: string | undefined;
  readonly isRunning: boolean;
}

export function useWrite<Data extends Record<string, Payload>, Variables extends AnyVariables>(
  document: TypedDocumentNode<Data, Variables>,
): Write<Data, Variables> {
  const [{ fetching }, send] = useMutation(document);
  const [refusal, setRefusal] = useState<string>();

  async function run(variables: Variables): Promise<Data | undefined> {
    const { data, error } = await send(variables);
    const faults = Object.values<Payload>(data ?? {}).flatMap(payload => payload?.userErrors ?? []);
    const told = error ? [error] : faults;
    setRefusal(told.length > 0 ? told.map(({ message }) => message).join(' ') : undefined);
    return told.length > 0 ? undefined : data;
  }

  return { run, refusal, isRunning: fetching };
}
