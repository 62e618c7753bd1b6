/**
 * How GraphQL names are made from registry keys, columns and enums.
 * Every derived name is made here, so that a collision can be found before there is a schema.
 */
import pluralize from 'pluralize';

/** What a name is the name of (`type`, `field of Note`), the name, and who needs it. */
export type Claim = readonly [kind: string, name: string, owner: string];

export const upperFirst = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

/** `projectMembers` → `projectMember`. */
export const singleName = (table: string) => pluralize.singular(table);

/** `projectMembers` stays; a table that is named for one row, `projectMember`, gets the same. */
export const pluralName = (table: string) =>
  pluralize.singular(table) === table ? pluralize.plural(table) : table;

/** `projectMembers` → `ProjectMember`. */
export const typeName = (table: string) => upperFirst(singleName(table));

/** `project_role` → `ProjectRole`. */
export const enumName = (sqlName: string) =>
  sqlName
    .split(/[^A-Za-z0-9]+/)
    .map(upperFirst)
    .join('');

/** The input type of a shape; enums and scalars serve both ways. */
export const shapeInputName = (shape: string) => `${shape}Input`;

/** `createdAt` → `created at`. */
export const words = (key: string) => key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').toLowerCase();

/** `projectMember` → `PROJECT_MEMBER`, as values of enums are named. */
export const constantName = (key: string) => words(key).replaceAll(' ', '_').toUpperCase();

/** A noun behind its article: `an insight`, `a User`. */
export const withArticle = (noun: string): string =>
  `${/^(?:[aeio]|u(?!ni|se|uid|ti))/i.test(noun) ? 'an' : 'a'} ${noun}`;

export const connectionName = (type: string) => `${type}Connection`;
export const edgeName = (type: string) => `${type}Edge`;
/** The member of a payload that has its row as an edge. */
export const rowEdgeName = (single: string) => `${single}Edge`;
/** The same of a payload of many rows. */
export const rowEdgesName = (single: string) => `${rowEdgeName(single)}s`;
export const whereName = (type: string) => `${type}Where`;
export const listWhereName = (type: string) => `${type}ListWhere`;
/** A key that is told of a list of rows. */
export const listOrderName = (type: string) => `${type}ListOrder`;
export const orderByName = (type: string) => `${type}OrderBy`;
/** What a row is looked up by, and the values of one key of several columns. */
export const lookupName = (type: string) => `${type}By`;
export const lookupKeyName = (type: string, key: string) => `${lookupName(type)}${upperFirst(key)}`;
/** The input of a row that is pointed to, and told by a unique key. */
export const connectName = (type: string) => `Connect${type}Input`;
/** The field of a row that tells what the viewer may do with it, and its types: of rows in which others are made, one of their own. */
export const abilitiesField = 'viewerCan';
export const sharedAbilitiesName = 'ViewerCan';
export const abilitiesName = (type: string) => `${type}${sharedAbilitiesName}`;
export const rootAbilitiesName = abilitiesName('Query');
export const aggregateName = (type: string) => `${type}Aggregate`;
export const groupName = (type: string) => `${type}RowGroup`;
export const groupKeyName = (type: string) => `${type}GroupKey`;
export const groupByName = (type: string) => `${type}GroupBy`;
export const groupOrderName = (type: string) => `${type}GroupOrder`;
export const groupHavingName = (type: string) => `${type}GroupHaving`;
/** Conditions on what one function tells of each column. */
export const havingName = (type: string, name: 'sum' | 'avg') => `${aggregatedName(type, name)}Having`;
/** What one function tells of each column: `PersonSum`; the least and the greatest have one type. */
export const aggregatedName = (type: string, name: 'countDistinct' | 'sum' | 'avg' | 'min' | 'max') =>
  `${type}${name === 'min' || name === 'max' ? 'Extremes' : upperFirst(name)}`;

/** The filter type of a scalar or enum, or of a list of it. */
export const filterName = (typeName: string, list: boolean) => `${typeName}${list ? 'List' : ''}Filter`;

/** All type names that one object type brings with it. */
export const namesOf = (type: string) => [
  type,
  connectionName(type),
  edgeName(type),
  whereName(type),
  listWhereName(type),
  orderByName(type),
  listOrderName(type),
  aggregateName(type),
  groupName(type),
  groupKeyName(type),
  groupByName(type),
  groupOrderName(type),
  groupHavingName(type),
  ...(['countDistinct', 'sum', 'avg', 'min'] as const).map(name => aggregatedName(type, name)),
  ...(['sum', 'avg'] as const).map(name => havingName(type, name)),
];

/** A field of a column. The name `id` is taken by the global id: a column of that name gives way to it. */
export function columnFieldName(key: string, isUuid: boolean, isOwnKey: boolean): string {
  if (isOwnKey && isUuid) return 'uuid';
  if (key !== 'id') return key;
  return isUuid ? 'uuid' : 'rowId';
}
