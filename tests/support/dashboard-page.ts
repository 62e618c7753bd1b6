/**
 * The operation that every front end asks for: a dashboard with its project, tiles, insights and their configurations.
 * Of the demo data, so that its answer is known.
 */

/** The first dashboard of the demo data. */
export const demoDashboard = '71b425e4-2c83-89a1-843b-27d037ec900d';

export const dashboardPage = `query DashboardPage($id: ID!) {
  viewer { uuid displayName email }
  dashboard(id: $id) {
    name description
    project { name timezone viewerRole members(first: 8) { totalCount nodes { role user { displayName } } } dashboards { totalCount } }
    widgets(first: 12) {
      totalCount
      pageInfo { hasNextPage endCursor }
      edges { cursor node { uuid layout { x y w h } content insight { name type creator { displayName } config {
        __typename
        ... on TrendConfig { chartType dateFrom series { eventName label metric filters { property operator value values } } formulas { expression } }
        ... on FunnelConfig { steps { eventName } conversionWindow { value unit } exclusions { fromStep toStep } }
        ... on RetentionConfig { targetEvent periods } ... on PathsConfig { stepLimit startEvent }
        ... on LifecycleConfig { targetEvent } ... on StickinessConfig { targetEvent } } } } }
    }
  }
}`;
