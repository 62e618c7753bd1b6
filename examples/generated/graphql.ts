/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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
  /** The project the dashboard belongs to. The id of a Project, or its UUID. */
  projectId: string | number;
  /** The widgets to write as well, all or nothing. */
  widgets?: CreateDashboardWidgetsInput | null | undefined;
};

/** A widget to create with its dashboard. */
export type CreateDashboardWidgetInput = {
  /** A key of your own, by which the payload tells the new id. */
  clientKey?: string | null | undefined;
  /** The text of a text tile, in Markdown; null when the tile shows an insight. */
  content?: string | null | undefined;
  /** The insight the tile shows; null on a text tile. The id of an Insight, or its UUID. */
  insightId?: string | number | null | undefined;
  /** Where the tile is on the grid: x, y, w and h in grid cells. */
  layout: WidgetLayoutInput;
};

/** The widgets to write together with their dashboard. */
export type CreateDashboardWidgetsInput = {
  /** New widgets. */
  create?: Array<CreateDashboardWidgetInput> | null | undefined;
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

/** What a member may do in a project. */
export type ProjectRole =
  /** Read and write dashboards, insights and cohorts, and update the project. */
  | 'EDITOR'
  /** Everything, including members, invitations, API keys, the audit trail and deletion of the project. */
  | 'OWNER'
  /** Read dashboards, insights, cohorts, persons and members. */
  | 'VIEWER';

/** What restoreDashboard takes. */
export type RestoreDashboardInput = {
  /** The id, or the plain UUID. */
  id: string | number;
  /** A key of your own, new for each write: sent again within a day with the same input, nothing is written again, and the answer is that of the first. At most 255 characters. */
  idempotencyKey?: string | null | undefined;
  /** The updatedAt that the row must still have; otherwise nothing is done, and CONFLICT answered. */
  ifUpdatedAt?: string | null | undefined;
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
  /** The insight the tile shows; null on a text tile. The id of an Insight, or its UUID. */
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