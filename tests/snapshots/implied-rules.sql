-- User.profile
true

-- User.sessions
"row"."user_id" = (select "user_id" from "viewer")

-- User.accounts
"row"."user_id" = (select "user_id" from "viewer")

-- User.memberships
"row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])

-- User.projects
("row"."id" = any((select "readable" from "viewer_readable")::uuid[]) and "row"."deleted_at" is null)

-- User.sentInvites
"row"."project_id" = any((select "owned" from "viewer_owned")::uuid[])

-- User.createdApiKeys
"row"."project_id" = any((select "owned" from "viewer_owned")::uuid[])

-- User.createdCohorts
("row"."project_id" = any((select "readable" from "viewer_readable")::uuid[]) and "row"."deleted_at" is null)

-- User.createdDashboards
("row"."project_id" = any((select "readable" from "viewer_readable")::uuid[]) and "row"."deleted_at" is null)

-- User.createdInsights
("row"."project_id" = any((select "readable" from "viewer_readable")::uuid[]) and "row"."deleted_at" is null)

-- User.auditEvents
"row"."project_id" = any((select "owned" from "viewer_owned")::uuid[])

-- User.notifications
"row"."user_id" = (select "user_id" from "viewer")

-- UserProfile.user
(
  (select "user_id" from "viewer") is not null
  and (
    "row"."id" = (select "user_id" from "viewer")
    or exists (
      select 1
      from "project_members" as "p0"
      where (
        "row"."id" = "p0"."user_id"
        and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      )
    )
  )
)

-- Account.user
(
  (select "user_id" from "viewer") is not null
  and (
    "row"."id" = (select "user_id" from "viewer")
    or exists (
      select 1
      from "project_members" as "p0"
      where (
        "row"."id" = "p0"."user_id"
        and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      )
    )
  )
)

-- Session.user
(
  (select "user_id" from "viewer") is not null
  and (
    "row"."id" = (select "user_id" from "viewer")
    or exists (
      select 1
      from "project_members" as "p0"
      where (
        "row"."id" = "p0"."user_id"
        and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      )
    )
  )
)

-- Project.members
true

-- Project.users
(
  (select "user_id" from "viewer") is not null
  and (
    "row"."id" = (select "user_id" from "viewer")
    or exists (
      select 1
      from "project_members" as "p0"
      where (
        "row"."id" = "p0"."user_id"
        and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      )
    )
  )
)

-- Project.invites
"row"."project_id" = any((select "owned" from "viewer_owned")::uuid[])

-- Project.apiKeys
"row"."project_id" = any((select "owned" from "viewer_owned")::uuid[])

-- Project.persons
true

-- Project.distinctIds
true

-- Project.cohorts
"row"."deleted_at" is null

-- Project.cohortMembers
exists (
  select 1
  from "cohorts" as "p0"
  where (
    ("row"."cohort_id" = "p0"."id" and "row"."project_id" = "p0"."project_id") and "p0"."deleted_at" is null
  )
)

-- Project.dashboards
"row"."deleted_at" is null

-- Project.insights
"row"."deleted_at" is null

-- Project.widgets
(
  exists (
    select 1
    from "dashboards" as "p0"
    where (
      ("row"."dashboard_id" = "p0"."id" and "row"."project_id" = "p0"."project_id")
      and "p0"."deleted_at" is null
    )
  )
  and (
    "row"."insight_id" is null
    or exists (
      select 1
      from "insights" as "p0"
      where (
        ("row"."insight_id" = "p0"."id" and "row"."project_id" = "p0"."project_id")
        and "p0"."deleted_at" is null
      ) offset 0
    )
  )
)

-- Project.auditEvents
"row"."project_id" = any((select "owned" from "viewer_owned")::uuid[])

-- Project.history
"row"."project_id" = any((select "owned" from "viewer_owned")::uuid[])

-- ProjectMember.project
"row"."deleted_at" is null

-- ProjectMember.user
(
  (select "user_id" from "viewer") is not null
  and (
    "row"."id" = (select "user_id" from "viewer")
    or exists (
      select 1
      from "project_members" as "p0"
      where (
        "row"."id" = "p0"."user_id"
        and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      )
    )
  )
)

-- ProjectMember.history
"row"."project_id" = any((select "owned" from "viewer_owned")::uuid[])

-- ProjectInvite.project
("row"."id" = any((select "readable" from "viewer_readable")::uuid[]) and "row"."deleted_at" is null)

-- ProjectInvite.inviter
(
  (select "user_id" from "viewer") is not null
  and (
    "row"."id" = (select "user_id" from "viewer")
    or exists (
      select 1
      from "project_members" as "p0"
      where (
        "row"."id" = "p0"."user_id"
        and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      )
    )
  )
)

-- ApiKey.project
("row"."id" = any((select "readable" from "viewer_readable")::uuid[]) and "row"."deleted_at" is null)

-- ApiKey.creator
(
  (select "user_id" from "viewer") is not null
  and (
    "row"."id" = (select "user_id" from "viewer")
    or exists (
      select 1
      from "project_members" as "p0"
      where (
        "row"."id" = "p0"."user_id"
        and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      )
    )
  )
)

-- ApiKey.auditEvents
true

-- ApiKey.history
true

-- Person.project
"row"."deleted_at" is null

-- Person.distinctIds
true

