/**
 * The entry for tables of your own: what generates their API, what serves it, and the words that its policy is written in.
 * Names only; docs/generator.md shows each. What is not here is the server's own, and may change with any version.
 */
export { ConfigError, parseConfig } from './config.ts';
export { startEmbedded } from './embedded/embedded.ts';
export { badUserInput, notFound } from './errors.ts';
export type { ApiOptions } from './generator/api-options.ts';
export { BlueprintError } from './generator/blueprint/build-blueprint.ts';
export type { Policy, TableRules } from './generator/blueprint/table-rules.ts';
export type { Extension } from './generator/extension.ts';
export { type Api, generateApi } from './generator/generate-api.ts';
export { outboxTable } from './generator/hooks/outbox-table.ts';
export type { HookTools, OnBehalf, WriteEvent, WriteHook } from './generator/hooks/write-hook.ts';
export {
  all,
  any,
  everyone,
  inSet,
  isNull,
  isViewers,
  nobody,
  not,
  present,
  related,
  sqlAccounts,
  sqlRule,
  sqlValue,
  viewerHas,
  visible,
} from './generator/rules/rule-parts.ts';
export { without } from './generator/without.ts';
export { idempotencyTable } from './generator/write/idempotency-table.ts';
export type { Written } from './generator/write/own-write.ts';
export { bearerViewers } from './identity/bearer-viewers.ts';
export { shapeOf } from './model/json-shape.ts';
export { searchIndex } from './model/search.ts';
export { type ConnectedApi, type ConnectOptions, connectApi } from './server/connect-api.ts';
export type { ServerContext } from './server/request-context.ts';
export { type ServedApi, type ServeOptions, serveApi } from './server/serve-api.ts';
