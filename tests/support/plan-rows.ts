/**
 * What PostgreSQL meets on the way to the answer of a compiled read: rows, indexes, and tables read through.
 */
import { parse } from 'graphql';
import postgres from 'postgres';
import { parseAuthorization } from '../../src/accounts/viewer.ts';
import { viewerStatement } from '../../src/accounts/viewer-row.ts';
import { credentialsOf } from '../../src/accounts/viewers.ts';
import { CompiledOperation } from '../../src/compiler/compiled-operation.ts';
import { newArgumentBudget } from '../../src/generator/list/argument-budget.ts';
import type { TestApi } from './api.ts';
import { largeProject, largeTables } from './large-world.ts';

export interface Met {
  /** Rows that scans of tables met, those that they left out included. */
  readonly rows: number;
  readonly indexes: readonly string[];
  /** The large tables that were read from one end to the other. */
  readonly scannedWhole: readonly string[];
}

interface Node {
  readonly 'Node Type': string;
  readonly 'Relation Name'?: string;
  readonly 'Index Name'?: string;
  readonly 'Actual Rows': number;
  readonly 'Actual Loops': number;
  readonly 'Rows Removed by Filter'?: number;
  readonly 'Rows Removed by Index Recheck'?: number;
  readonly Plans?: readonly Node[];
}

/** Runs the compiled statement of a read with the plan that serves all parameters. */
export async function explainCompiled(
  { api, databaseUrl }: TestApi,
  query: string,
  token: string,
): Promise<Met> {
  const compiled = new CompiledOperation({ ...api, document: parse(query), operationName: undefined });
  const plan = compiled.plan({ values: { project: largeProject }, budget: newArgumentBudget() });
  const viewer = viewerStatement(credentialsOf(parseAuthorization(`Bearer ${token}`)), plan.viewerColumns);
  const sql = postgres(databaseUrl, { max: 1, fetch_types: false, onnotice: () => {} });
  try {
    await sql.unsafe('set plan_cache_mode = force_generic_plan');
    await sql.unsafe(`prepare asked as ${plan.text(viewer)}`);
    const values = [...viewer.params, ...plan.params].map(
      value => `'${String(value).replaceAll("'", "''")}'`,
    );
    const [row] = await sql.unsafe<{ 'QUERY PLAN': string }[]>(
      `explain (analyze, format json) execute asked (${values.join(', ')})`,
    );
    const explained = row!['QUERY PLAN'] as unknown;
    const [{ Plan }] = (typeof explained === 'string' ? JSON.parse(explained) : explained) as [
      { Plan: Node },
    ];
    return metBy(withInner(Plan));
  } finally {
    await sql.end();
  }
}

const withInner = (node: Node): readonly Node[] => [node, ...(node.Plans ?? []).flatMap(withInner)];

function metBy(nodes: readonly Node[]): Met {
  const tables = new Set(
    largeTables.map(table => table.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`)),
  );
  const scans = nodes.filter(node => node['Relation Name'] !== undefined);
  return {
    rows: scans.reduce((sum, node) => sum + rowsOf(node), 0),
    indexes: nodes.flatMap(node => node['Index Name'] ?? []),
    scannedWhole: scans
      .filter(node => node['Node Type'] === 'Seq Scan' && tables.has(node['Relation Name']!))
      .map(node => node['Relation Name']!),
  };
}

const rowsOf = (node: Node): number =>
  node['Actual Loops'] *
  (node['Actual Rows'] +
    (node['Rows Removed by Filter'] ?? 0) +
    (node['Rows Removed by Index Recheck'] ?? 0));
