/**
 * The isolation matrix where PostgreSQL alone holds statements to the rules: the server's own conditions let everything through.
 * The other way round is the matrix by itself, whose databases have no policies.
 */
import { afterAll, beforeAll, describe, vi } from 'vitest';
import type { BlueprintInput } from '../src/generator/blueprint/build-blueprint.ts';
import { buildApi } from '../src/operations/schema.ts';
import { withOpenRules } from './support/open-rules.ts';
import { holdToPolicies } from './support/row-security.ts';

const rules = vi.hoisted(() => ({ areOpen: false }));

vi.mock(import('../src/generator/blueprint/build-blueprint.ts'), async original => {
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
  await import('./policy-matrix.test.ts');
});
