/**
 * What the model of writes has to be told of each type: written by hand, so that the generator can be held to it.
 * Values stand here as inputs give them and as the database stores them.
 */
import type { TableName } from '../../src/model/relations.ts';

export interface ModelType {
  readonly name: string;
  readonly table: TableName;
  readonly plural: string;
  /** Marked as deleted rather than removed. */
  readonly soft: boolean;
  /** Columns of a new row that no input gives. */
  readonly defaults: Readonly<Record<string, unknown>>;
  readonly hasCreator: boolean;
  /** Columns that must not be null. */
  readonly required: readonly string[];
  /** Columns that point to rows; the row pointed to is of the same project unless it is a project or user. */
  readonly references: Readonly<Record<string, TableName>>;
  /** The input member for children, with their type and what ties them. */
  readonly owned?: { readonly field: string; readonly type: string; readonly link: string };
  /** The input member for a row that is made with the one that points to it, and the column that points. */
  readonly makes?: { readonly field: string; readonly type: string; readonly column: string };
}

const project = { projectId: 'projects' } as const;

export const modelTypes: Readonly<Record<string, ModelType>> = {
  User: {
    name: 'User',
    table: 'users',
    plural: 'Users',
    soft: false,
    defaults: {},
    hasCreator: false,
    required: ['displayName'],
    references: {},
  },
  Project: {
    name: 'Project',
    table: 'projects',
    plural: 'Projects',
    soft: true,
    defaults: { timezone: 'UTC', deletedAt: null, suspendedAt: null },
    hasCreator: false,
    required: ['name', 'slug', 'timezone'],
    references: {},
  },
  ProjectMember: {
    name: 'ProjectMember',
    table: 'projectMembers',
    plural: 'ProjectMembers',
    soft: false,
    defaults: {},
    hasCreator: false,
    required: ['role'],
    references: { ...project, userId: 'users' },
  },
  Dashboard: {
    name: 'Dashboard',
    table: 'dashboards',
    plural: 'Dashboards',
    soft: true,
    defaults: { description: null, dateFrom: null, dateTo: null, isPinned: false, deletedAt: null },
    hasCreator: true,
    required: ['name', 'isPinned'],
    references: project,
    owned: { field: 'widgets', type: 'Widget', link: 'dashboardId' },
  },
  Insight: {
    name: 'Insight',
    table: 'insights',
    plural: 'Insights',
    soft: true,
    defaults: { description: null, isFavorite: false, deletedAt: null },
    hasCreator: true,
    required: ['name', 'type', 'config', 'isFavorite'],
    references: project,
  },
  Cohort: {
    name: 'Cohort',
    table: 'cohorts',
    plural: 'Cohorts',
    soft: true,
    defaults: { description: null, definition: null, isStatic: false, deletedAt: null },
    hasCreator: true,
    required: ['name', 'isStatic'],
    references: project,
    owned: { field: 'members', type: 'CohortMember', link: 'cohortId' },
  },
  CohortMember: {
    name: 'CohortMember',
    table: 'cohortMembers',
    plural: 'CohortMembers',
    soft: false,
    defaults: {},
    hasCreator: false,
    required: ['personId'],
    references: { ...project, cohortId: 'cohorts', personId: 'persons' },
  },
  Widget: {
    name: 'Widget',
    table: 'widgets',
    plural: 'Widgets',
    soft: false,
    defaults: { insightId: null, content: null },
    hasCreator: false,
    required: ['layout'],
    references: { ...project, dashboardId: 'dashboards', insightId: 'insights' },
    makes: { field: 'insight', type: 'Insight', column: 'insightId' },
  },
};

const engagement = { targetEvent: 'open', dateFrom: '-7d', dateTo: '-0d' };

/** Inputs whose stored form is another, by a name that commands use for them. */
export const codedValues: Readonly<Record<string, { readonly input: unknown; readonly stored: unknown }>> = {
  OWNER: { input: 'OWNER', stored: 'owner' },
  EDITOR: { input: 'EDITOR', stored: 'editor' },
  VIEWER: { input: 'VIEWER', stored: 'viewer' },
  LIFECYCLE: { input: 'LIFECYCLE', stored: 'lifecycle' },
  STICKINESS: { input: 'STICKINESS', stored: 'stickiness' },
  'config lifecycle': {
    input: { lifecycle: { ...engagement, granularity: 'DAY' } },
    stored: { type: 'lifecycle', ...engagement, granularity: 'day' },
  },
  'config stickiness': {
    input: { stickiness: { ...engagement, granularity: 'WEEK' } },
    stored: { type: 'stickiness', ...engagement, granularity: 'week' },
  },
  definition: {
    input: { type: 'AND', values: [{ personProperty: { property: 'p', operator: 'IS_SET' } }] },
    stored: { type: 'AND', values: [{ type: 'person_property', property: 'p', operator: 'is_set' }] },
  },
};

/** Typed JSON that refers to a cohort: `config lifecycle <id>`, `definition <id>`. */
const referring = /^(config lifecycle|definition) (\S+)$/;

function referringValue(name: string, cohortId: string, form: 'input' | 'stored'): unknown {
  if (name === 'definition') {
    const condition = { cohortId, negated: false };
    const values = [form === 'input' ? { cohort: condition } : { type: 'cohort', ...condition }];
    return { type: 'AND', values };
  }
  const more = { ...engagement, cohortIds: [cohortId] };
  return form === 'input'
    ? { lifecycle: { ...more, granularity: 'DAY' } }
    : { type: 'lifecycle', ...more, granularity: 'day' };
}

/** The cohorts that typed JSON in a command refers to, and where in the input. */
export function jsonReferences(input: Readonly<Record<string, unknown>>): { path: string; id: string }[] {
  return Object.entries(input).flatMap(([field, value]) => {
    const [, name, id] = (typeof value === 'string' && referring.exec(value)) || [];
    if (!name || !id) return [];
    const path = name === 'definition' ? 'values.0.cohort.cohortId' : 'lifecycle.cohortIds.0';
    return [{ path: `${field}.${path}`, id }];
  });
}

/** The cohort that a stored definition refers to. */
export const cohortIn = (definition: unknown): string | undefined =>
  (definition as { values: { cohortId?: string }[] } | null)?.values[0]?.cohortId;

/** A command's values as an input gives them; what has no other form stays. */
export const asInput = (value: unknown): unknown => translate(value, 'input');
export const asStored = (value: unknown): unknown => translate(value, 'stored');

function translate(value: unknown, form: 'input' | 'stored'): unknown {
  if (typeof value === 'string') {
    const [, name, id] = referring.exec(value) ?? [];
    return name && id ? referringValue(name, id, form) : (codedValues[value]?.[form] ?? value);
  }
  if (Array.isArray(value)) return value.map(item => translate(item, form));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, translate(member, form)]));
}

/** Of what rows are parts, whose time of change moves with theirs. */
export const wholeOf: Readonly<Record<string, { readonly table: TableName; readonly link: string }>> = {
  Widget: { table: 'dashboards', link: 'dashboardId' },
  CohortMember: { table: 'cohorts', link: 'cohortId' },
};
