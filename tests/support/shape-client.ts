/**
 * What a client does with typed JSON: writes it in input form, selects all of it, and reads it back.
 * Knows the published schema and the stated conventions only; nothing here is shared with the generator.
 */
import {
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isObjectType,
  isUnionType,
} from 'graphql';
import type { Any } from './api.ts';
import type { Json, JsonObject } from './shape-arbitraries.ts';

/** `first_time` → `FIRST_TIME`; all labels of these shapes are lower case, but for those of groups. */
const toLabel = (value: string) => value.toUpperCase();
const fromLabel = (label: string) => (label === 'AND' || label === 'OR' ? label : label.toLowerCase());

const camel = (value: string) => value.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const isGroup = (type: unknown) => type === 'AND' || type === 'OR';

/** The input form of a JSON value: enums by label, and a variant under its name. */
export function toInput(value: Json, type: GraphQLInputType): Json {
  const inner = getNullableType(type);
  if (isListType(inner)) return (value as Json[]).map(item => toInput(item, inner.ofType));
  if (isEnumType(inner)) return toLabel(value as string);
  if (!isInputObjectType(inner)) return value;
  const { type: kind, ...rest } = value as { type?: string } & JsonObject;
  const fields = inner.getFields();
  if (inner.isOneOf) {
    const field = isGroup(kind) ? 'cohortGroup' : camel(kind!);
    return { [field]: toInput(value, fields[field]!.type) };
  }
  const members = fields.type ? (value as JsonObject) : rest;
  return Object.fromEntries(
    Object.entries(members).map(([key, item]) => [key, toInput(item, fields[key]!.type)]),
  );
}

/** An input as a literal in a document. */
export function toLiteral(value: Json, type: GraphQLInputType): string {
  const inner = getNullableType(type);
  if (isListType(inner)) return `[${(value as Json[]).map(item => toLiteral(item, inner.ofType)).join(' ')}]`;
  if (isEnumType(inner)) return value as string;
  if (!isInputObjectType(inner)) return literalOf(value);
  const fields = inner.getFields();
  const members = Object.entries(value as JsonObject);
  return `{ ${members.map(([key, item]) => `${key}: ${toLiteral(item, fields[key]!.type)}`).join(' ')} }`;
}

/** A text may be written with the escapes of JSON; those are GraphQL's too. */
const literalOf = (value: Json) => JSON.stringify(value);

/** The type that a union's object has beside the fields that are asked for. */
const kinds: Readonly<Record<string, string>> = {
  TrendConfig: 'trend',
  FunnelConfig: 'funnel',
  RetentionConfig: 'retention',
  LifecycleConfig: 'lifecycle',
  StickinessConfig: 'stickiness',
  PathsConfig: 'paths',
  PersonPropertyCondition: 'person_property',
  CohortCondition: 'cohort',
  EventCondition: 'event',
  FirstTimeEventCondition: 'first_time_event',
  NotPerformedEventCondition: 'not_performed_event',
  EventSequenceCondition: 'event_sequence',
  PerformedRegularlyCondition: 'performed_regularly',
  StoppedPerformingCondition: 'stopped_performing',
  RestartedPerformingCondition: 'restarted_performing',
};

/** What is not deprecated: fields of different variants that share a name share a type, and need no alias. */
const fieldsOf = (type: GraphQLObjectType) =>
  Object.values(type.getFields()).filter(field => field.deprecationReason === undefined);

/** The member that a field shows: `pathsExclusions`, which has the name of its variant in front, is `exclusions`. */
function memberOf(type: GraphQLObjectType, field: string): string {
  const deprecated = Object.values(type.getFields()).filter(({ deprecationReason }) => deprecationReason);
  return deprecated.find(({ deprecationReason }) => deprecationReason!.endsWith(` ${field}.`))?.name ?? field;
}

/** Every field of a type, with recursive types to a depth. Variants of unions are inline fragments. */
export function selectAll(
  type: GraphQLNamedType,
  schema: GraphQLSchema,
  depth: number,
  trail: string[] = [],
): string {
  if (isUnionType(type)) {
    const variants = schema.getPossibleTypes(type).map(variant => {
      const rest = selectAll(variant, schema, depth, trail);
      return rest === '' ? '' : `... on ${variant.name} ${rest}`;
    });
    return `{ __typename ${variants.join(' ')} }`;
  }
  if (!isObjectType(type)) return '';
  if (trail.filter(name => name === type.name).length >= depth) return '';
  const fields = fieldsOf(type).map(field => {
    const inner = getNamedType(field.type);
    const rest = selectAll(inner, schema, depth, [...trail, type.name]);
    return isCompositeType(inner) && rest === '' ? '' : `${field.name} ${rest}`;
  });
  return `{ ${fields.join(' ')} }`;
}

/** The JSON that an answer stands for: what is null is absent. */
export function fromAnswer(answer: Any, type: GraphQLOutputType, schema: GraphQLSchema): Json {
  const inner = getNullableType(type);
  if (answer === null) return null;
  if (isListType(inner)) return answer.map((item: Any) => fromAnswer(item, inner.ofType, schema));
  if (isEnumType(inner)) return fromLabel(answer);
  const own = isUnionType(inner) ? schema.getType(answer.__typename) : inner;
  if (!isObjectType(own)) return answer;
  const fields = fieldsOf(own).map(field => [
    memberOf(own, field.name),
    fromAnswer(answer[field.name], field.type, schema),
  ]);
  const kind = kinds[own.name];
  return {
    ...(kind === undefined ? {} : { type: kind }),
    ...Object.fromEntries(fields.filter(([, value]) => value !== null)),
  };
}