-- Person.cohortMemberships
exists (
  select 1
  from "cohorts" as "p0"
  where (
    ("row"."cohort_id" = "p0"."id" and "row"."project_id" = "p0"."project_id") and "p0"."deleted_at" is null
  )
)

-- Person.cohorts
"row"."deleted_at" is null

-- PersonDistinctId.project
"row"."deleted_at" is null

-- PersonDistinctId.person
true

-- Cohort.project
"row"."deleted_at" is null

-- Cohort.creator
(
  (select "user_id" from "viewer") is not null
  and (
    "row"."id" = (select "user_id" from "viewer")
    or exists (
      select 1
      from "project_members" as "p0"
      where (
        "row"."id" = "p0"."user_id"
        and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      )
    )
  )
)

-- Cohort.members
true

-- Cohort.persons
true

-- Cohort.history
"row"."project_id" = any((select "owned" from "viewer_owned")::uuid[])

-- CohortMember.project
"row"."deleted_at" is null

-- CohortMember.cohort
"row"."deleted_at" is null

-- CohortMember.person
true

-- CohortMember.history
"row"."project_id" = any((select "owned" from "viewer_owned")::uuid[])

-- Dashboard.project
"row"."deleted_at" is null

-- Dashboard.creator
(
  (select "user_id" from "viewer") is not null
  and (
    "row"."id" = (select "user_id" from "viewer")
    or exists (
      select 1
      from "project_members" as "p0"
      where (
        "row"."id" = "p0"."user_id"
        and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      )
    )
  )
)

-- Dashboard.widgets
(
  "row"."insight_id" is null
  or exists (
    select 1
    from "insights" as "p0"
    where (
      ("row"."insight_id" = "p0"."id" and "row"."project_id" = "p0"."project_id")
      and "p0"."deleted_at" is null
    ) offset 0
  )
)

-- Dashboard.shareLinks
"row"."project_id" = any((select "writable" from "viewer_writable")::uuid[])

-- Dashboard.history
"row"."project_id" = any((select "owned" from "viewer_owned")::uuid[])

-- Insight.project
"row"."deleted_at" is null

-- Insight.creator
(
  (select "user_id" from "viewer") is not null
  and (
    "row"."id" = (select "user_id" from "viewer")
    or exists (
      select 1
      from "project_members" as "p0"
      where (
        "row"."id" = "p0"."user_id"
        and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      )
    )
  )
)

-- Insight.widgets
exists (
  select 1
  from "dashboards" as "p0"
  where (
    ("row"."dashboard_id" = "p0"."id" and "row"."project_id" = "p0"."project_id")
    and "p0"."deleted_at" is null
  )
)

-- Insight.history
"row"."project_id" = any((select "owned" from "viewer_owned")::uuid[])

-- Widget.project
"row"."deleted_at" is null

-- Widget.dashboard
"row"."deleted_at" is null

-- Widget.insight
"row"."deleted_at" is null

-- Widget.history
"row"."project_id" = any((select "owned" from "viewer_owned")::uuid[])

-- ShareLink.project
"row"."deleted_at" is null

-- ShareLink.dashboard
"row"."deleted_at" is null

-- ShareLink.creator
(
  (select "user_id" from "viewer") is not null
  and (
    "row"."id" = (select "user_id" from "viewer")
    or exists (
      select 1
      from "project_members" as "p0"
      where (
        "row"."id" = "p0"."user_id"
        and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      )
    )
  )
)

-- ShareLink.history
"row"."project_id" = any((select "owned" from "viewer_owned")::uuid[])

-- Notification.user
(
  (select "user_id" from "viewer") is not null
  and (
    "row"."id" = (select "user_id" from "viewer")
    or exists (
      select 1
      from "project_members" as "p0"
      where (
        "row"."id" = "p0"."user_id"
        and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      )
    )
  )
)

-- Notification.project
("row"."id" = any((select "readable" from "viewer_readable")::uuid[]) and "row"."deleted_at" is null)

-- Notification.actor
(
  (select "user_id" from "viewer") is not null
  and (
    "row"."id" = (select "user_id" from "viewer")
    or exists (
      select 1
      from "project_members" as "p0"
      where (
        "row"."id" = "p0"."user_id"
        and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      )
    )
  )
)

-- Notification.widget
(
  "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
  and exists (
    select 1
    from "dashboards" as "p0"
    where (
      ("row"."dashboard_id" = "p0"."id" and "row"."project_id" = "p0"."project_id")
      and "p0"."deleted_at" is null
    )
  )
  and (
    "row"."insight_id" is null
    or exists (
      select 1
      from "insights" as "p0"
      where (
        ("row"."insight_id" = "p0"."id" and "row"."project_id" = "p0"."project_id")
        and "p0"."deleted_at" is null
      ) offset 0
    )
  )
)

-- Notification.apiKey
"row"."project_id" = any((select "owned" from "viewer_owned")::uuid[])

-- AuditEvent.project
("row"."id" = any((select "readable" from "viewer_readable")::uuid[]) and "row"."deleted_at" is null)

-- AuditEvent.actorUser
(
  (select "user_id" from "viewer") is not null
  and (
    "row"."id" = (select "user_id" from "viewer")
    or exists (
      select 1
      from "project_members" as "p0"
      where (
        "row"."id" = "p0"."user_id"
        and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      )
    )
  )
)

-- AuditEvent.actorApiKey
true
