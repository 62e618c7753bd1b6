/**
 * Scalars whose values are texts of a form, such as `10.0.0.0/8`.
 * Knows how GraphQL hands texts in and out; what the form is, is each kind's to say.
 */
import { GraphQLError, GraphQLScalarType, Kind as NodeKind } from 'graphql';

interface TextScalar {
  readonly name: string;
  /** What a value is, with an example, as a sentence. */
  readonly description: string;
  /** What a client has to write, for messages: `a text such as "10.0.0.0/8"`. */
  readonly expected: string;
  /** Whether a text is a value. */
  isValue(text: string): boolean;
}

export function textScalar({
  name,
  description,
  expected,
  isValue,
}: TextScalar): GraphQLScalarType<string, string> {
  const parse = (value: unknown): string => {
    if (typeof value === 'string' && isValue(value)) return value;
    throw new GraphQLError(`${name} expects ${expected}, not ${shown(value)}.`);
  };
  return new GraphQLScalarType<string, string>({
    name,
    description,
    serialize: value => String(value),
    parseValue: parse,
    parseLiteral: node => parse('value' in node && node.kind === NodeKind.STRING ? node.value : undefined),
  });
}

/** A value for a message, which may be of any length. */
function shown(value: unknown): string {
  const text = value === undefined ? 'another value' : JSON.stringify(value);
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
