/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

export type SignInMutationVariables = Exact<{
  email: string;
  password: string;
}>;


export type SignInMutation = { signIn: { token: string | null, userErrors: Array<{ message: string }> } };

export type DashboardPageQueryVariables = Exact<{ [key: string]: never; }>;


export type DashboardPageQuery = { viewer: { displayName: string, email: string } | null, dashboards: { totalCount: number, nodes: Array<{ name: string, description: string | null, project: { name: string, timezone: string, viewerRole: ProjectRole | null, members: { totalCount: number, nodes: Array<{ role: ProjectRole, user: { displayName: string } | null }> } } | null, widgets: { totalCount: number, nodes: Array<{ content: string | null, layout: { x: number, y: number, w: number, h: number } | null, insight: { name: string, type: InsightType, creator: { displayName: string } | null, config:
              | { __typename: 'FunnelConfig', steps: Array<{ eventName: string }> }
              | { __typename: 'LifecycleConfig', targetEvent: string }
              | { __typename: 'PathsConfig', startEvent: string | null, endEvent: string | null }
              | { __typename: 'RetentionConfig', targetEvent: string }
              | { __typename: 'StickinessConfig', targetEvent: string }
              | { __typename: 'TrendConfig', series: Array<{ eventName: string }> }
             | null } | null }> } }> } };

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

export const SignInDocument = new TypedDocumentString(`
    mutation SignIn($email: String!, $password: String!) {
  signIn(input: {email: $email, password: $password}) {
    token
    userErrors {
      message
    }
  }
}
    `) as unknown as TypedDocumentString<SignInMutation, SignInMutationVariables>;
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
    `) as unknown as TypedDocumentString<DashboardPageQuery, DashboardPageQueryVariables>;