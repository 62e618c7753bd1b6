/** What Apollo Client's cache has to know of the schema: `new InMemoryCache(cacheConfig)`. Written by "npm run codegen" from the schema. */
import type { FieldPolicy, InMemoryCacheConfig } from '@apollo/client';
import { relayStylePagination } from '@apollo/client/utilities';

/** An object without an id is part of the one that it is met in. */
const embedded = { keyFields: false, merge: true } as const;

/** A list of objects without an id is replaced whole. */
const whole: FieldPolicy = { merge: false };

/** A row that is asked for by its id, and may be there already. */
const row = (__typename: string): FieldPolicy => ({
  read: (known, { args, toReference }) =>
    known === undefined && args?.id ? toReference({ __typename, id: args.id }) : known,
});

/** Pages of one size are one list, where the arguments named are equal. */
const pages = (...others: readonly string[]): FieldPolicy =>
  relayStylePagination((args, { fieldName }) => {
    const size = args?.first ?? args?.last ?? null;
    return `${fieldName}:${JSON.stringify([size, ...others.map(name => args?.[name] ?? null)])}`;
  });

export const cacheConfig = {
  possibleTypes: {
    CohortNode: ['CohortCondition', 'CohortGroup', 'EventCondition', 'EventSequenceCondition', 'FirstTimeEventCondition', 'NotPerformedEventCondition', 'PerformedRegularlyCondition', 'PersonPropertyCondition', 'RestartedPerformingCondition', 'StoppedPerformingCondition'],
    InsightConfig: ['FunnelConfig', 'LifecycleConfig', 'PathsConfig', 'RetentionConfig', 'StickinessConfig', 'TrendConfig'],
    Node: ['Account', 'ApiKey', 'AuditEvent', 'Cohort', 'CohortMember', 'Dashboard', 'Insight', 'Notification', 'Person', 'PersonDistinctId', 'Project', 'ProjectInvite', 'ProjectMember', 'Session', 'ShareLink', 'User', 'UserProfile', 'Widget'],
  },
  typePolicies: {
    AcceptInvitePayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    AccountAggregate: embedded,
    AccountConnection: {
      ...embedded,
      fields: {
        edges: whole,
        groups: whole,
        nodes: whole,
      },
    },
    AccountCountDistinct: embedded,
    AccountEdge: embedded,
    AccountExtremes: embedded,
    AccountGroupKey: embedded,
    AccountRowGroup: embedded,
    AdministerProjectPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    AdministerUserPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    AdministeredProject: embedded,
    AdministeredProjectConnection: {
      ...embedded,
      fields: {
        edges: whole,
        nodes: whole,
      },
    },
    AdministeredProjectEdge: embedded,
    AdministeredUser: embedded,
    AdministeredUserConnection: {
      ...embedded,
      fields: {
        edges: whole,
        nodes: whole,
      },
    },
    AdministeredUserEdge: embedded,
    Administration: {
      ...embedded,
      fields: {
        events: pages('search'),
        projects: pages('search', 'suspended'),
        users: pages('search', 'suspended'),
      },
    },
    AdministrationEvent: embedded,
    AdministrationEventConnection: {
      ...embedded,
      fields: {
        edges: whole,
        nodes: whole,
      },
    },
    AdministrationEventEdge: embedded,
    ApiKey: {
      fields: {
        auditEvents: pages('distinctOn', 'orderBy', 'where'),
        history: pages('distinctOn', 'orderBy', 'where'),
      },
    },
    ApiKeyAggregate: embedded,
    ApiKeyConnection: {
      ...embedded,
      fields: {
        edges: whole,
        groups: whole,
        nodes: whole,
      },
    },
    ApiKeyCountDistinct: embedded,
    ApiKeyEdge: embedded,
    ApiKeyExtremes: embedded,
    ApiKeyGroupKey: embedded,
    ApiKeyPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    ApiKeyRowGroup: embedded,
    ApiKeysPayload: {
      ...embedded,
      fields: {
        apiKeyEdges: whole,
        apiKeys: whole,
        userErrors: whole,
      },
    },
    AuditEventAggregate: embedded,
    AuditEventConnection: {
      ...embedded,
      fields: {
        edges: whole,
        groups: whole,
        nodes: whole,
      },
    },
    AuditEventCountDistinct: embedded,
    AuditEventEdge: embedded,
    AuditEventExtremes: embedded,
    AuditEventGroupKey: embedded,
    AuditEventRowGroup: embedded,
    ChangeEmailPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    ChangePasswordPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    ClientKey: embedded,
    Cohort: {
      fields: {
        history: pages('distinctOn', 'orderBy', 'where'),
        members: pages('distinctOn', 'orderBy', 'where'),
        persons: pages('distinctOn', 'orderBy', 'where'),
      },
    },
    CohortAggregate: embedded,
    CohortCondition: embedded,
    CohortConnection: {
      ...embedded,
      fields: {
        edges: whole,
        groups: whole,
        nodes: whole,
      },
    },
    CohortCountDistinct: embedded,
    CohortEdge: embedded,
    CohortExtremes: embedded,
    CohortGroup: {
      ...embedded,
      fields: {
        values: whole,
      },
    },
    CohortGroupKey: embedded,
    CohortMember: {
      fields: {
        history: pages('distinctOn', 'orderBy', 'where'),
      },
    },
    CohortMemberAggregate: embedded,
    CohortMemberConnection: {
      ...embedded,
      fields: {
        edges: whole,
        groups: whole,
        nodes: whole,
      },
    },
    CohortMemberCountDistinct: embedded,
    CohortMemberEdge: embedded,
    CohortMemberExtremes: embedded,
    CohortMemberGroupKey: embedded,
    CohortMemberPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    CohortMemberRowGroup: embedded,
    CohortMembersPayload: {
      ...embedded,
      fields: {
        cohortMemberEdges: whole,
        cohortMembers: whole,
        cohorts: whole,
        persons: whole,
        projects: whole,
        userErrors: whole,
      },
    },
    CohortPayload: {
      ...embedded,
      fields: {
        clientKeys: whole,
        userErrors: whole,
      },
    },
    CohortPreview: {
      ...embedded,
      fields: {
        sample: whole,
      },
    },
    CohortRowGroup: embedded,
    CohortsPayload: {
      ...embedded,
      fields: {
        clientKeys: whole,
        cohortEdges: whole,
        cohorts: whole,
        userErrors: whole,
      },
    },
    ConfirmEmailPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    ConfirmTotpPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    ConversionWindow: embedded,
    Dashboard: {
      fields: {
        history: pages('distinctOn', 'orderBy', 'where'),
        shareLinks: pages('distinctOn', 'orderBy', 'where'),
        widgets: pages('distinctOn', 'orderBy', 'where'),
      },
    },
    DashboardAggregate: embedded,
    DashboardConnection: {
      ...embedded,
      fields: {
        edges: whole,
        groups: whole,
        nodes: whole,
      },
    },
    DashboardCountDistinct: embedded,
    DashboardEdge: embedded,
    DashboardExtremes: embedded,
    DashboardGroupKey: embedded,
    DashboardPayload: {
      ...embedded,
      fields: {
        clientKeys: whole,
        userErrors: whole,
      },
    },
    DashboardRowGroup: embedded,
    DashboardsPayload: {
      ...embedded,
      fields: {
        clientKeys: whole,
        dashboardEdges: whole,
        dashboards: whole,
        userErrors: whole,
      },
    },
    DeclineInvitePayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    DeleteViewerPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    DisableTotpPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    EnableTotpPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    EventCondition: {
      ...embedded,
      fields: {
        eventFilters: whole,
      },
    },
    EventSequenceCondition: {
      ...embedded,
      fields: {
        steps: whole,
      },
    },
    EventSequenceStep: {
      ...embedded,
      fields: {
        eventFilters: whole,
      },
    },
    ExchangeSignInCodePayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    FirstTimeEventCondition: {
      ...embedded,
      fields: {
        eventFilters: whole,
      },
    },
    FunnelConfig: {
      ...embedded,
      fields: {
        exclusions: whole,
        steps: whole,
      },
    },
    FunnelExclusion: embedded,
    FunnelStep: {
      ...embedded,
      fields: {
        filters: whole,
      },
    },
    Insight: {
      fields: {
        history: pages('distinctOn', 'orderBy', 'where'),
        widgets: pages('distinctOn', 'orderBy', 'where'),
      },
    },
    InsightAggregate: embedded,
    InsightConnection: {
      ...embedded,
      fields: {
        edges: whole,
        groups: whole,
        nodes: whole,
      },
    },
    InsightCountDistinct: embedded,
    InsightEdge: embedded,
    InsightExtremes: embedded,
    InsightGroupKey: embedded,
    InsightPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    InsightRowGroup: embedded,
    InsightsPayload: {
      ...embedded,
      fields: {
        insightEdges: whole,
        insights: whole,
        userErrors: whole,
      },
    },
    InvitePayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    LeaveProjectPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    LifecycleConfig: embedded,
    LinkAccountPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    MarkNotificationsReadPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    NotPerformedEventCondition: {
      ...embedded,
      fields: {
        eventFilters: whole,
      },
    },
    NotificationAggregate: embedded,
    NotificationConnection: {
      ...embedded,
      fields: {
        edges: whole,
        groups: whole,
        nodes: whole,
      },
    },
    NotificationCountDistinct: embedded,
    NotificationEdge: embedded,
    NotificationExtremes: embedded,
    NotificationGroupKey: embedded,
    NotificationRowGroup: embedded,
    OpenInvite: embedded,
    PageInfo: embedded,
    PathsConfig: embedded,
    PerformedRegularlyCondition: {
      ...embedded,
      fields: {
        eventFilters: whole,
      },
    },
    Person: {
      fields: {
        cohortMemberships: pages('distinctOn', 'orderBy', 'where'),
        cohorts: pages('deleted', 'distinctOn', 'orderBy', 'search', 'where'),
        distinctIds: pages('distinctOn', 'orderBy', 'where'),
      },
    },
    PersonAggregate: embedded,
    PersonConnection: {
      ...embedded,
      fields: {
        edges: whole,
        groups: whole,
        nodes: whole,
      },
    },
    PersonCountDistinct: embedded,
    PersonDistinctIdAggregate: embedded,
    PersonDistinctIdConnection: {
      ...embedded,
      fields: {
        edges: whole,
        groups: whole,
        nodes: whole,
      },
    },
    PersonDistinctIdCountDistinct: embedded,
    PersonDistinctIdEdge: embedded,
    PersonDistinctIdExtremes: embedded,
    PersonDistinctIdGroupKey: embedded,
    PersonDistinctIdRowGroup: embedded,
    PersonEdge: embedded,
    PersonExtremes: embedded,
    PersonGroupKey: embedded,
    PersonPropertyCondition: embedded,
    PersonRowGroup: embedded,
    Project: {
      fields: {
        apiKeys: pages('distinctOn', 'orderBy', 'where'),
        auditEvents: pages('distinctOn', 'orderBy', 'where'),
        cohortMembers: pages('distinctOn', 'orderBy', 'where'),
        cohorts: pages('deleted', 'distinctOn', 'orderBy', 'search', 'where'),
        dashboards: pages('deleted', 'distinctOn', 'orderBy', 'search', 'where'),
        distinctIds: pages('distinctOn', 'orderBy', 'where'),
        history: pages('distinctOn', 'orderBy', 'where'),
        insights: pages('deleted', 'distinctOn', 'orderBy', 'search', 'where'),
        invites: pages('distinctOn', 'orderBy', 'where'),
        members: pages('distinctOn', 'orderBy', 'where'),
        persons: pages('distinctOn', 'orderBy', 'where'),
        users: pages('distinctOn', 'orderBy', 'where'),
        widgets: pages('distinctOn', 'orderBy', 'where'),
      },
    },
    ProjectAggregate: embedded,
    ProjectConnection: {
      ...embedded,
      fields: {
        edges: whole,
        groups: whole,
        nodes: whole,
      },
    },
    ProjectCountDistinct: embedded,
    ProjectEdge: embedded,
    ProjectExtremes: embedded,
    ProjectGroupKey: embedded,
    ProjectInviteAggregate: embedded,
    ProjectInviteConnection: {
      ...embedded,
      fields: {
        edges: whole,
        groups: whole,
        nodes: whole,
      },
    },
    ProjectInviteCountDistinct: embedded,
    ProjectInviteEdge: embedded,
    ProjectInviteExtremes: embedded,
    ProjectInviteGroupKey: embedded,
    ProjectInviteRowGroup: embedded,
    ProjectMember: {
      fields: {
        history: pages('distinctOn', 'orderBy', 'where'),
      },
    },
    ProjectMemberAggregate: embedded,
    ProjectMemberConnection: {
      ...embedded,
      fields: {
        edges: whole,
        groups: whole,
        nodes: whole,
      },
    },
    ProjectMemberCountDistinct: embedded,
    ProjectMemberEdge: embedded,
    ProjectMemberExtremes: embedded,
    ProjectMemberGroupKey: embedded,
    ProjectMemberPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    ProjectMemberRowGroup: embedded,
    ProjectMembersPayload: {
      ...embedded,
      fields: {
        projectMemberEdges: whole,
        projectMembers: whole,
        projects: whole,
        userErrors: whole,
        users: whole,
      },
    },
    ProjectPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    ProjectRowGroup: embedded,
    ProjectViewerCan: embedded,
    ProjectsPayload: {
      ...embedded,
      fields: {
        projectEdges: whole,
        projects: whole,
        userErrors: whole,
      },
    },
    PropertyFilter: embedded,
    Query: {
      fields: {
        account: row('Account'),
        apiKey: row('ApiKey'),
        auditEvent: row('AuditEvent'),
        cohort: row('Cohort'),
        cohortMember: row('CohortMember'),
        dashboard: row('Dashboard'),
        insight: row('Insight'),
        notification: row('Notification'),
        person: row('Person'),
        personDistinctId: row('PersonDistinctId'),
        project: row('Project'),
        projectInvite: row('ProjectInvite'),
        projectMember: row('ProjectMember'),
        session: row('Session'),
        shareLink: row('ShareLink'),
        user: row('User'),
        userProfile: row('UserProfile'),
        widget: row('Widget'),
        accounts: pages('distinctOn', 'orderBy', 'where'),
        apiKeys: pages('distinctOn', 'orderBy', 'where'),
        auditEvents: pages('distinctOn', 'orderBy', 'where'),
        cohortMembers: pages('distinctOn', 'orderBy', 'where'),
        cohorts: pages('deleted', 'distinctOn', 'orderBy', 'search', 'where'),
        dashboards: pages('deleted', 'distinctOn', 'orderBy', 'search', 'where'),
        insights: pages('deleted', 'distinctOn', 'orderBy', 'search', 'where'),
        notifications: pages('distinctOn', 'orderBy', 'where'),
        personDistinctIds: pages('distinctOn', 'orderBy', 'where'),
        persons: pages('distinctOn', 'orderBy', 'where'),
        projectInvites: pages('distinctOn', 'orderBy', 'where'),
        projectMembers: pages('distinctOn', 'orderBy', 'where'),
        projects: pages('deleted', 'distinctOn', 'orderBy', 'search', 'where'),
        search: pages('query', 'types'),
        sessions: pages('distinctOn', 'orderBy', 'where'),
        shareLinks: pages('distinctOn', 'orderBy', 'where'),
        userProfiles: pages('distinctOn', 'orderBy', 'where'),
        users: pages('distinctOn', 'orderBy', 'where'),
        widgets: pages('distinctOn', 'orderBy', 'where'),
      },
    },
    QueryViewerCan: embedded,
    RenewRecoveryCodesPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    RequestEmailConfirmationPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    RequestPasswordResetPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    ResetPasswordPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    RestartedPerformingCondition: {
      ...embedded,
      fields: {
        eventFilters: whole,
      },
    },
    RetentionConfig: embedded,
    RevokeSessionPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    SearchConnection: {
      ...embedded,
      fields: {
        edges: whole,
        nodes: whole,
      },
    },
    SearchEdge: {
      ...embedded,
      fields: {
        highlights: whole,
      },
    },
    SearchHighlight: {
      ...embedded,
      fields: {
        parts: whole,
      },
    },
    SearchHighlightPart: embedded,
    SessionAggregate: embedded,
    SessionConnection: {
      ...embedded,
      fields: {
        edges: whole,
        groups: whole,
        nodes: whole,
      },
    },
    SessionCountDistinct: embedded,
    SessionEdge: embedded,
    SessionExtremes: embedded,
    SessionGroupKey: embedded,
    SessionRowGroup: embedded,
    ShareLink: {
      fields: {
        history: pages('distinctOn', 'orderBy', 'where'),
      },
    },
    ShareLinkAggregate: embedded,
    ShareLinkConnection: {
      ...embedded,
      fields: {
        edges: whole,
        groups: whole,
        nodes: whole,
      },
    },
    ShareLinkCountDistinct: embedded,
    ShareLinkEdge: embedded,
    ShareLinkExtremes: embedded,
    ShareLinkGroupKey: embedded,
    ShareLinkPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    ShareLinkRowGroup: embedded,
    ShareLinksPayload: {
      ...embedded,
      fields: {
        shareLinkEdges: whole,
        shareLinks: whole,
        userErrors: whole,
      },
    },
    SignInPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    SignOutEverywherePayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    SignOutPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    SignUpPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    StickinessConfig: embedded,
    StoppedPerformingCondition: {
      ...embedded,
      fields: {
        eventFilters: whole,
      },
    },
    TransferOwnershipPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    TrendConfig: {
      ...embedded,
      fields: {
        formulas: whole,
        series: whole,
      },
    },
    TrendFormula: embedded,
    TrendSeries: {
      ...embedded,
      fields: {
        filters: whole,
      },
    },
    UnlinkAccountPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    User: {
      fields: {
        accounts: pages('distinctOn', 'orderBy', 'where'),
        auditEvents: pages('distinctOn', 'orderBy', 'where'),
        createdApiKeys: pages('distinctOn', 'orderBy', 'where'),
        createdCohorts: pages('deleted', 'distinctOn', 'orderBy', 'search', 'where'),
        createdDashboards: pages('deleted', 'distinctOn', 'orderBy', 'search', 'where'),
        createdInsights: pages('deleted', 'distinctOn', 'orderBy', 'search', 'where'),
        memberships: pages('distinctOn', 'orderBy', 'where'),
        notifications: pages('distinctOn', 'orderBy', 'where'),
        projects: pages('deleted', 'distinctOn', 'orderBy', 'search', 'where'),
        sentInvites: pages('distinctOn', 'orderBy', 'where'),
        sessions: pages('distinctOn', 'orderBy', 'where'),
      },
    },
    UserAggregate: embedded,
    UserConnection: {
      ...embedded,
      fields: {
        edges: whole,
        groups: whole,
        nodes: whole,
      },
    },
    UserCountDistinct: embedded,
    UserEdge: embedded,
    UserError: embedded,
    UserExtremes: embedded,
    UserGroupKey: embedded,
    UserPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    UserPreferences: embedded,
    UserProfileAggregate: embedded,
    UserProfileConnection: {
      ...embedded,
      fields: {
        edges: whole,
        groups: whole,
        nodes: whole,
      },
    },
    UserProfileCountDistinct: embedded,
    UserProfileEdge: embedded,
    UserProfileExtremes: embedded,
    UserProfileGroupKey: embedded,
    UserProfileRowGroup: embedded,
    UserRowGroup: embedded,
    UsersPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
        users: whole,
      },
    },
    ViewerCan: embedded,
    Widget: {
      fields: {
        history: pages('distinctOn', 'orderBy', 'where'),
      },
    },
    WidgetAggregate: embedded,
    WidgetConnection: {
      ...embedded,
      fields: {
        edges: whole,
        groups: whole,
        nodes: whole,
      },
    },
    WidgetCountDistinct: embedded,
    WidgetEdge: embedded,
    WidgetExtremes: embedded,
    WidgetGroupKey: embedded,
    WidgetLayout: embedded,
    WidgetPayload: {
      ...embedded,
      fields: {
        userErrors: whole,
      },
    },
    WidgetRowGroup: embedded,
    WidgetsPayload: {
      ...embedded,
      fields: {
        dashboards: whole,
        insights: whole,
        projects: whole,
        userErrors: whole,
        widgetEdges: whole,
        widgets: whole,
      },
    },
  },
} satisfies InMemoryCacheConfig;
