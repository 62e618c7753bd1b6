/**
 * The schema as text, sorted, with the directives on its fields, which graphql-js leaves out.
 * Knows where a field ends in the text; refuses to know which field is marked, and why.
 */
import { type GraphQLSchema, lexicographicSortSchema, parse, printSchema, visit } from 'graphql';
import { semanticNonNullDirective } from './directives.ts';

export function printedSchema(schema: GraphQLSchema): string {
  const text = printSchema(lexicographicSortSchema(schema));
  const ends: number[] = [];
  visit(parse(text), {
    ObjectTypeDefinition: type => {
      const members = schema.getType(type.name.value);
      const fields = members && 'getFields' in members ? members.getFields() : {};
      for (const { name, type: ofField } of type.fields ?? [])
        if (isMarked(fields[name.value])) ends.push(ofField.loc!.end);
      return false;
    },
  });
  return ends.reduceRight(
    (printed, end) => `${printed.slice(0, end)} @${semanticNonNullDirective.name}${printed.slice(end)}`,
    text,
  );
}

const isMarked = (field: { readonly extensions: Readonly<Record<string, unknown>> } | undefined): boolean =>
  semanticNonNullDirective.name in Object(field?.extensions.directives);
