-- the default order
select json_build_array(("row"."created_at")::text, ("row"."id")::text)
from (
  with "found" as materialized (
    select "row".*
    from (
      select "row".*
      from "dashboards" as "row"
      where num_nonnulls("row"."id") = 1
      order by "row"."created_at" asc, "row"."id" asc
      limit 168
    ) as "row"
    where (
      cardinality((select "first_readable" from "viewer_first_readable")) >= 200
      and exists (
        select 1
        from (
          select "pm"."project_id"
          from "project_members" "pm"
          join "projects" "p" on "p"."id" = "pm"."project_id"
          where "pm"."user_id" = (select "user_id" from "viewer")
          and "p"."suspended_at" is null
          and "p"."deleted_at" is null
        ) as "tenant" ("id")
        where "tenant"."id" = "row"."project_id" offset 0
      )
      and "row"."deleted_at" is null
    )
    order by "row"."created_at" asc, "row"."id" asc
    limit 21
  )
  select "row".*
  from (
    select *
    from "found"
    where (select count(*) from "found") >= 21
    union all
    select *
    from (
      with
        "begun" as materialized (
          select "row".*
          from unnest((select "readable" from "viewer_readable")) as "tenant" ("project_id")
          cross join lateral (
            select "row".*
            from "dashboards" as "row"
            where ("row"."project_id" = "tenant"."project_id" and "row"."deleted_at" is null)
            order by "row"."created_at" asc, "row"."id" asc
            limit 4
          ) as "row"
          order by "row"."created_at" asc, "row"."id" asc
          limit 21
        ),
        "unfinished" as materialized (
          select "row"."project_id" from "begun" as "row" group by "row"."project_id" having count(*) >= 4
        )
      select "row".*
      from (
        select "row".*
        from "begun" as "row"
        where not exists (select 1 from "unfinished" where "unfinished"."project_id" = "row"."project_id")
        union all
        select "row".*
        from "unfinished" as "tenant"
        cross join lateral (
          select "row".*
          from "dashboards" as "row"
          where ("row"."project_id" = "tenant"."project_id" and "row"."deleted_at" is null)
          order by "row"."created_at" asc, "row"."id" asc
          limit 21
        ) as "row"
      ) as "row"
      order by "row"."created_at" asc, "row"."id" asc
      limit 21
    ) as "all"
    where not (select count(*) from "found") >= 21
  ) as "row"
  order by "row"."created_at" asc, "row"."id" asc
  limit 21
) as "row"

