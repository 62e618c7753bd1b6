/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** How a trend is drawn. */
export type ChartType =
  /** A filled line for each series. */
  | 'AREA'
  /** A bar for each interval and series. */
  | 'BAR'
  /** A line for each series. */
  | 'LINE'
  /** One number for each series. */
  | 'NUMBER'
  /** A share of a circle for each series. */
  | 'PIE'
  /** A table of the numbers. */
  | 'TABLE';

/** A project to point to. */
export type ConnectProjectInput = {
  /** A project that is there, by a unique key. */
  connect: ProjectBy;
};

/** The time within which all steps have to be taken. */
export type ConversionWindowInput = {
  /** The unit of a conversion window. */
  unit: ConversionWindowUnit;
  /** How many units. 1 to 100000. */
  value: number;
};

/** The unit of a conversion window. */
export type ConversionWindowUnit =
  /** So many days. */
  | 'DAY'
  /** So many hours. */
  | 'HOUR'
  /** So many minutes. */
  | 'MINUTE'
  /** So many months. */
  | 'MONTH'
  /** So many seconds. */
  | 'SECOND'
  /** So many weeks. */
  | 'WEEK';

/** What createDashboard takes. */
export type CreateDashboardInput = {
  /** The start of the dates shown, instead of each insight’s own: relative (-7d, -4w, -12m, mStart, yStart) or ISO 8601. */
  dateFrom?: string | null | undefined;
  /** The end of the dates shown, written like dateFrom; null means now. */
  dateTo?: string | null | undefined;
  /** What the dashboard is about. */
  description?: string | null | undefined;
  /** A key of your own, new for each write: sent again within a day with the same input, nothing is written again, and the answer is that of the first. At most 255 characters. */
  idempotencyKey?: string | null | undefined;
  /** Whether the dashboard is kept at the top of lists. */
  isPinned?: boolean | null | undefined;
  /** The name of the dashboard. */
  name: string;
  /** The project by a unique key, instead of projectId. */
  project?: ConnectProjectInput | null | undefined;
  /** The project the dashboard belongs to. The id of a Project, or its UUID. May be left out beside project. */
  projectId?: string | number | null | undefined;
  /** The widgets to write as well, all or nothing. */
  widgets?: CreateDashboardWidgetsInput | null | undefined;
};

/** A widget to create with its dashboard. */
export type CreateDashboardWidgetInput = {
  /** A key of your own, by which the payload tells the new id. */
  clientKey?: string | null | undefined;
  /** The text of a text tile, in Markdown; null when the tile shows an insight. */
  content?: string | null | undefined;
  /** A new insight to point to, instead of insightId; all or nothing. */
  insight?: WidgetInsightInput | null | undefined;
  /** The insight the tile shows; null on a text tile. The id of an Insight, or its UUID. May be left out beside insight, which makes it. */
  insightId?: string | number | null | undefined;
  /** Where the tile is on the grid: x, y, w and h in grid cells. */
  layout: WidgetLayoutInput;
};

/** The widgets to write together with their dashboard. */
export type CreateDashboardWidgetsInput = {
  /** New widgets. */
  create?: Array<CreateDashboardWidgetInput> | null | undefined;
};

/** An insight to create with a widget that points to it. */
export type CreateWidgetInsightInput = {
  /** The configuration, in the shape that belongs to the type. */
  config: InsightConfigInput;
  /** What the insight is about. */
  description?: string | null | undefined;
  /** Whether the insight is marked as a favourite of the project. */
  isFavorite?: boolean | null | undefined;
  /** The name of the insight. */
  name: string;
  /** What kind of question it asks; decides the shape of the configuration. May be left out beside config, which tells it. */
  type?: InsightType | null | undefined;
};

/** What deleteDashboard takes. */
export type DeleteDashboardInput = {
  /** The id, or the plain UUID. */
  id: string | number;
  /** A key of your own, new for each write: sent again within a day with the same input, nothing is written again, and the answer is that of the first. At most 255 characters. */
  idempotencyKey?: string | null | undefined;
  /** The updatedAt that the row must still have; otherwise nothing is done, and CONFLICT answered. */
  ifUpdatedAt?: string | null | undefined;
};

