/** The schema that drizzle-graphql makes of tables and relations; nothing in it is written by hand. */
import { buildSchema as generate } from 'drizzle-graphql';
import { drizzle } from 'drizzle-orm/postgres-js';
import type { GraphQLSchema } from 'graphql';
import postgres from 'postgres';
import * as tables from './tables.ts';

export function buildSchema(url: string, poolSize: number): GraphQLSchema {
  return generate(drizzle(postgres(url, { max: poolSize }), { schema: tables })).schema;
}
