/**
 * The directives by which a client asks for an answer in parts: `@defer` and `@stream`, as the specification's draft of 2022 has them.
 * Knows their arguments; what a part is, and who may have one, is decided elsewhere.
 */
import {
  DirectiveLocation,
  GraphQLBoolean,
  GraphQLDirective,
  GraphQLInt,
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

/** All directives of a schema. */
export const directives = [...specifiedDirectives, deferDirective, streamDirective];