/** The length of one interval. */
export type EngagementGranularity =
  /** An interval for each day. */
  | 'DAY'
  /** An interval for each month. */
  | 'MONTH'
  /** An interval for each week. */
  | 'WEEK';

/** The kinds of errors, in `userErrors` and in the `code` of GraphQL errors. */
export type ErrorCode =
  /** A value is not acceptable; the message says what was expected. */
  | 'BAD_USER_INPUT'
  /** The object was changed by somebody else in the meantime. */
  | 'CONFLICT'
  /** The viewer may see the object, but not do this with it. */
  | 'FORBIDDEN'
  /** The server failed; its log has the cause. */
  | 'INTERNAL_SERVER_ERROR'
  /** The request asks for more than the server allows. */
  | 'LIMIT_EXCEEDED'
  /** There is no such object that the viewer may see. */
  | 'NOT_FOUND'
  /** Too many requests in a short time. */
  | 'RATE_LIMITED'
  /** The request took too long. */
  | 'TIMEOUT'
  /** Nobody is signed in, or the credentials are not right. */
  | 'UNAUTHENTICATED'
  /** The database cannot be reached at the moment. */
  | 'UNAVAILABLE';

/** The configuration of a funnel: steps taken one after another. */
export type FunnelConfigInput = {
  /** The event property by which the funnel is split. 1 to 200 characters. */
  breakdownProperty?: string | null | undefined;
  /** Only persons in all of these cohorts count. 1 to 20 items. Ids of a Cohort are taken, too. */
  cohortIds?: Array<string> | null | undefined;
  /** The time within which all steps have to be taken. */
  conversionWindow: ConversionWindowInput;
  /** The first day or instant shown: -7d, -4w, -12m, mStart, yStart or ISO 8601, read in the time zone of the project. At most 40 characters. */
  dateFrom: string;
  /** The last day or instant shown, written like dateFrom; -0d is today. At most 40 characters. */
  dateTo: string;
  /** Events that must not happen in between. At most 5 items. */
  exclusions?: Array<FunnelExclusionInput> | null | undefined;
  /** Whether steps are taken in order, in order without other events in between, or in any order. */
  order: FunnelOrder;
  /** The steps, 2 to 10. */
  steps: Array<FunnelStepInput>;
  /** What a funnel shows: persons per step, or the time taken. */
  visualization: FunnelVisualization;
};

/** An event that must not happen between two steps. */
export type FunnelExclusionInput = {
  /** The event that takes a person out of the funnel. 1 to 200 characters. */
  eventName: string;
  /** The index of the step after which it counts; the first is 0. 0 to 8. */
  fromStep: number;
  /** The index of the step before which it counts; after fromStep. 1 to 9. */
  toStep: number;
};

/** Whether steps are taken in order, in order without other events in between, or in any order. */
export type FunnelOrder =
  /** One after another, whatever happens in between. */
  | 'ORDERED'
  /** One after another, with no other event in between. */
  | 'STRICT'
  /** All of them, in any order. */
  | 'UNORDERED';

/** One step of a funnel. */
export type FunnelStepInput = {
  /** The name of the event. 1 to 200 characters. */
  eventName: string;
  /** Conditions on the events; all have to hold. At most 20 items. */
  filters?: Array<PropertyFilterInput> | null | undefined;
  /** The name of the step. 1 to 200 characters. */
  label: string;
};

/** What a funnel shows: persons per step, or the time taken. */
export type FunnelVisualization =
  /** How many persons reach each step. */
  | 'STEPS'
  /** How long it takes from the first step to the last. */
  | 'TIME_TO_CONVERT';

/** The configuration of an insight, in the shape of its type. Exactly one of the members. */
export type InsightConfigInput =
  {   /** The configuration of a funnel: steps taken one after another. */
  funnel: FunnelConfigInput; lifecycle?: never; paths?: never; retention?: never; stickiness?: never; trend?: never; }
  |  { funnel?: never;   /** The configuration of a lifecycle chart: new, returning, resurrecting and dormant persons. */
  lifecycle: LifecycleConfigInput; paths?: never; retention?: never; stickiness?: never; trend?: never; }
  |  { funnel?: never; lifecycle?: never;   /** The configuration of a paths insight: which events follow which. */
  paths: PathsConfigInput; retention?: never; stickiness?: never; trend?: never; }
  |  { funnel?: never; lifecycle?: never; paths?: never;   /** The configuration of a retention table: who comes back. */
  retention: RetentionConfigInput; stickiness?: never; trend?: never; }
  |  { funnel?: never; lifecycle?: never; paths?: never; retention?: never;   /** The configuration of a stickiness chart: in how many intervals persons are active. */
  stickiness: StickinessConfigInput; trend?: never; }
  |  { funnel?: never; lifecycle?: never; paths?: never; retention?: never; stickiness?: never;   /** The configuration of a trend: series of events over time. */
  trend: TrendConfigInput; };

