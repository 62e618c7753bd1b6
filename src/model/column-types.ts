/**
 * Types of PostgreSQL that the API does not know by itself, such as domains and those of extensions.
 * Each is named once, with the kind of values that it is like; columns declare it with `customType`.
 */
export const columnTypes = {} as const;
