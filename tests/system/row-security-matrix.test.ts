/**
 * The isolation matrix where PostgreSQL alone holds statements to the rules: the server's own conditions let everything through.
 * The other way round is the matrix by itself, whose databases have no policies.
 */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { BlueprintInput } from '../../src/generator/blueprint/build-blueprint.ts';
import { buildApi } from '../../src/operations/schema.ts';
import { startTestApi } from '../support/api.ts';
import { withOpenRules } from '../support/open-rules.ts';
import { holdToPolicies } from '../support/row-security.ts';
import { mutate } from '../support/write-client.ts';

const rules = vi.hoisted(() => ({ areOpen: false }));

vi.mock(import('../../src/generator/blueprint/build-blueprint.ts'), async original => {
  const real = await original();
  const buildBlueprint = (input: BlueprintInput) => {
    const blueprint = real.buildBlueprint(input);
    return rules.areOpen ? withOpenRules(blueprint) : blueprint;
  };
  return { ...real, buildBlueprint };
});

describe('with policies and without conditions', async () => {
  const { blueprint } = buildApi(undefined, { rowSecurity: true });
  rules.areOpen = true;
  beforeAll(() => holdToPolicies(blueprint));
  afterAll(() => holdToPolicies(false));
  await import('../policy-matrix.test.ts');

  it('a write that a policy refuses is answered as the server itself would, and not done', async () => {
    const api = await startTestApi({ demo: true });
    const [owner, viewer] = [await api.signIn('owner@demo.example'), await api.signIn('viewer@demo.example')];
    const { data } = await api.ask(
      '{ dashboards(first: 1, where: { project: { slug: { eq: "lumen-notes" } } }) { nodes { uuid name } } }',
      { token: viewer },
    );
    const [{ uuid: id, name }] = data.dashboards.nodes;
    const changed = (token: string) =>
      mutate(api, token, 'updateDashboard', { id, name: 'x' }, 'dashboard { name }');
    const refused = await changed(viewer);
    expect(refused.userErrors).toMatchObject([
      { code: 'FORBIDDEN', path: ['input'], message: 'You may not update this dashboard.' },
    ]);
    expect(await api.client`select name from dashboards where id = ${id}`).toEqual([{ name }]);
    expect((await changed(owner)).userErrors).toEqual([]);
    await api.close();
  });
});