/** The kinds of questions an insight can ask. */
export type InsightType =
  /** How many persons get from one step to the next. */
  | 'FUNNEL'
  /** Which persons are new, returning, resurrecting or dormant. */
  | 'LIFECYCLE'
  /** Which ways persons take from event to event. */
  | 'PATHS'
  /** How many persons come back after they started. */
  | 'RETENTION'
  /** On how many days of a period persons are active. */
  | 'STICKINESS'
  /** How often events happen over time. */
  | 'TREND';

/** The configuration of a lifecycle chart: new, returning, resurrecting and dormant persons. */
export type LifecycleConfigInput = {
  /** Only persons in all of these cohorts count. 1 to 20 items. Ids of a Cohort are taken, too. */
  cohortIds?: Array<string> | null | undefined;
  /** The first day or instant shown: -7d, -4w, -12m, mStart, yStart or ISO 8601, read in the time zone of the project. At most 40 characters. */
  dateFrom: string;
  /** The last day or instant shown, written like dateFrom; -0d is today. At most 40 characters. */
  dateTo: string;
  /** The length of one interval. */
  granularity: EngagementGranularity;
  /** The name of the event that counts as activity. 1 to 200 characters. */
  targetEvent: string;
};

/** The configuration of a paths insight: which events follow which. */
export type PathsConfigInput = {
  /** Only persons in all of these cohorts count. 1 to 20 items. Ids of a Cohort are taken, too. */
  cohortIds?: Array<string> | null | undefined;
  /** The first day or instant shown: -7d, -4w, -12m, mStart, yStart or ISO 8601, read in the time zone of the project. At most 40 characters. */
  dateFrom: string;
  /** The last day or instant shown, written like dateFrom; -0d is today. At most 40 characters. */
  dateTo: string;
  /** The event every path ends with. 1 to 200 characters. */
  endEvent?: string | null | undefined;
  /** Events that are left out of the paths. At most 50 items. */
  exclusions?: Array<string> | null | undefined;
  /** Paths taken by fewer persons are not shown. 1 to 1000000000. */
  minPersons?: number | null | undefined;
  /** The event every path starts with. 1 to 200 characters. */
  startEvent?: string | null | undefined;
  /** How many steps of a path are shown. 2 to 20. */
  stepLimit: number;
};

/** What a Project is looked up by: exactly one of the members. */
export type ProjectBy =
  {   /** The slug, among those that are not deleted. */
  slug: string; };

/** What a member may do in a project. */
export type ProjectRole =
  /** Read and write dashboards, insights and cohorts, and update the project. */
  | 'EDITOR'
  /** Everything, including members, invitations, API keys, the audit trail and deletion of the project. */
  | 'OWNER'
  /** Read dashboards, insights, cohorts, persons and members. */
  | 'VIEWER';

/** A condition on one property. */
export type PropertyFilterInput = {
  /** How the value of a property is compared. */
  operator: PropertyOperator;
  /** The name of the property. 1 to 200 characters. */
  property: string;
  /** What the property is compared with. Required by every operator that does not take values, except IS_SET and IS_NOT_SET: a number for GT, GTE, LT and LTE, a text for CONTAINS and REGEX, a date (-7d or ISO 8601) for IS_DATE_BEFORE, IS_DATE_AFTER and IS_DATE_EXACT. */
  value?: string | number | boolean | null | undefined;
  /** What the property is compared with, by operators that take several: one or more for IN and NOT_IN; two numbers, the lower first, for BETWEEN and NOT_BETWEEN. 1 to 200 items. */
  values?: Array<string | number | boolean> | null | undefined;
};

