/**
 * The directives by which a client asks for an answer in parts: `@defer` and `@stream`, as the specification's draft of 2022 has them;
 * and `@semanticNonNull`, by which the schema tells clients which fields are null for an error only.
 * Knows their arguments; what a part is, who may have one, and which field is marked, is decided elsewhere.
 */
import {
  DirectiveLocation,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLInt,
  GraphQLList,
  GraphQLNonNull,
  GraphQLString,
  specifiedDirectives,
} from 'graphql';

const label = {
  type: GraphQLString,
  description: 'What the part is called in the answer; unique in the document.',
};

export const deferDirective = new GraphQLDirective({
  name: 'defer',
  description: 'Has the fragment answered in a part of its own, after what is not deferred.',
  locations: [DirectiveLocation.FRAGMENT_SPREAD, DirectiveLocation.INLINE_FRAGMENT],
  args: {
    if: { type: new GraphQLNonNull(GraphQLBoolean), defaultValue: true, description: 'Whether it is.' },
    label,
  },
});

export const streamDirective = new GraphQLDirective({
  name: 'stream',
  description: 'Has the items of a list answered one by one, after those that come with the list.',
  locations: [DirectiveLocation.FIELD],
  args: {
    if: { type: new GraphQLNonNull(GraphQLBoolean), defaultValue: true, description: 'Whether they are.' },
    label,
    initialCount: {
      type: new GraphQLNonNull(GraphQLInt),
      defaultValue: 0,
      description: 'How many items come with the list; 0 or more.',
    },
  },
});

export const semanticNonNullDirective = new GraphQLDirective({
  name: 'semanticNonNull',
  description:
    'The field is null only where there is an error for it: a client that throws errors can take it as non-null.',
  locations: [DirectiveLocation.FIELD_DEFINITION],
  args: {
    levels: {
      type: new GraphQLList(GraphQLInt),
      defaultValue: [0],
      description: 'Of which levels it holds: 0 is the value itself, 1 the items of a list, and so on.',
    },
  },
});

/** What marks a field, where tools that print or read schemas look for directives. */
export const nullOnlyByError = { directives: { [semanticNonNullDirective.name]: {} } } as const;

/** All directives of a schema. */
export const directives = [...specifiedDirectives, deferDirective, streamDirective, semanticNonNullDirective];
