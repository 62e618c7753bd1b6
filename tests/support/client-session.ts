/**
 * What the sessions of real clients share: a server of their own, the dashboards that it has, and consoles that must stay silent.
 * Knows nothing of any client.
 */
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest';
import { startTestApi, type TestApi } from './api.ts';

export interface Session {
  readonly api: TestApi;
  readonly token: string;
  /** The project that the session writes in. */
  readonly projectId: string;
}

/** A server, and somebody signed in, for the tests of a file; what clients warn of fails the test. */
export function clientSession(): () => Session {
  let session: Session;
  beforeAll(async () => {
    const api = await startTestApi({ demo: true });
    const token = await api.signIn('owner@demo.example');
    const { data } = await api.ask('{ project(by: { slug: "lumen-notes" }) { id } }', { token });
    session = { api, token, projectId: data.project.id };
  });
  afterAll(() => session.api.close());
  beforeEach(() => {
    for (const level of ['warn', 'error'] as const) vi.spyOn(console, level).mockImplementation(() => {});
  });
  afterEach(() => {
    const told = (['warn', 'error'] as const).flatMap(level => vi.mocked(console[level]).mock.calls);
    vi.restoreAllMocks();
    expect(told).toEqual([]);
  });
  return () => session;
}