/** How the value of a property is compared. */
export type PropertyOperator =
  /** A number from the first of values to the second, both included. */
  | 'BETWEEN'
  /** A text with value in it. */
  | 'CONTAINS'
  /** Equal to value. */
  | 'EQ'
  /** Above value. */
  | 'GT'
  /** At least value. */
  | 'GTE'
  /** Equal to one of values. */
  | 'IN'
  /** A point in time after value. */
  | 'IS_DATE_AFTER'
  /** A point in time before value. */
  | 'IS_DATE_BEFORE'
  /** On the day of value, or at its instant. */
  | 'IS_DATE_EXACT'
  /** Missing. */
  | 'IS_NOT_SET'
  /** There at all. */
  | 'IS_SET'
  /** Below value. */
  | 'LT'
  /** At most value. */
  | 'LTE'
  /** Not matched by EQ, or missing. */
  | 'NEQ'
  /** Not matched by BETWEEN, or missing. */
  | 'NOT_BETWEEN'
  /** Not matched by CONTAINS, or missing. */
  | 'NOT_CONTAINS'
  /** Not matched by IN, or missing. */
  | 'NOT_IN'
  /** Not matched by REGEX, or missing. */
  | 'NOT_REGEX'
  /** A text that matches the pattern in value. */
  | 'REGEX';

/** What restoreDashboard takes. */
export type RestoreDashboardInput = {
  /** The id, or the plain UUID. */
  id: string | number;
  /** A key of your own, new for each write: sent again within a day with the same input, nothing is written again, and the answer is that of the first. At most 255 characters. */
  idempotencyKey?: string | null | undefined;
  /** The updatedAt that the row must still have; otherwise nothing is done, and CONFLICT answered. */
  ifUpdatedAt?: string | null | undefined;
};

/** The configuration of a retention table: who comes back. */
export type RetentionConfigInput = {
  /** Only persons in all of these cohorts count. 1 to 20 items. Ids of a Cohort are taken, too. */
  cohortIds?: Array<string> | null | undefined;
  /** The first day or instant shown: -7d, -4w, -12m, mStart, yStart or ISO 8601, read in the time zone of the project. At most 40 characters. */
  dateFrom: string;
  /** The last day or instant shown, written like dateFrom; -0d is today. At most 40 characters. */
  dateTo: string;
  /** The length of one interval. */
  granularity: EngagementGranularity;
  /** How many intervals after the first are shown. 1 to 60. */
  periods: number;
  /** Whether a person enters with the first event ever, or with any event of an interval. */
  retentionType: RetentionType;
  /** The name of the event that counts as activity. 1 to 200 characters. */
  targetEvent: string;
};

/** Whether a person enters with the first event ever, or with any event of an interval. */
export type RetentionType =
  /** With the first event that the person ever performed. */
  | 'FIRST_TIME'
  /** With any event of an interval. */
  | 'RECURRING';

/** The configuration of a stickiness chart: in how many intervals persons are active. */
export type StickinessConfigInput = {
  /** Only persons in all of these cohorts count. 1 to 20 items. Ids of a Cohort are taken, too. */
  cohortIds?: Array<string> | null | undefined;
  /** The first day or instant shown: -7d, -4w, -12m, mStart, yStart or ISO 8601, read in the time zone of the project. At most 40 characters. */
  dateFrom: string;
  /** The last day or instant shown, written like dateFrom; -0d is today. At most 40 characters. */
  dateTo: string;
  /** The length of one interval. */
  granularity: EngagementGranularity;
  /** The name of the event that counts as activity. 1 to 200 characters. */
  targetEvent: string;
};

/** The configuration of a trend: series of events over time. */
export type TrendConfigInput = {
  /** The cohorts by which each series is split; not together with breakdownProperty. 1 to 20 items. Ids of a Cohort are taken, too. */
  breakdownCohortIds?: Array<string> | null | undefined;
  /** The event property by which each series is split; not together with breakdownCohortIds. 1 to 200 characters. */
  breakdownProperty?: string | null | undefined;
  /** How a trend is drawn. */
  chartType: ChartType;
  /** Only persons in all of these cohorts count. 1 to 20 items. Ids of a Cohort are taken, too. */
  cohortIds?: Array<string> | null | undefined;
  /** Whether the preceding dates of the same length are shown as well. */
  compare: boolean;
  /** The first day or instant shown: -7d, -4w, -12m, mStart, yStart or ISO 8601, read in the time zone of the project. At most 40 characters. */
  dateFrom: string;
  /** The last day or instant shown, written like dateFrom; -0d is today. At most 40 characters. */
  dateTo: string;
  /** Lines computed from the series. At most 10 items. */
  formulas?: Array<TrendFormulaInput> | null | undefined;
  /** The length of one interval of a trend. */
  granularity: TrendGranularity;
  /** What is shown, 1 to 10 series. */
  series: Array<TrendSeriesInput>;
};

