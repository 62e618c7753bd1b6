-- dashboards
select count(*)::int
from "dashboards" as "c"
where (
  "c"."project_id" = any((select "readable" from "viewer_readable")::uuid[]) and "c"."deleted_at" is null
)

-- dashboards, deleted: ONLY, with a filter
select count(*)::int
from "dashboards" as "c"
where (
  (
    "c"."project_id" = any((select "writable" from "viewer_writable")::uuid[])
    and "c"."deleted_at" is not null
  )
  and "c"."name" = $1::text::text
)
-- $1 = a

-- Dashboard.widgets
select count(*)::int
from "widgets" as "c"
where (
  ("row"."id" = "c"."dashboard_id" and "row"."project_id" = "c"."project_id")
  and (
    "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
    and (
      exists (
        select 1
        from "dashboards" as "p0"
        where (
          ("c"."dashboard_id" = "p0"."id" and "c"."project_id" = "p0"."project_id")
          and "p0"."deleted_at" is null
        )
      )
      and (
        "c"."insight_id" is null
        or exists (
          select 1
          from "insights" as "p0"
          where (
            ("c"."insight_id" = "p0"."id" and "c"."project_id" = "p0"."project_id")
            and "p0"."deleted_at" is null
          ) offset 0
        )
      )
    )
  )
)

-- Dashboard.widgets, about
select case
  when "few"."n" <= 10000 then "few"."n"
  else greatest(
    "few"."n",
    (
      select count(*) * 100 / (
        select least(100, 100.0 * 2000 / greatest("relpages", 1))
        from "pg_catalog"."pg_class"
        where "oid" = '"widgets"'::regclass
      )
      from "widgets" as "c" tablesample system (
        (
          select least(100, 100.0 * 2000 / greatest("relpages", 1))
          from "pg_catalog"."pg_class"
          where "oid" = '"widgets"'::regclass
        )
      ) repeatable (0)
      where (
        ("row"."id" = "c"."dashboard_id" and "row"."project_id" = "c"."project_id")
        and (
          "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
          and (
            exists (
              select 1
              from "dashboards" as "p0"
              where (
                ("c"."dashboard_id" = "p0"."id" and "c"."project_id" = "p0"."project_id")
                and "p0"."deleted_at" is null
              )
            )
            and (
              "c"."insight_id" is null
              or exists (
                select 1
                from "insights" as "p0"
                where (
                  ("c"."insight_id" = "p0"."id" and "c"."project_id" = "p0"."project_id")
                  and "p0"."deleted_at" is null
                ) offset 0
              )
            )
          )
        )
      )
    )::int
  )
end
from (
  select count(*)::int as "n"
  from (
    select 1
    from "widgets" as "c"
    where (
      ("row"."id" = "c"."dashboard_id" and "row"."project_id" = "c"."project_id")
      and (
        "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
        and (
          exists (
            select 1
            from "dashboards" as "p0"
            where (
              ("c"."dashboard_id" = "p0"."id" and "c"."project_id" = "p0"."project_id")
              and "p0"."deleted_at" is null
            )
          )
          and (
            "c"."insight_id" is null
            or exists (
              select 1
              from "insights" as "p0"
              where (
                ("c"."insight_id" = "p0"."id" and "c"."project_id" = "p0"."project_id")
                and "p0"."deleted_at" is null
              ) offset 0
            )
          )
        )
      )
    )
    limit 10001
  ) as "any"
) as "few"

-- User.projects, deleted: EXCLUDE
select count(*)::int
from "projects" as "c"
inner join "project_members" as "ct" on "ct"."project_id" = "c"."id"
where (
  "row"."id" = "ct"."user_id"
  and "ct"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
  and ("c"."id" = any((select "readable" from "viewer_readable")::uuid[]) and "c"."deleted_at" is null)
)