-- one direction, nothing null: one row comparison
select json_build_array(("row"."created_at")::text, ("row"."id")::text)
from (
  with "found" as materialized (
    select "row".*
    from (
      select "row".*
      from "dashboards" as "row"
      where (
        num_nonnulls("row"."id") = 1
        and ("row"."created_at", "row"."id") < ($1::text::timestamp with time zone, $2::text::uuid)
      )
      order by "row"."created_at" desc, "row"."id" desc
      limit 168
    ) as "row"
    where (
      cardinality((select "first_readable" from "viewer_first_readable")) >= 200
      and exists (
        select 1
        from (
          select "pm"."project_id"
          from "project_members" "pm"
          join "projects" "p" on "p"."id" = "pm"."project_id"
          where "pm"."user_id" = (select "user_id" from "viewer")
          and "p"."suspended_at" is null
          and "p"."deleted_at" is null
        ) as "tenant" ("id")
        where "tenant"."id" = "row"."project_id" offset 0
      )
      and "row"."deleted_at" is null
    )
    order by "row"."created_at" desc, "row"."id" desc
    limit 21
  )
  select "row".*
  from (
    select *
    from "found"
    where (select count(*) from "found") >= 21
    union all
    select *
    from (
      with
        "begun" as materialized (
          select "row".*
          from unnest((select "readable" from "viewer_readable")) as "tenant" ("project_id")
          cross join lateral (
            select "row".*
            from "dashboards" as "row"
            where (
              "row"."project_id" = "tenant"."project_id"
              and "row"."deleted_at" is null
              and ("row"."created_at", "row"."id") < ($3::text::timestamp with time zone, $4::text::uuid)
            )
            order by "row"."created_at" desc, "row"."id" desc
            limit 4
          ) as "row"
          order by "row"."created_at" desc, "row"."id" desc
          limit 21
        ),
        "unfinished" as materialized (
          select "row"."project_id" from "begun" as "row" group by "row"."project_id" having count(*) >= 4
        )
      select "row".*
      from (
        select "row".*
        from "begun" as "row"
        where not exists (select 1 from "unfinished" where "unfinished"."project_id" = "row"."project_id")
        union all
        select "row".*
        from "unfinished" as "tenant"
        cross join lateral (
          select "row".*
          from "dashboards" as "row"
          where (
            "row"."project_id" = "tenant"."project_id"
            and "row"."deleted_at" is null
            and ("row"."created_at", "row"."id") < ($5::text::timestamp with time zone, $6::text::uuid)
          )
          order by "row"."created_at" desc, "row"."id" desc
          limit 21
        ) as "row"
      ) as "row"
      order by "row"."created_at" desc, "row"."id" desc
      limit 21
    ) as "all"
    where not (select count(*) from "found") >= 21
  ) as "row"
  order by "row"."created_at" desc, "row"."id" desc
  limit 21
) as "row"
-- $1 = 2026-01-02 03:04:05.006+00
-- $2 = af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7
-- $3 = 2026-01-02 03:04:05.006+00
-- $4 = af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7
-- $5 = 2026-01-02 03:04:05.006+00
-- $6 = af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7

-- the same, backward
select json_build_array(("row"."created_at")::text, ("row"."id")::text)
from (
  with "found" as materialized (
    select "row".*
    from (
      select "row".*
      from "dashboards" as "row"
      where (
        num_nonnulls("row"."id") = 1
        and ("row"."created_at", "row"."id") > ($1::text::timestamp with time zone, $2::text::uuid)
      )
      order by "row"."created_at" asc, "row"."id" asc
      limit 24
    ) as "row"
    where (
      cardinality((select "first_readable" from "viewer_first_readable")) >= 200
      and exists (
        select 1
        from (
          select "pm"."project_id"
          from "project_members" "pm"
          join "projects" "p" on "p"."id" = "pm"."project_id"
          where "pm"."user_id" = (select "user_id" from "viewer")
          and "p"."suspended_at" is null
          and "p"."deleted_at" is null
        ) as "tenant" ("id")
        where "tenant"."id" = "row"."project_id" offset 0
      )
      and "row"."deleted_at" is null
    )
    order by "row"."created_at" asc, "row"."id" asc
    limit 3
  )
  select "row".*
  from (
    select *
    from "found"
    where (select count(*) from "found") >= 3
    union all
    select *
    from (
      select "row".*
      from unnest((select "readable" from "viewer_readable")) as "tenant" ("project_id")
      cross join lateral (
        select "row".*
        from "dashboards" as "row"
        where (
          "row"."project_id" = "tenant"."project_id"
          and "row"."deleted_at" is null
          and ("row"."created_at", "row"."id") > ($3::text::timestamp with time zone, $4::text::uuid)
        )
        order by "row"."created_at" asc, "row"."id" asc
        limit 3
      ) as "row"
      order by "row"."created_at" asc, "row"."id" asc
      limit 3
    ) as "all"
    where not (select count(*) from "found") >= 3
  ) as "row"
  order by "row"."created_at" asc, "row"."id" asc
  limit 3
) as "row"
-- $1 = 2026-01-02 03:04:05.006+00
-- $2 = af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7
-- $3 = 2026-01-02 03:04:05.006+00
-- $4 = af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7