/** A line computed from the series of a trend. */
export type TrendFormulaInput = {
  /** Arithmetic over the series, which are named A, B, C … in their order: A / B * 100. 1 to 200 characters. */
  expression: string;
  /** The key of the formula, unique in the insight. 1 to 40 characters. */
  key: string;
  /** The name of the formula in the legend. 1 to 200 characters. */
  label: string;
};

/** The length of one interval of a trend. */
export type TrendGranularity =
  /** An interval for each day. */
  | 'DAY'
  /** An interval for each hour. */
  | 'HOUR'
  /** An interval for each month. */
  | 'MONTH'
  /** An interval for each week. */
  | 'WEEK';

/** What is counted or computed for each interval. */
export type TrendMetric =
  /** How many events there were for each person who performed one. */
  | 'EVENTS_PER_USER'
  /** How many persons performed their first one. */
  | 'FIRST_TIME_USERS'
  /** The average of the property. */
  | 'PROPERTY_AVG'
  /** The greatest value of the property. */
  | 'PROPERTY_MAX'
  /** The least value of the property. */
  | 'PROPERTY_MIN'
  /** The sum of the property over all events. */
  | 'PROPERTY_SUM'
  /** How many events there were. */
  | 'TOTAL_EVENTS'
  /** How many persons performed one. */
  | 'UNIQUE_USERS';

/** One line of a trend: an event and what is computed from it. */
export type TrendSeriesInput = {
  /** The name of the event. 1 to 200 characters. */
  eventName: string;
  /** Conditions on the events; all have to hold. At most 20 items. */
  filters?: Array<PropertyFilterInput> | null | undefined;
  /** Whether the series is computed (for formulas) but not drawn. */
  hidden?: boolean | null | undefined;
  /** The name of the series in the legend. 1 to 200 characters. */
  label: string;
  /** What is counted or computed for each interval. */
  metric: TrendMetric;
  /** The numeric event property of the metric; required by the property metrics, refused by the others. 1 to 200 characters. */
  metricProperty?: string | null | undefined;
};

/** What updateDashboard takes. */
export type UpdateDashboardInput = {
  /** The start of the dates shown, instead of each insight’s own: relative (-7d, -4w, -12m, mStart, yStart) or ISO 8601. */
  dateFrom?: string | null | undefined;
  /** The end of the dates shown, written like dateFrom; null means now. */
  dateTo?: string | null | undefined;
  /** What the dashboard is about. */
  description?: string | null | undefined;
  /** The id, or the plain UUID. */
  id: string | number;
  /** A key of your own, new for each write: sent again within a day with the same input, nothing is written again, and the answer is that of the first. At most 255 characters. */
  idempotencyKey?: string | null | undefined;
  /** The updatedAt that the row must still have; otherwise nothing is done, and CONFLICT answered. */
  ifUpdatedAt?: string | null | undefined;
  /** Whether the dashboard is kept at the top of lists. */
  isPinned?: boolean | null | undefined;
  /** The name of the dashboard. */
  name?: string | null | undefined;
  /** The widgets to write as well, all or nothing. */
  widgets?: UpdateDashboardWidgetsInput | null | undefined;
};

/** A widget to update with its dashboard. */
export type UpdateDashboardWidgetInput = {
  /** The text of a text tile, in Markdown; null when the tile shows an insight. */
  content?: string | null | undefined;
  /** The id, or the plain UUID. */
  id: string | number;
  /** The updatedAt that the row must still have; otherwise nothing is done, and CONFLICT answered. */
  ifUpdatedAt?: string | null | undefined;
  /** A new insight to point to, instead of insightId; all or nothing. */
  insight?: WidgetInsightInput | null | undefined;
  /** The insight the tile shows; null on a text tile. The id of an Insight, or its UUID. May be left out beside insight, which makes it. */
  insightId?: string | number | null | undefined;
  /** Where the tile is on the grid: x, y, w and h in grid cells. */
  layout?: WidgetLayoutInput | null | undefined;
};