-- User.projects, deleted: INCLUDE
select count(*)::int
from "projects" as "c"
inner join "project_members" as "ct" on "ct"."project_id" = "c"."id"
where (
  "row"."id" = "ct"."user_id"
  and (
    "ct"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
    or "c"."deleted_at" is not null
  )
  and (
    ("c"."id" = any((select "readable" from "viewer_readable")::uuid[]) and "c"."deleted_at" is null)
    or (
      "c"."id" = any((select "owned_deleted" from "viewer_owned_deleted")::uuid[])
      and "c"."deleted_at" is not null
    )
  )
)

-- User.projects, deleted: ONLY
select count(*)::int
from "projects" as "c"
inner join "project_members" as "ct" on "ct"."project_id" = "c"."id"
where (
  "row"."id" = "ct"."user_id"
  and (
    "c"."id" = any((select "owned_deleted" from "viewer_owned_deleted")::uuid[])
    and "c"."deleted_at" is not null
  )
)

-- Project.users
select count(*)::int
from "users" as "c"
inner join "project_members" as "ct" on "ct"."user_id" = "c"."id"
where (
  "row"."id" = "ct"."project_id"
  and "row"."id" = any((select "readable" from "viewer_readable")::uuid[])
  and (
    (select "user_id" from "viewer") is not null
    and (
      "c"."id" = (select "user_id" from "viewer")
      or exists (
        select 1
        from "project_members" as "p0"
        where (
          "c"."id" = "p0"."user_id"
          and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
        )
      )
    )
  )
)

-- Person.cohorts, deleted: EXCLUDE
select count(*)::int
from "cohorts" as "c"
inner join "cohort_members" as "ct" on ("ct"."cohort_id" = "c"."id" and "ct"."project_id" = "c"."project_id")
where (
  ("row"."id" = "ct"."person_id" and "row"."project_id" = "ct"."project_id")
  and (
    "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
    and exists (
      select 1
      from "cohorts" as "p0"
      where (
        ("ct"."cohort_id" = "p0"."id" and "ct"."project_id" = "p0"."project_id") and "p0"."deleted_at" is null
      )
    )
  )
  and (
    "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[]) and "c"."deleted_at" is null
  )
)

-- Person.cohorts, deleted: INCLUDE
select count(*)::int
from "cohorts" as "c"
inner join "cohort_members" as "ct" on ("ct"."cohort_id" = "c"."id" and "ct"."project_id" = "c"."project_id")
where (
  ("row"."id" = "ct"."person_id" and "row"."project_id" = "ct"."project_id")
  and (
    (
      "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      and exists (
        select 1
        from "cohorts" as "p0"
        where (
          ("ct"."cohort_id" = "p0"."id" and "ct"."project_id" = "p0"."project_id")
          and "p0"."deleted_at" is null
        )
      )
    )
    or (
      "c"."deleted_at" is not null
      and "ct"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
    )
  )
  and (
    ("c"."project_id" = any((select "readable" from "viewer_readable")::uuid[]) and "c"."deleted_at" is null)
    or (
      "c"."project_id" = any((select "writable" from "viewer_writable")::uuid[])
      and "c"."deleted_at" is not null
    )
  )
)

-- Person.cohorts, deleted: ONLY
select count(*)::int
from "cohorts" as "c"
inner join "cohort_members" as "ct" on ("ct"."cohort_id" = "c"."id" and "ct"."project_id" = "c"."project_id")
where (
  ("row"."id" = "ct"."person_id" and "row"."project_id" = "ct"."project_id")
  and "ct"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
  and (
    "c"."project_id" = any((select "writable" from "viewer_writable")::uuid[])
    and "c"."deleted_at" is not null
  )
)

-- Cohort.persons
select count(*)::int
from "persons" as "c"
inner join "cohort_members" as "ct" on ("ct"."person_id" = "c"."id" and "ct"."project_id" = "c"."project_id")
where (
  ("row"."id" = "ct"."cohort_id" and "row"."project_id" = "ct"."project_id")
  and (
    "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
    and exists (
      select 1
      from "cohorts" as "p0"
      where (
        ("ct"."cohort_id" = "p0"."id" and "ct"."project_id" = "p0"."project_id") and "p0"."deleted_at" is null
      )
    )
  )
  and "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
)