-- a key that can be null, after a value
select json_build_array(("row"."description")::text, ("row"."name")::text, ("row"."id")::text)
from (
  select "row".*
  from "dashboards" as "row"
  where (
    (
      "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      and "row"."deleted_at" is null
    )
    and (
      "row"."description" > $1::text::text
      or ("row"."description" = $2::text::text and "row"."name" < $3::text::text)
      or (
        "row"."description" = $4::text::text and "row"."name" = $5::text::text and "row"."id" < $6::text::uuid
      )
    )
  )
  order by "row"."description" asc nulls first, "row"."name" desc, "row"."id" desc
  limit 21
) as "row"
-- $1 = it's "so" \ 50%
-- $2 = it's "so" \ 50%
-- $3 = it's "so" \ 50%
-- $4 = it's "so" \ 50%
-- $5 = it's "so" \ 50%
-- $6 = af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7

-- a key that can be null, after null
select json_build_array(("row"."description")::text, ("row"."name")::text, ("row"."id")::text)
from (
  select "row".*
  from "dashboards" as "row"
  where (
    (
      "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      and "row"."deleted_at" is null
    )
    and (
      "row"."description" is not null
      or ("row"."description" is null and "row"."name" < $1::text::text)
      or ("row"."description" is null and "row"."name" = $2::text::text and "row"."id" < $3::text::uuid)
    )
  )
  order by "row"."description" asc nulls first, "row"."name" desc, "row"."id" desc
  limit 21
) as "row"
-- $1 = it's "so" \ 50%
-- $2 = it's "so" \ 50%
-- $3 = af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7

-- a key that can be null, backward from a value
select json_build_array(("row"."description")::text, ("row"."name")::text, ("row"."id")::text)
from (
  select "row".*
  from "dashboards" as "row"
  where (
    (
      "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      and "row"."deleted_at" is null
    )
    and (
      ("row"."description" < $1::text::text or "row"."description" is null)
      or ("row"."description" = $2::text::text and "row"."name" > $3::text::text)
      or (
        "row"."description" = $4::text::text and "row"."name" = $5::text::text and "row"."id" > $6::text::uuid
      )
    )
  )
  order by "row"."description" desc nulls last, "row"."name" asc, "row"."id" asc
  limit 3
) as "row"
-- $1 = it's "so" \ 50%
-- $2 = it's "so" \ 50%
-- $3 = it's "so" \ 50%
-- $4 = it's "so" \ 50%
-- $5 = it's "so" \ 50%
-- $6 = af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7

-- between two cursors
select json_build_array(("row"."description")::text, ("row"."name")::text, ("row"."id")::text)
from (
  select "row".*
  from "dashboards" as "row"
  where (
    (
      "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      and "row"."deleted_at" is null
    )
    and (
      (
        "row"."description" is not null
        or ("row"."description" is null and "row"."name" < $1::text::text)
        or ("row"."description" is null and "row"."name" = $2::text::text and "row"."id" < $3::text::uuid)
      )
      and (
        ("row"."description" < $4::text::text or "row"."description" is null)
        or ("row"."description" = $5::text::text and "row"."name" > $6::text::text)
        or (
          "row"."description" = $7::text::text
          and "row"."name" = $8::text::text
          and "row"."id" > $9::text::uuid
        )
      )
    )
  )
  order by "row"."description" asc nulls first, "row"."name" desc, "row"."id" desc
  limit 21
) as "row"
-- $1 = it's "so" \ 50%
-- $2 = it's "so" \ 50%
-- $3 = af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7
-- $4 = it's "so" \ 50%
-- $5 = it's "so" \ 50%
-- $6 = it's "so" \ 50%
-- $7 = it's "so" \ 50%
-- $8 = it's "so" \ 50%
-- $9 = af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7

-- a key without an index
select json_build_array(("row"."name")::text, ("row"."id")::text)
from (
  select "row".*
  from "dashboards" as "row"
  where (
    "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
    and "row"."deleted_at" is null
  )
  order by "row"."name" asc, "row"."id" asc
  limit 21
) as "row"

