/**
 * Tells the record of a request what Yoga makes of it: the operation, and whether somebody is behind it.
 * The code of its errors is told by the plugin that words them.
 */
import { getOperationAST } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { RequestScope, ServerContext } from './request-context.ts';

export function useOperationRecord(): Plugin<ServerContext & RequestScope, RequestScope> {
  return {
    onParams({ params, context: { record } }) {
      record.query = params.query;
    },
    onExecute({ args: { document, operationName, contextValue } }) {
      const { record, identity } = contextValue;
      const operation = getOperationAST(document, operationName);
      record.type = operation?.operation;
      record.name = operation?.name?.value;
      return {
        onExecuteDone() {
          record.isKnownViewer = identity.mayAsk;
        },
      };
    },
  };
}
