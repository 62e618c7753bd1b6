/**
 * Writes that no request asks for, of jobs, scripts and hooks: by the generated mutations, as somebody, with all that holds for whoever they are.
 * Knows how such a wish becomes a context; who may write what, is the policy's.
 */
import { randomUUID } from 'node:crypto';
import type { Api } from '../generator/generate-api.ts';
import type { WriteOnBehalf } from '../generator/hooks/write-hook.ts';
import { askerFor } from '../identity/viewers.ts';
import { OperationRecord } from './operation-record.ts';
import { type ContextOptions, contextFor } from './request-context.ts';

/** Nobody in particular: there is no request. */
const nowhere = { ipAddress: null, userAgent: null };

export const writingOnBehalf =
  ({ writes }: Pick<Api, 'writes'>, options: ContextOptions): WriteOnBehalf =>
  async (who, mutation, input, selection = '') => {
    const asker = askerFor(options.viewer, who);
    const requestId = randomUUID();
    const record = new OperationRecord(requestId);
    record.type = 'mutation';
    const scope = { requestId, clientRequestId: null, record, client: nowhere };
    try {
      return await writes.write(mutation, input, selection, contextFor(options, asker, scope));
    } finally {
      // Also where nobody knows whether it was done.
      options.database.wrote(options.viewer.idOf(asker));
    }
  };