-- with a filter
select json_build_array(("row"."created_at")::text, ("row"."id")::text)
from (
  with
    "begun" as materialized (
      select "row".*
      from unnest((select "readable" from "viewer_readable")) as "tenant" ("project_id")
      cross join lateral (
        select "row".*
        from "dashboards" as "row"
        where (
          "row"."project_id" = "tenant"."project_id"
          and "row"."deleted_at" is null
          and "row"."name" = $1::text::text
        )
        order by "row"."created_at" asc, "row"."id" asc
        limit 4
      ) as "row"
      order by "row"."created_at" asc, "row"."id" asc
      limit 21
    ),
    "unfinished" as materialized (
      select "row"."project_id" from "begun" as "row" group by "row"."project_id" having count(*) >= 4
    )
  select "row".*
  from (
    select "row".*
    from "begun" as "row"
    where not exists (select 1 from "unfinished" where "unfinished"."project_id" = "row"."project_id")
    union all
    select "row".*
    from "unfinished" as "tenant"
    cross join lateral (
      select "row".*
      from "dashboards" as "row"
      where (
        "row"."project_id" = "tenant"."project_id"
        and "row"."deleted_at" is null
        and "row"."name" = $2::text::text
      )
      order by "row"."created_at" asc, "row"."id" asc
      limit 21
    ) as "row"
  ) as "row"
  order by "row"."created_at" asc, "row"."id" asc
  limit 21
) as "row"
-- $1 = a
-- $2 = a

-- of one project
select json_build_array(("row"."created_at")::text, ("row"."id")::text)
from (
  select "row".*
  from unnest((select "readable" from "viewer_readable")) as "tenant" ("project_id")
  cross join lateral (
    select "row".*
    from "dashboards" as "row"
    where (
      "row"."project_id" = "tenant"."project_id"
      and "row"."deleted_at" is null
      and "row"."project_id" = $1::text::uuid
    )
    order by "row"."created_at" asc, "row"."id" asc
    limit 21
  ) as "row"
  where "tenant"."project_id" = $2::text::uuid
  order by "row"."created_at" asc, "row"."id" asc
  limit 21
) as "row"
-- $1 = 00000000-0000-4000-8000-000000000001
-- $2 = 00000000-0000-4000-8000-000000000001