/** The widgets to write together with their dashboard. */
export type UpdateDashboardWidgetsInput = {
  /** New widgets. */
  create?: Array<CreateDashboardWidgetInput> | null | undefined;
  /** Ids of widgets to delete. */
  delete?: Array<string | number> | null | undefined;
  /** Changes of widgets of this dashboard. */
  update?: Array<UpdateDashboardWidgetInput> | null | undefined;
};

/** What a widget points to. */
export type WidgetInsightInput = {
  /** The new insight. */
  create: CreateWidgetInsightInput;
};

/** The place of a tile on a grid of 12 columns. */
export type WidgetLayoutInput = {
  /** The height in rows. 1 to 1000. */
  h: number;
  /** The width in columns. 1 to 12. */
  w: number;
  /** The column of the left edge; the first is 0. 0 to 11. */
  x: number;
  /** The row of the upper edge; the first is 0. 0 to 10000. */
  y: number;
};

export type SignInToWriteMutationVariables = Exact<{
  email: string;
  password: string;
}>;


export type SignInToWriteMutation = { signIn: { token: string | null, userErrors: Array<{ message: string }> } | null };

export type MaterialForDashboardQueryVariables = Exact<{ [key: string]: never; }>;


export type MaterialForDashboardQuery = { projects: { nodes: Array<{ id: string, name: string, viewerRole: ProjectRole | null, insights: { nodes: Array<{ id: string, name: string }> } }> } | null };

export type BuildDashboardMutationVariables = Exact<{
  input: CreateDashboardInput;
}>;


export type BuildDashboardMutation = { createDashboard: { dashboard: { id: string, name: string, description: string | null, updatedAt: string, deletedAt: string | null, widgets: { totalCount: number, nodes: Array<{ id: string, content: string | null, layout: { x: number, y: number, w: number, h: number } | null, insight: { name: string } | null }> } } | null, clientKeys: Array<{ clientKey: string, nodeId: string }>, userErrors: Array<{ code: ErrorCode, message: string, path: Array<string> }> } | null };

export type BuiltDashboardFragment = { id: string, name: string, description: string | null, updatedAt: string, deletedAt: string | null, widgets: { totalCount: number, nodes: Array<{ id: string, content: string | null, layout: { x: number, y: number, w: number, h: number } | null, insight: { name: string } | null }> } };

export type EditDashboardMutationVariables = Exact<{
  input: UpdateDashboardInput;
}>;


export type EditDashboardMutation = { updateDashboard: { dashboard: { id: string, name: string, description: string | null, updatedAt: string, deletedAt: string | null, widgets: { totalCount: number, nodes: Array<{ id: string, content: string | null, layout: { x: number, y: number, w: number, h: number } | null, insight: { name: string } | null }> } } | null, clientKeys: Array<{ clientKey: string, nodeId: string }>, userErrors: Array<{ code: ErrorCode, message: string, path: Array<string> }> } | null };

export type DeleteBuiltDashboardMutationVariables = Exact<{
  input: DeleteDashboardInput;
}>;


export type DeleteBuiltDashboardMutation = { deleteDashboard: { dashboard: { deletedAt: string | null } | null, userErrors: Array<{ code: ErrorCode, message: string, path: Array<string> }> } | null };

export type RestoreBuiltDashboardMutationVariables = Exact<{
  input: RestoreDashboardInput;
}>;


export type RestoreBuiltDashboardMutation = { restoreDashboard: { dashboard: { id: string, name: string, description: string | null, updatedAt: string, deletedAt: string | null, widgets: { totalCount: number, nodes: Array<{ id: string, content: string | null, layout: { x: number, y: number, w: number, h: number } | null, insight: { name: string } | null }> } } | null, userErrors: Array<{ code: ErrorCode, message: string, path: Array<string> }> } | null };

export type LookForDashboardQueryVariables = Exact<{
  id: string | number;
}>;


export type LookForDashboardQuery = { dashboard: { name: string } | null };

