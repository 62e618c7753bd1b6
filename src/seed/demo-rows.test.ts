import { describe, expect, it } from 'vitest';
import { type CohortConditionNode, cohortConditions } from '../model/shapes/cohort-conditions.ts';
import { type CohortNode, cohortDefinition } from '../model/shapes/cohort-definition.ts';
import { isDateExpression } from '../model/shapes/date-expression.ts';
import { insightConfig } from '../model/shapes/insight-config.ts';
import { gridColumns, widgetLayout } from '../model/shapes/widget-layout.ts';
import { dashboardPlans } from './dashboard-plans.ts';
import { demoAccounts, demoProjects } from './demo-members.ts';
import { buildDemoRows } from './demo-rows.ts';
import { demoNow } from './seed-demo.ts';

const now = new Date(demoNow);
const hashes = new Map(Object.values(demoAccounts).map(({ email }) => [email, `hash of ${email}`]));
const rows = buildDemoRows(now, hashes);
const { cohorts = [], dashboards = [], insights = [], persons = [], widgets = [] } = rows;
const notes = demoProjects.notes.id;
const ofNotes = <T extends { projectId: string }>(list: T[]) => list.filter(row => row.projectId === notes);

const conditionsOf = (node: CohortNode): CohortConditionNode[] =>
  'values' in node && (node.type === 'AND' || node.type === 'OR')
    ? node.values.flatMap(conditionsOf)
    : [node as CohortConditionNode];

describe('demo rows', () => {
  it('are the same for the same now', () => {
    expect(buildDemoRows(now, hashes)).toEqual(rows);
  });

  it('keep their ids when now moves', () => {
    const later = buildDemoRows(new Date(now.getTime() + 86_400_000), hashes);
    for (const [table, list] of Object.entries(rows)) {
      const ids = (later[table as keyof typeof rows] ?? []).map(({ id }) => id);
      expect(ids, table).toEqual(list.map(({ id }) => id));
    }
  });

  it('keep the ids that documents quote', () => {
    expect(notes).toBe('79e2ef4b-f116-83fa-9e2d-49dea36c712e');
    expect(dashboards[0]).toMatchObject({
      id: '71b425e4-2c83-89a1-843b-27d037ec900d',
      name: 'Growth overview',
      projectId: notes,
    });
  });

  it('hold no timestamp after now except expiries, and none before their creation', () => {
    for (const [table, list] of Object.entries(rows)) {
      for (const row of list) {
        expect(row.createdAt <= row.updatedAt && row.updatedAt <= now, `${table} ${row.id}`).toBe(true);
      }
    }
  });

  it('have a configuration of the right type in every insight, of all six types per project', () => {
    for (const { name, type, config } of insights) {
      expect(insightConfig.safeParse(config).error, name).toBeUndefined();
      expect(config).toMatchObject({ type });
    }
    for (const { id } of Object.values(demoProjects)) {
      const types = insights.filter(({ projectId }) => projectId === id).map(({ type }) => type);
      expect(new Set(types).size).toBe(6);
    }
  });

  it('have a valid definition in every cohort that is not static, of every kind of condition', () => {
    const kinds = new Set<string>();
    for (const { name, definition, isStatic } of cohorts) {
      if (isStatic) {
        expect(definition, name).toBeNull();
        continue;
      }
      const parsed = cohortDefinition.safeParse(definition);
      expect(parsed.error, name).toBeUndefined();
      for (const { type } of conditionsOf(parsed.data!)) kinds.add(type);
    }
    expect([...kinds].toSorted()).toEqual(cohortConditions.map(({ shape }) => shape.type.value).toSorted());
  });

  it('refer only to living cohorts of the same project', () => {
    for (const { projectId, definition } of cohorts) {
      if (definition === null) continue;
      for (const condition of conditionsOf(cohortDefinition.parse(definition))) {
        if (condition.type !== 'cohort') continue;
        const target = cohorts.find(({ id }) => id === condition.cohortId);
        expect(target).toMatchObject({ projectId, deletedAt: null });
      }
    }
    for (const { projectId, config } of insights) {
      for (const [id] of JSON.stringify(config).matchAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g)) {
        expect(cohorts.find(cohort => cohort.id === id)).toMatchObject({ projectId, deletedAt: null });
      }
    }
  });

  it.each(Object.values(demoProjects))(
    'tile every dashboard of $name without overlaps or holes',
    ({ id }) => {
      for (const dashboard of dashboards.filter(({ projectId }) => projectId === id)) {
        const layouts = widgets
          .filter(({ dashboardId }) => dashboardId === dashboard.id)
          .map(({ layout }) => widgetLayout.parse(layout));
        const height = Math.max(0, ...layouts.map(({ y, h }) => y + h));
        const cells = Array<number>(gridColumns * height).fill(0);
        for (const { x, y, w, h } of layouts) {
          for (let row = y; row < y + h; row += 1) {
            for (let column = x; column < x + w; column += 1) cells[row * gridColumns + column]! += 1;
          }
        }
        expect(new Set(cells), dashboard.name).toEqual(new Set(layouts.length === 0 ? [] : [1]));
      }
    },
  );

  it('have exactly 12 widgets on the first dashboard: 11 insights of all types and a text', () => {
    const first = widgets.filter(({ dashboardId }) => dashboardId === dashboards[0]!.id);
    const shown = first.flatMap(({ insightId }) => insights.filter(({ id }) => id === insightId));
    expect(first).toHaveLength(12);
    expect(new Set(shown.map(({ id }) => id)).size).toBe(11);
    expect(new Set(shown.map(({ type }) => type)).size).toBe(6);
    expect(shown.every(({ deletedAt }) => deletedAt === null)).toBe(true);
    expect(first.filter(({ content }) => content !== null)).toHaveLength(1);
  });

  it('write the dates of dashboards in the notation of configurations', () => {
    for (const { dateFrom, dateTo } of dashboardPlans) {
      for (const date of [dateFrom, dateTo])
        if (date !== undefined) expect(isDateExpression(date)).toBe(true);
    }
  });

  it('hold what lists have to cope with: deleted rows, empty columns, equal timestamps, missing properties', () => {
    for (const list of [ofNotes(dashboards), ofNotes(insights), ofNotes(cohorts)]) {
      expect(list.some(({ deletedAt }) => deletedAt !== null)).toBe(true);
      expect(list.some(({ description }) => description === null)).toBe(true);
      const moments = new Set(list.map(({ createdAt }) => createdAt.getTime()));
      expect(moments.size).toBeLessThan(list.length);
    }
    expect(ofNotes(insights).some(({ createdBy }) => createdBy === null)).toBe(true);
    const some = (has: (properties: Record<string, unknown>) => boolean) =>
      expect(ofNotes(persons).some(({ properties }) => has(properties!))).toBe(true);
    some(properties => Object.keys(properties).length === 0);
    some(properties => properties.initial_referrer === null);
    some(properties => typeof properties.mrr === 'number' && !('company' in properties));
  });
});