-- of a relation
select json_build_array(("row"."created_at")::text, ("row"."id")::text)
from (
  select "row".*
  from "widgets" as "row"
  where (
    ("parent"."id" = "row"."dashboard_id" and "parent"."project_id" = "row"."project_id")
    and (
      "parent"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      and (
        exists (
          select 1
          from "dashboards" as "p0"
          where (
            ("row"."dashboard_id" = "p0"."id" and "row"."project_id" = "p0"."project_id")
            and "p0"."deleted_at" is null
          ) offset 0
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
    )
  )
  order by "row"."created_at" asc, "row"."id" asc
  limit 21
) as "row"

-- of a relation of a row that is known to be visible
select json_build_array(("row"."created_at")::text, ("row"."id")::text)
from (
  select "row".*
  from "widgets" as "row"
  where (
    ("parent"."id" = "row"."dashboard_id" and "parent"."project_id" = "row"."project_id")
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
  order by "row"."created_at" asc, "row"."id" asc
  limit 21
) as "row"

-- of a many-to-many relation
select json_build_array(("row"."created_at")::text, ("row"."id")::text)
from (
  select "row".*
  from "cohorts" as "row"
  inner join "cohort_members" as "rowt" on (
    "rowt"."cohort_id" = "row"."id" and "rowt"."project_id" = "row"."project_id"
  )
  where (
    ("parent"."id" = "rowt"."person_id" and "parent"."project_id" = "rowt"."project_id")
    and (
      (
        "parent"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
        and exists (
          select 1
          from "cohorts" as "p0"
          where (
            ("rowt"."cohort_id" = "p0"."id" and "rowt"."project_id" = "p0"."project_id")
            and "p0"."deleted_at" is null
          )
        )
      )
      or (
        "row"."deleted_at" is not null
        and "rowt"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      )
    )
    and (
      (
        "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
        and "row"."deleted_at" is null
      )
      or (
        "row"."project_id" = any((select "writable" from "viewer_writable")::uuid[])
        and "row"."deleted_at" is not null
      )
    )
  )
  order by "row"."created_at" asc, "row"."id" asc
  limit 21
) as "row"

-- one row of each kind
select json_build_array(("row"."created_at")::text, ("row"."id")::text)
from (
  select "row".*
  from (
    select
      distinct on (1, 2) (
        select "o0"."display_name"
        from "users" as "o0"
        where (
          "row"."created_by" = "o0"."id"
          and (
            (select "user_id" from "viewer") is not null
            and (
              "o0"."id" = (select "user_id" from "viewer")
              or exists (
                select 1
                from "project_members" as "p0"
                where (
                  "o0"."id" = "p0"."user_id"
                  and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
                )
              )
            )
          )
        )
      ) as "@key0",
      date_trunc('day', "row"."created_at", 'UTC') as "@key1",
      "row".*
    from "dashboards" as "row"
    where (
      "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      and "row"."deleted_at" is null
    )
    order by 1, 2, "row"."created_at" desc, "row"."id" desc
  ) as "row"
  where ("row"."created_at", "row"."id") > ($1::text::timestamp with time zone, $2::text::uuid)
  order by "row"."created_at" asc, "row"."id" asc
  limit 3
) as "row"
-- $1 = 2026-01-02 03:04:05.006+00
-- $2 = af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7

-- through relations
select json_build_array(
  (
    (
      select (
        select "o1"."display_name"
        from "users" as "o1"
        where (
          "o0"."created_by" = "o1"."id"
          and (
            (select "user_id" from "viewer") is not null
            and (
              "o1"."id" = (select "user_id" from "viewer")
              or exists (
                select 1
                from "project_members" as "p0"
                where (
                  "o1"."id" = "p0"."user_id"
                  and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
                )
              )
            )
          )
        )
      )
      from "dashboards" as "o0"
      where (
        ("row"."dashboard_id" = "o0"."id" and "row"."project_id" = "o0"."project_id")
        and (
          "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
          and "o0"."deleted_at" is null
        )
      )
    )
  )::text,
  (
    (
      select "o0"."name"
      from "insights" as "o0"
      where (
        ("row"."insight_id" = "o0"."id" and "row"."project_id" = "o0"."project_id")
        and (
          "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
          and "o0"."deleted_at" is null
        )
      )
    )
  )::text,
  ("row"."id")::text
)
from (
  select "row".*
  from "widgets" as "row"
  where (
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
    and (
      (
        (
          select (
            select "o1"."display_name"
            from "users" as "o1"
            where (
              "o0"."created_by" = "o1"."id"
              and (
                (select "user_id" from "viewer") is not null
                and (
                  "o1"."id" = (select "user_id" from "viewer")
                  or exists (
                    select 1
                    from "project_members" as "p0"
                    where (
                      "o1"."id" = "p0"."user_id"
                      and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
                    )
                  )
                )
              )
            )
          )
          from "dashboards" as "o0"
          where (
            ("row"."dashboard_id" = "o0"."id" and "row"."project_id" = "o0"."project_id")
            and (
              "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
              and "o0"."deleted_at" is null
            )
          )
        ) > $1::text::text
        or (
          select (
            select "o1"."display_name"
            from "users" as "o1"
            where (
              "o0"."created_by" = "o1"."id"
              and (
                (select "user_id" from "viewer") is not null
                and (
                  "o1"."id" = (select "user_id" from "viewer")
                  or exists (
                    select 1
                    from "project_members" as "p0"
                    where (
                      "o1"."id" = "p0"."user_id"
                      and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
                    )
                  )
                )
              )
            )
          )
          from "dashboards" as "o0"
          where (
            ("row"."dashboard_id" = "o0"."id" and "row"."project_id" = "o0"."project_id")
            and (
              "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
              and "o0"."deleted_at" is null
            )
          )
        ) is null
      )
      or (
        (
          select (
            select "o1"."display_name"
            from "users" as "o1"
            where (
              "o0"."created_by" = "o1"."id"
              and (
                (select "user_id" from "viewer") is not null
                and (
                  "o1"."id" = (select "user_id" from "viewer")
                  or exists (
                    select 1
                    from "project_members" as "p0"
                    where (
                      "o1"."id" = "p0"."user_id"
                      and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
                    )
                  )
                )
              )
            )
          )
          from "dashboards" as "o0"
          where (
            ("row"."dashboard_id" = "o0"."id" and "row"."project_id" = "o0"."project_id")
            and (
              "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
              and "o0"."deleted_at" is null
            )
          )
        ) = $2::text::text
        and (
          (
            select "o0"."name"
            from "insights" as "o0"
            where (
              ("row"."insight_id" = "o0"."id" and "row"."project_id" = "o0"."project_id")
              and (
                "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
                and "o0"."deleted_at" is null
              )
            )
          ) < $3::text::text
          or (
            select "o0"."name"
            from "insights" as "o0"
            where (
              ("row"."insight_id" = "o0"."id" and "row"."project_id" = "o0"."project_id")
              and (
                "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
                and "o0"."deleted_at" is null
              )
            )
          ) is null
        )
      )
      or (
        (
          select (
            select "o1"."display_name"
            from "users" as "o1"
            where (
              "o0"."created_by" = "o1"."id"
              and (
                (select "user_id" from "viewer") is not null
                and (
                  "o1"."id" = (select "user_id" from "viewer")
                  or exists (
                    select 1
                    from "project_members" as "p0"
                    where (
                      "o1"."id" = "p0"."user_id"
                      and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
                    )
                  )
                )
              )
            )
          )
          from "dashboards" as "o0"
          where (
            ("row"."dashboard_id" = "o0"."id" and "row"."project_id" = "o0"."project_id")
            and (
              "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
              and "o0"."deleted_at" is null
            )
          )
        ) = $4::text::text
        and (
          select "o0"."name"
          from "insights" as "o0"
          where (
            ("row"."insight_id" = "o0"."id" and "row"."project_id" = "o0"."project_id")
            and (
              "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
              and "o0"."deleted_at" is null
            )
          )
        ) = $5::text::text
        and "row"."id" < $6::text::uuid
      )
    )
  )
  order by (
    select (
      select "o1"."display_name"
      from "users" as "o1"
      where (
        "o0"."created_by" = "o1"."id"
        and (
          (select "user_id" from "viewer") is not null
          and (
            "o1"."id" = (select "user_id" from "viewer")
            or exists (
              select 1
              from "project_members" as "p0"
              where (
                "o1"."id" = "p0"."user_id"
                and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
              )
            )
          )
        )
      )
    )
    from "dashboards" as "o0"
    where (
      ("row"."dashboard_id" = "o0"."id" and "row"."project_id" = "o0"."project_id")
      and (
        "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
        and "o0"."deleted_at" is null
      )
    )
  ) asc, (
    select "o0"."name"
    from "insights" as "o0"
    where (
      ("row"."insight_id" = "o0"."id" and "row"."project_id" = "o0"."project_id")
      and (
        "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
        and "o0"."deleted_at" is null
      )
    )
  ) desc nulls last, "row"."id" desc
  limit 21
) as "row"
-- $1 = it's "so" \ 50%
-- $2 = it's "so" \ 50%
-- $3 = it's "so" \ 50%
-- $4 = it's "so" \ 50%
-- $5 = it's "so" \ 50%
-- $6 = af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7