export type SignInMutationVariables = Exact<{
  email: string;
  password: string;
}>;


export type SignInMutation = { signIn: { token: string | null, userErrors: Array<{ message: string }> } | null };

export type DashboardPageQueryVariables = Exact<{ [key: string]: never; }>;


export type DashboardPageQuery = { viewer: { displayName: string, email: string } | null, dashboards: { totalCount: number, nodes: Array<{ name: string, description: string | null, project: { name: string, timezone: string, viewerRole: ProjectRole | null, members: { totalCount: number, nodes: Array<{ role: ProjectRole, user: { displayName: string } | null }> } } | null, widgets: { totalCount: number, nodes: Array<{ content: string | null, layout: { x: number, y: number, w: number, h: number } | null, insight: { name: string, type: InsightType, creator: { displayName: string } | null, config:
              | { __typename: 'FunnelConfig', steps: Array<{ eventName: string }> }
              | { __typename: 'LifecycleConfig', targetEvent: string }
              | { __typename: 'PathsConfig', startEvent: string | null, endEvent: string | null }
              | { __typename: 'RetentionConfig', targetEvent: string }
              | { __typename: 'StickinessConfig', targetEvent: string }
              | { __typename: 'TrendConfig', series: Array<{ eventName: string }> }
             | null } | null }> } }> } | null };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const BuiltDashboardFragmentDoc = new TypedDocumentString(`
    fragment BuiltDashboard on Dashboard {
  id
  name
  description
  updatedAt
  deletedAt
  widgets(first: 12, orderBy: [{createdAt: ASC}]) {
    totalCount
    nodes {
      id
      content
      layout {
        x
        y
        w
        h
      }
      insight {
        name
      }
    }
  }
}
    `, {"fragmentName":"BuiltDashboard"}) as unknown as TypedDocumentString<BuiltDashboardFragment, unknown>;
export const SignInToWriteDocument = new TypedDocumentString(`
    mutation SignInToWrite($email: String!, $password: String!) {
  signIn(input: {email: $email, password: $password}) {
    token
    userErrors {
      message
    }
  }
}
    `, {"documentId":"sha256:5b28c86564df693791ea7c2878fbf1cd4ae882d8c5a85cf40e621035de0cabe8"}) as unknown as TypedDocumentString<SignInToWriteMutation, SignInToWriteMutationVariables>;
export const MaterialForDashboardDocument = new TypedDocumentString(`
    query MaterialForDashboard {
  projects(first: 1, orderBy: [{createdAt: ASC}]) {
    nodes {
      id
      name
      viewerRole
      insights(first: 4, orderBy: [{createdAt: ASC}]) {
        nodes {
          id
          name
        }
      }
    }
  }
}
    `, {"documentId":"sha256:51a907fb9004d090f63299a2645579dbda22a65e40f084a58c110969658f2199"}) as unknown as TypedDocumentString<MaterialForDashboardQuery, MaterialForDashboardQueryVariables>;
export const BuildDashboardDocument = new TypedDocumentString(`
    mutation BuildDashboard($input: CreateDashboardInput!) {
  createDashboard(input: $input) {
    dashboard {
      ...BuiltDashboard
    }
    clientKeys {
      clientKey
      nodeId
    }
    userErrors {
      code
      message
      path
    }
  }
}
    fragment BuiltDashboard on Dashboard {
  id
  name
  description
  updatedAt
  deletedAt
  widgets(first: 12, orderBy: [{createdAt: ASC}]) {
    totalCount
    nodes {
      id
      content
      layout {
        x
        y
        w
        h
      }
      insight {
        name
      }
    }
  }
}`, {"documentId":"sha256:0fb5a823aaa38a66e911876338f8483a3d421b2becd6c87609226504360e00ae"}) as unknown as TypedDocumentString<BuildDashboardMutation, BuildDashboardMutationVariables>;
export const EditDashboardDocument = new TypedDocumentString(`
    mutation EditDashboard($input: UpdateDashboardInput!) {
  updateDashboard(input: $input) {
    dashboard {
      ...BuiltDashboard
    }
    clientKeys {
      clientKey
      nodeId
    }
    userErrors {
      code
      message
      path
    }
  }
}
    fragment BuiltDashboard on Dashboard {
  id
  name
  description
  updatedAt
  deletedAt
  widgets(first: 12, orderBy: [{createdAt: ASC}]) {
    totalCount
    nodes {
      id
      content
      layout {
        x
        y
        w
        h
      }
      insight {
        name
      }
    }
  }
}`, {"documentId":"sha256:e74db9aebf48a46d811b81d654d7c5ee81fd1fdc8f5d87bb2d773f6e9ec6f795"}) as unknown as TypedDocumentString<EditDashboardMutation, EditDashboardMutationVariables>;
export const DeleteBuiltDashboardDocument = new TypedDocumentString(`
    mutation DeleteBuiltDashboard($input: DeleteDashboardInput!) {
  deleteDashboard(input: $input) {
    dashboard {
      deletedAt
    }
    userErrors {
      code
      message
      path
    }
  }
}
    `, {"documentId":"sha256:d542bd0c88d52e45a073ea226610b61a072ff747c0254bf8d320874fc7e2b89c"}) as unknown as TypedDocumentString<DeleteBuiltDashboardMutation, DeleteBuiltDashboardMutationVariables>;
