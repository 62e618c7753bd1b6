-- users
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

-- userProfiles
exists (
  select 1
  from "users" as "p0"
  where (
    "row"."user_id" = "p0"."id"
    and (
      (select "user_id" from "viewer") is not null
      and (
        "p0"."id" = (select "user_id" from "viewer")
        or exists (
          select 1
          from "project_members" as "p1"
          where (
            "p0"."id" = "p1"."user_id"
            and "p1"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
          )
        )
      )
    )
  )
)

-- accounts
"row"."user_id" = (select "user_id" from "viewer")

-- sessions
"row"."user_id" = (select "user_id" from "viewer")

-- projects, deleted: EXCLUDE
("row"."id" = any((select "readable" from "viewer_readable")::uuid[]) and "row"."deleted_at" is null)

-- projects, deleted: INCLUDE
(
  ("row"."id" = any((select "readable" from "viewer_readable")::uuid[]) and "row"."deleted_at" is null)
  or (
    "row"."id" = any((select "owned_deleted" from "viewer_owned_deleted")::uuid[])
    and "row"."deleted_at" is not null
  )
)

-- projects, deleted: ONLY
(
  "row"."id" = any((select "owned_deleted" from "viewer_owned_deleted")::uuid[])
  and "row"."deleted_at" is not null
)

-- projectMembers
"row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])

-- projectInvites
"row"."project_id" = any((select "owned" from "viewer_owned")::uuid[])

-- apiKeys
"row"."project_id" = any((select "owned" from "viewer_owned")::uuid[])

-- persons
"row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])

-- personDistinctIds
"row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])

-- cohorts, deleted: EXCLUDE
("row"."project_id" = any((select "readable" from "viewer_readable")::uuid[]) and "row"."deleted_at" is null)

-- cohorts, deleted: INCLUDE
(
  (
    "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
    and "row"."deleted_at" is null
  )
  or (
    "row"."project_id" = any((select "writable" from "viewer_writable")::uuid[])
    and "row"."deleted_at" is not null
  )
)

-- cohorts, deleted: ONLY
(
  "row"."project_id" = any((select "writable" from "viewer_writable")::uuid[])
  and "row"."deleted_at" is not null
)

-- cohortMembers
(
  "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
  and exists (
    select 1
    from "cohorts" as "p0"
    where (
      ("row"."cohort_id" = "p0"."id" and "row"."project_id" = "p0"."project_id") and "p0"."deleted_at" is null
    )
  )
)

-- dashboards, deleted: EXCLUDE
("row"."project_id" = any((select "readable" from "viewer_readable")::uuid[]) and "row"."deleted_at" is null)

-- dashboards, deleted: INCLUDE
(
  (
    "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
    and "row"."deleted_at" is null
  )
  or (
    "row"."project_id" = any((select "writable" from "viewer_writable")::uuid[])
    and "row"."deleted_at" is not null
  )
)

-- dashboards, deleted: ONLY
(
  "row"."project_id" = any((select "writable" from "viewer_writable")::uuid[])
  and "row"."deleted_at" is not null
)

-- insights, deleted: EXCLUDE
("row"."project_id" = any((select "readable" from "viewer_readable")::uuid[]) and "row"."deleted_at" is null)

-- insights, deleted: INCLUDE
(
  (
    "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
    and "row"."deleted_at" is null
  )
  or (
    "row"."project_id" = any((select "writable" from "viewer_writable")::uuid[])
    and "row"."deleted_at" is not null
  )
)

-- insights, deleted: ONLY
(
  "row"."project_id" = any((select "writable" from "viewer_writable")::uuid[])
  and "row"."deleted_at" is not null
)

-- widgets
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

-- shareLinks
(
  "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
  and "row"."project_id" = any((select "writable" from "viewer_writable")::uuid[])
  and exists (
    select 1
    from "dashboards" as "p0"
    where (
      ("row"."dashboard_id" = "p0"."id" and "row"."project_id" = "p0"."project_id")
      and "p0"."deleted_at" is null
    )
  )
)

-- notifications
"row"."user_id" = (select "user_id" from "viewer")

-- auditEvents
"row"."project_id" = any((select "owned" from "viewer_owned")::uuid[])
