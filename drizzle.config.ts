/**
 * What drizzle-kit reads: where the tables are and where migrations go. The npm scripts db:* fill in the database, so that
 * each of them works with the embedded PostgreSQL as well.
 */
import { defineConfig } from 'drizzle-kit';

export default defineConfig({
  dialect: 'postgresql',
  schema: './src/model/tables/*.ts',
  // db:pull writes elsewhere: what it finds must not lie among the migrations.
  out: process.env.DRIZZLE_OUT ?? './drizzle',
  schemaFilter: ['public'],
  dbCredentials: { url: process.env.DATABASE_URL ?? '' },
});