export const RestoreBuiltDashboardDocument = new TypedDocumentString(`
    mutation RestoreBuiltDashboard($input: RestoreDashboardInput!) {
  restoreDashboard(input: $input) {
    dashboard {
      ...BuiltDashboard
    }
    userErrors {
      code
      message
      path
    }
  }
}
    fragment BuiltDashboard on Dashboard {
  id
  name
  description
  updatedAt
  deletedAt
  widgets(first: 12, orderBy: [{createdAt: ASC}]) {
    totalCount
    nodes {
      id
      content
      layout {
        x
        y
        w
        h
      }
      insight {
        name
      }
    }
  }
}`, {"documentId":"sha256:abb6e840eb72a27583b9ec8d35c3c93db9d8c9146d8b1f3df55a54ce766411db"}) as unknown as TypedDocumentString<RestoreBuiltDashboardMutation, RestoreBuiltDashboardMutationVariables>;
export const LookForDashboardDocument = new TypedDocumentString(`
    query LookForDashboard($id: ID!) {
  dashboard(id: $id) {
    name
  }
}
    `, {"documentId":"sha256:ea68e6716b18d42a9aefa801e51b47cd76d39f748269ad058ea65686c0bb63fe"}) as unknown as TypedDocumentString<LookForDashboardQuery, LookForDashboardQueryVariables>;
export const SignInDocument = new TypedDocumentString(`
    mutation SignIn($email: String!, $password: String!) {
  signIn(input: {email: $email, password: $password}) {
    token
    userErrors {
      message
    }
  }
}
    `, {"documentId":"sha256:43f62c33f3a05d5585b83032d8b3935d3fbb89d865bc1147a4eb6f3993c3d673"}) as unknown as TypedDocumentString<SignInMutation, SignInMutationVariables>;
export const DashboardPageDocument = new TypedDocumentString(`
    query DashboardPage {
  viewer {
    displayName
    email
  }
  dashboards(first: 1, orderBy: [{isPinned: DESC}, {createdAt: ASC}]) {
    totalCount
    nodes {
      name
      description
      project {
        name
        timezone
        viewerRole
        members(first: 8, orderBy: [{createdAt: ASC}]) {
          totalCount
          nodes {
            role
            user {
              displayName
            }
          }
        }
      }
      widgets(first: 12) {
        totalCount
        nodes {
          layout {
            x
            y
            w
            h
          }
          content
          insight {
            name
            type
            creator {
              displayName
            }
            config {
              __typename
              ... on TrendConfig {
                series {
                  eventName
                }
              }
              ... on FunnelConfig {
                steps {
                  eventName
                }
              }
              ... on RetentionConfig {
                targetEvent
              }
              ... on LifecycleConfig {
                targetEvent
              }
              ... on StickinessConfig {
                targetEvent
              }
              ... on PathsConfig {
                startEvent
                endEvent
              }
            }
          }
        }
      }
    }
  }
}
    `, {"documentId":"sha256:c37fccc6a367af3b7235d74b062dcfae926f102e9a5b1da1c0ec9603fdfa433b"}) as unknown as TypedDocumentString<DashboardPageQuery, DashboardPageQueryVariables>;