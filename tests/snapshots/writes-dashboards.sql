-- createDashboard
with
  "u0_items" as materialized (
    select
      ("e" ->> 'i')::int as "@i",
      ("e" -> 'key' ->> 0)::uuid as "@key0",
      ("e" -> 'values') as "@values",
      ("e" ->> 'if')::timestamptz as "@if"
    from jsonb_array_elements($1::text::jsonb) as "o" ("e")
  ),
  "u0_next" as materialized (
    select
      "s"."@i",
      "s"."@values",
      case when "s"."@values" ? 'id' then "n"."id" else gen_random_uuid() end as "id",
      date_trunc('milliseconds', now()) as "created_at",
      date_trunc('milliseconds', now()) as "updated_at",
      "n"."project_id" as "project_id",
      (select "user_id" from "viewer") as "created_by",
      "n"."name" as "name",
      "n"."description" as "description",
      "n"."date_from" as "date_from",
      "n"."date_to" as "date_to",
      case when "s"."@values" ? 'is_pinned' then "n"."is_pinned" else $2::text::boolean end as "is_pinned",
      "n"."deleted_at" as "deleted_at"
    from "u0_items" "s"
    cross join lateral jsonb_populate_record((select "@t" from "dashboards" as "@t" limit 0), "s"."@values") "n"
  ),
  "u1_items" as materialized (
    select
      ("e" ->> 'i')::int as "@i",
      coalesce(("e" ->> 'p')::int, 0) as "@p",
      ("e" -> 'key' ->> 0)::uuid as "@key0",
      ("e" -> 'values') as "@values",
      ("e" ->> 'if')::timestamptz as "@if"
    from jsonb_array_elements($3::text::jsonb) as "o" ("e")
  ),
  "u1_next" as materialized (
    select
      "s"."@i",
      "s"."@values",
      case when "s"."@values" ? 'id' then "n"."id" else gen_random_uuid() end as "id",
      date_trunc('milliseconds', now()) as "created_at",
      date_trunc('milliseconds', now()) as "updated_at",
      "p"."project_id" as "project_id",
      "p"."id" as "dashboard_id",
      "n"."insight_id" as "insight_id",
      "n"."content" as "content",
      "n"."layout" as "layout"
    from "u1_items" "s"
    join "u0_next" "p" on "p"."@i" = "s"."@p"
    cross join lateral jsonb_populate_record((select "@t" from "widgets" as "@t" limit 0), "s"."@values") "n"
  ),
  "faults" as materialized (
    select
      'u0'::text as "unit",
      "u0_next"."@i" as "item",
      'NOT_FOUND'::text as "code",
      'project_id'::text as "column",
      null::int as "reference"
    from "u0_next"
    where "u0_next"."@values" ? 'project_id'
    and "u0_next"."project_id" is not null
    and not exists (
      select 1
      from "projects" as "r"
      where (
        "r"."id" = "u0_next"."project_id"
        and ("r"."id" = any((select "readable" from "viewer_readable")::uuid[]) and "r"."deleted_at" is null)
      )
    )
    union all
    select
      'u0'::text as "unit",
      "u0_next"."@i" as "item",
      'FORBIDDEN'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u0_next"
    where ("u0_next"."project_id" = any((select "writable" from "viewer_writable")::uuid[])) is not true
    union all
    select
      'u1'::text as "unit",
      "u1_next"."@i" as "item",
      'NOT_FOUND'::text as "code",
      'insight_id'::text as "column",
      null::int as "reference"
    from "u1_next"
    where "u1_next"."@values" ? 'insight_id'
    and "u1_next"."insight_id" is not null
    and not exists (
      select 1
      from "insights" as "r"
      where (
        "r"."project_id" = "u1_next"."project_id"
        and "r"."id" = "u1_next"."insight_id"
        and (
          "r"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
          and "r"."deleted_at" is null
        )
      )
    )
    union all
    select
      'u1'::text as "unit",
      "u1_next"."@i" as "item",
      'FORBIDDEN'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u1_next"
    where ("u1_next"."project_id" = any((select "writable" from "viewer_writable")::uuid[])) is not true
  ),
  "u0_done" as (
    insert into "dashboards" (
      "id",
      "created_at",
      "updated_at",
      "project_id",
      "created_by",
      "name",
      "description",
      "date_from",
      "date_to",
      "is_pinned",
      "deleted_at"
    )
    select
      "id",
      "created_at",
      "updated_at",
      "project_id",
      "created_by",
      "name",
      "description",
      "date_from",
      "date_to",
      "is_pinned",
      "deleted_at"
    from "u0_next"
    where not exists (select 1 from "faults")
    order by "@i"
    returning *
  ),
  "u1_done" as (
    insert into "widgets" (
      "id", "created_at", "updated_at", "project_id", "dashboard_id", "insight_id", "content", "layout"
    )
    select "id", "created_at", "updated_at", "project_id", "dashboard_id", "insight_id", "content", "layout"
    from "u1_next"
    where not exists (select 1 from "faults")
    order by "@i"
    returning *
  ),
  "u0_audit" as (
    insert into "audit_events" (
      "project_id",
      "actor_user_id",
      "actor_api_key_id",
      "action",
      "entity_type",
      "entity_id",
      "request_id",
      "client_request_id",
      "changes"
    )
    select
      "u0_done"."project_id",
      (select "user_id" from "viewer"),
      (select "api_key_id" from "viewer"),
      $4::text::"audit_action",
      $5::text::text,
      "u0_done"."id"::text::text::uuid,
      $6::text::text,
      $7::text::text,
      "e"."changes"::text::jsonb
    from "u0_done"
    cross join lateral (select '{}'::jsonb as "before", to_jsonb("u0_done".*) as "after") "v"
    cross join lateral (
      select coalesce(
        jsonb_object_agg(
          "c"."value",
          jsonb_build_object(
            'before',
            coalesce("v"."before" -> "c"."key", 'null'),
            'after',
            coalesce("v"."after" -> "c"."key", 'null')
          )
        ),
        '{}'
      ) as "changes"
      from jsonb_each_text($8::text::jsonb) "c"
      where coalesce("v"."before" -> "c"."key", 'null') <> coalesce("v"."after" -> "c"."key", 'null')
    ) "e"
    where "e"."changes" <> '{}'
  ),
  "u1_audit" as (
    insert into "audit_events" (
      "project_id",
      "actor_user_id",
      "actor_api_key_id",
      "action",
      "entity_type",
      "entity_id",
      "request_id",
      "client_request_id",
      "changes"
    )
    select
      "u1_done"."project_id",
      (select "user_id" from "viewer"),
      (select "api_key_id" from "viewer"),
      $9::text::"audit_action",
      $10::text::text,
      "u1_done"."id"::text::text::uuid,
      $11::text::text,
      $12::text::text,
      "e"."changes"::text::jsonb
    from "u1_done"
    cross join lateral (select '{}'::jsonb as "before", to_jsonb("u1_done".*) as "after") "v"
    cross join lateral (
      select coalesce(
        jsonb_object_agg(
          "c"."value",
          jsonb_build_object(
            'before',
            coalesce("v"."before" -> "c"."key", 'null'),
            'after',
            coalesce("v"."after" -> "c"."key", 'null')
          )
        ),
        '{}'
      ) as "changes"
      from jsonb_each_text($13::text::jsonb) "c"
      where coalesce("v"."before" -> "c"."key", 'null') <> coalesce("v"."after" -> "c"."key", 'null')
    ) "e"
    where "e"."changes" <> '{}'
  ),
  "u1_notices0" as (
    insert into "notifications" ("user_id", "kind", "project_id", "actor_id", "subject_id")
    select
      "@account"."id",
      $14::text::"notification_kind",
      "u1_done"."project_id",
      (select "user_id" from "viewer"),
      "u1_done"."id"
    from "u1_done"
    cross join lateral (
      select distinct *
      from (
        select "u"."id"
        from (
          select
            array_agg("name") as "names",
            array_agg(case when "name" ~ $15::text then "name"::uuid end) as "ids"
          from (
            select lower("m"."found"[1]) as "name"
            from regexp_matches("u1_done"."content", $16::text, 'g') "m" ("found")
            limit $17::text::int
          ) "m"
        ) "n"
        join "users" "u" on "u"."id" = any("n"."ids")
        or lower("u"."email") = any("n"."names")
        where exists (
          select 1
          from "project_members" "p"
          where "p"."project_id" = "u1_done"."project_id"
          and "p"."user_id" = "u"."id"
        )
      ) "@now"
    ) "@meant" ("id")
    join "users" as "@account" on "@account"."id" = "@meant"."id"
    where (
      (
        (select "user_id" from "viewer") is not null
        and (
          "@account"."id" = (select "user_id" from "viewer")
          or exists (
            select 1
            from "project_members" as "p0"
            where (
              "@account"."id" = "p0"."user_id"
              and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
            )
          )
        )
      )
      and "@account"."id" is distinct from (select "user_id" from "viewer")
      and $18::text::"notification_kind" <> all("@account"."muted_notifications")
    )
  )
select
  (select coalesce(json_agg("f".*), '[]') from "faults" "f") as "faults",
  json_build_object(
    'u0'::text,
    (
      select coalesce(
        json_agg(
          (
            select row_to_json("w".*)
            from (
              select "d"."id" as "id",
              ("d"."created_at")::text as "created_at",
              ("d"."updated_at")::text as "updated_at",
              "d"."project_id" as "project_id",
              "d"."created_by" as "created_by",
              "d"."name" as "name",
              "d"."description" as "description",
              "d"."date_from" as "date_from",
              "d"."date_to" as "date_to",
              "d"."is_pinned" as "is_pinned",
              ("d"."deleted_at")::text as "deleted_at"
            ) "w"
          )
        ),
        '[]'
      )
      from "u0_done" "d"
    ),
    'u1'::text,
    (
      select coalesce(
        json_agg(
          (
            select row_to_json("w".*)
            from (
              select "d"."id" as "id",
              ("d"."created_at")::text as "created_at",
              ("d"."updated_at")::text as "updated_at",
              "d"."project_id" as "project_id",
              "d"."dashboard_id" as "dashboard_id",
              "d"."insight_id" as "insight_id",
              "d"."content" as "content",
              ("d"."layout")::text as "layout"
            ) "w"
          )
        ),
        '[]'
      )
      from "u1_done" "d"
    )
  ) as "rows",
  (null::jsonb) as "unchanged"
-- $1 = [{"i":0,"key":["66143410-9d7d-4cc3-84e8-c1e6ed0f3afc"],"values":{"project_id":"af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7","name":"it's \"so\" \\ 50%","description":"it's \"so\" \\ 50%","date_from":"it's \"so\" \\ 50%","date_to":"it's \"so\" \\ 50%","is_pinned":"true","id":"66143410-9d7d-4cc3-84e8-c1e6ed0f3afc"}}]
-- $2 = false
-- $3 = [{"i":0,"p":0,"key":["da0dd446-2846-47b8-86b1-b54e6f269d16"],"values":{"project_id":"af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7","dashboard_id":"af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7","insight_id":"af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7","content":"it's \"so\" \\ 50%","layout":{"a":[1,"x",null]},"id":"da0dd446-2846-47b8-86b1-b54e6f269d16"}}]
-- $4 = create
-- $5 = Dashboard
-- $6 = request
-- $7 = of the client
-- $8 = {"id":"uuid","project_id":"projectId","created_by":"createdBy","name":"name","description":"description","date_from":"dateFrom","date_to":"dateTo","is_pinned":"isPinned","deleted_at":"deletedAt"}
-- $9 = create
-- $10 = Widget
-- $11 = request
-- $12 = of the client
-- $13 = {"id":"uuid","project_id":"projectId","dashboard_id":"dashboardId","insight_id":"insightId","content":"content","layout":"layout"}
-- $14 = mentioned
-- $15 = ^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$
-- $16 = (?:^|[^[:alnum:]_@.+-])@([[:alnum:]][[:alnum:]._%+'-]*@[[:alnum:]][[:alnum:].-]*[[:alnum:]]|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?![[:alnum:]_@-])
-- $17 = 50
-- $18 = mentioned

-- updateDashboard
with
  "u0_items" as materialized (
    select
      ("e" ->> 'i')::int as "@i",
      ("e" -> 'key' ->> 0)::uuid as "@key0",
      ("e" -> 'values') as "@values",
      ("e" ->> 'if')::timestamptz as "@if"
    from jsonb_array_elements($1::text::jsonb) as "o" ("e")
  ),
  "u0_target" as materialized (
    select "s"."@i", "s"."@values", "s"."@if", "@t" as "@row", "@t".*
    from "u0_items" "s"
    join "dashboards" as "@t" on "@t"."id" = "s"."@key0"
    where (
      "@t"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      and "@t"."deleted_at" is null
    )
    order by "@t"."id"
    for no key
    update of "@t"
  ),
  "u0_next" as materialized (
    select "o"."@i", "o"."@values", "n".*
    from "u0_target" "o"
    cross join lateral jsonb_populate_record("o"."@row", "o"."@values") "n"
  ),
  "u1_items" as materialized (
    select
      ("e" ->> 'i')::int as "@i",
      coalesce(("e" ->> 'p')::int, 0) as "@p",
      ("e" -> 'key' ->> 0)::uuid as "@key0",
      ("e" -> 'values') as "@values",
      ("e" ->> 'if')::timestamptz as "@if"
    from jsonb_array_elements($2::text::jsonb) as "o" ("e")
  ),
  "u1_target" as materialized (
    select "s"."@i", "s"."@values", "s"."@if", "@t" as "@row", "@t".*
    from "u1_items" "s"
    join "widgets" as "@t" on "@t"."id" = "s"."@key0"
    join "u0_next" "p" on (
      "p"."@i" = "s"."@p" and "p"."project_id" = "@t"."project_id" and "p"."id" = "@t"."dashboard_id"
    )
    where (
      "@t"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      and exists (
        select 1
        from "dashboards" as "p0"
        where (
          ("@t"."dashboard_id" = "p0"."id" and "@t"."project_id" = "p0"."project_id")
          and "p0"."deleted_at" is null
        )
      )
      and (
        "@t"."insight_id" is null
        or exists (
          select 1
          from "insights" as "p0"
          where (
            ("@t"."insight_id" = "p0"."id" and "@t"."project_id" = "p0"."project_id")
            and "p0"."deleted_at" is null
          ) offset 0
        )
      )
    )
    order by "@t"."id"
    for update of "@t"
  ),
  "u1_next" as materialized (
    select "o"."@i", "o"."@values", "n".*
    from "u1_target" "o"
    cross join lateral jsonb_populate_record("o"."@row", "o"."@values") "n"
  ),
  "u2_items" as materialized (
    select
      ("e" ->> 'i')::int as "@i",
      coalesce(("e" ->> 'p')::int, 0) as "@p",
      ("e" -> 'key' ->> 0)::uuid as "@key0",
      ("e" -> 'values') as "@values",
      ("e" ->> 'if')::timestamptz as "@if"
    from jsonb_array_elements($3::text::jsonb) as "o" ("e")
  ),
  "u2_target" as materialized (
    select "s"."@i", "s"."@values", "s"."@if", "@t" as "@row", "@t".*
    from "u2_items" "s"
    join "widgets" as "@t" on "@t"."id" = "s"."@key0"
    join "u0_next" "p" on (
      "p"."@i" = "s"."@p" and "p"."project_id" = "@t"."project_id" and "p"."id" = "@t"."dashboard_id"
    )
    where (
      "@t"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      and exists (
        select 1
        from "dashboards" as "p0"
        where (
          ("@t"."dashboard_id" = "p0"."id" and "@t"."project_id" = "p0"."project_id")
          and "p0"."deleted_at" is null
        )
      )
      and (
        "@t"."insight_id" is null
        or exists (
          select 1
          from "insights" as "p0"
          where (
            ("@t"."insight_id" = "p0"."id" and "@t"."project_id" = "p0"."project_id")
            and "p0"."deleted_at" is null
          ) offset 0
        )
      )
    )
    order by "@t"."id"
    for no key
    update of "@t"
  ),
  "u2_next" as materialized (
    select "o"."@i", "o"."@values", "n".*
    from "u2_target" "o"
    cross join lateral jsonb_populate_record("o"."@row", "o"."@values") "n"
  ),
  "u3_items" as materialized (
    select
      ("e" ->> 'i')::int as "@i",
      coalesce(("e" ->> 'p')::int, 0) as "@p",
      ("e" -> 'key' ->> 0)::uuid as "@key0",
      ("e" -> 'values') as "@values",
      ("e" ->> 'if')::timestamptz as "@if"
    from jsonb_array_elements($4::text::jsonb) as "o" ("e")
  ),
  "u3_next" as materialized (
    select
      "s"."@i",
      "s"."@values",
      case when "s"."@values" ? 'id' then "n"."id" else gen_random_uuid() end as "id",
      date_trunc('milliseconds', now()) as "created_at",
      date_trunc('milliseconds', now()) as "updated_at",
      "p"."project_id" as "project_id",
      "p"."id" as "dashboard_id",
      "n"."insight_id" as "insight_id",
      "n"."content" as "content",
      "n"."layout" as "layout"
    from "u3_items" "s"
    join "u0_next" "p" on "p"."@i" = "s"."@p"
    cross join lateral jsonb_populate_record((select "@t" from "widgets" as "@t" limit 0), "s"."@values") "n"
  ),
  "faults" as materialized (
    select
      'u0'::text as "unit",
      "s"."@i" as "item",
      'NOT_FOUND'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u0_items" "s"
    where not exists (select 1 from "u0_target" "t" where "t"."id" = "s"."@key0")
    union all
    select
      'u0'::text as "unit",
      "t"."@i" as "item",
      'CONFLICT'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u0_target" "t"
    where "t"."@if" is not null
    and "t"."updated_at" is distinct from "t"."@if"
    union all
    select
      'u0'::text as "unit",
      "u0_target"."@i" as "item",
      'FORBIDDEN'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u0_target"
    where ("u0_target"."project_id" = any((select "writable" from "viewer_writable")::uuid[])) is not true
    union all
    select
      'u0'::text as "unit",
      "u0_next"."@i" as "item",
      'FORBIDDEN'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u0_next"
    where ("u0_next"."project_id" = any((select "writable" from "viewer_writable")::uuid[])) is not true
    union all
    select
      'u0'::text as "unit",
      "u0_next"."@i" as "item",
      'NOT_FOUND'::text as "code",
      'project_id'::text as "column",
      null::int as "reference"
    from "u0_next"
    where "u0_next"."@values" ? 'project_id'
    and "u0_next"."project_id" is not null
    and not exists (
      select 1
      from "projects" as "r"
      where (
        "r"."id" = "u0_next"."project_id"
        and ("r"."id" = any((select "readable" from "viewer_readable")::uuid[]) and "r"."deleted_at" is null)
      )
    )
    union all
    select
      'u1'::text as "unit",
      "s"."@i" as "item",
      'NOT_FOUND'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u1_items" "s"
    where not exists (select 1 from "u1_target" "t" where "t"."id" = "s"."@key0")
    union all
    select
      'u1'::text as "unit",
      "t"."@i" as "item",
      'CONFLICT'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u1_target" "t"
    where "t"."@if" is not null
    and "t"."updated_at" is distinct from "t"."@if"
    union all
    select
      'u1'::text as "unit",
      "u1_target"."@i" as "item",
      'FORBIDDEN'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u1_target"
    where ("u1_target"."project_id" = any((select "writable" from "viewer_writable")::uuid[])) is not true
    union all
    select
      'u2'::text as "unit",
      "s"."@i" as "item",
      'NOT_FOUND'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u2_items" "s"
    where not exists (select 1 from "u2_target" "t" where "t"."id" = "s"."@key0")
    union all
    select
      'u2'::text as "unit",
      "t"."@i" as "item",
      'CONFLICT'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u2_target" "t"
    where "t"."@if" is not null
    and "t"."updated_at" is distinct from "t"."@if"
    union all
    select
      'u2'::text as "unit",
      "u2_target"."@i" as "item",
      'FORBIDDEN'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u2_target"
    where ("u2_target"."project_id" = any((select "writable" from "viewer_writable")::uuid[])) is not true
    union all
    select
      'u2'::text as "unit",
      "u2_next"."@i" as "item",
      'FORBIDDEN'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u2_next"
    where ("u2_next"."project_id" = any((select "writable" from "viewer_writable")::uuid[])) is not true
    union all
    select
      'u2'::text as "unit",
      "u2_next"."@i" as "item",
      'NOT_FOUND'::text as "code",
      'insight_id'::text as "column",
      null::int as "reference"
    from "u2_next"
    where "u2_next"."@values" ? 'insight_id'
    and "u2_next"."insight_id" is not null
    and not exists (
      select 1
      from "insights" as "r"
      where (
        "r"."project_id" = "u2_next"."project_id"
        and "r"."id" = "u2_next"."insight_id"
        and (
          "r"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
          and "r"."deleted_at" is null
        )
      )
    )
    union all
    select
      'u3'::text as "unit",
      "u3_next"."@i" as "item",
      'NOT_FOUND'::text as "code",
      'insight_id'::text as "column",
      null::int as "reference"
    from "u3_next"
    where "u3_next"."@values" ? 'insight_id'
    and "u3_next"."insight_id" is not null
    and not exists (
      select 1
      from "insights" as "r"
      where (
        "r"."project_id" = "u3_next"."project_id"
        and "r"."id" = "u3_next"."insight_id"
        and (
          "r"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
          and "r"."deleted_at" is null
        )
      )
    )
    union all
    select
      'u3'::text as "unit",
      "u3_next"."@i" as "item",
      'FORBIDDEN'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u3_next"
    where ("u3_next"."project_id" = any((select "writable" from "viewer_writable")::uuid[])) is not true
  ),
  "u2_changed" as materialized (
    select "n".*
    from "u2_next" "n"
    join "u2_target" "o" on "n"."id" = "o"."id"
    where (
      record_image_ne(row("n"."insight_id", "n"."content"), row("o"."insight_id", "o"."content"))
      or ("n"."@values" ? 'layout' and "n"."layout"::jsonb is distinct from "o"."layout"::jsonb)
    )
  ),
  "u0_changed" as materialized (
    select "n".*
    from "u0_next" "n"
    join "u0_target" "o" on "n"."id" = "o"."id"
    where (
      record_image_ne(
        row("n"."name", "n"."description", "n"."date_from", "n"."date_to", "n"."is_pinned"),
        row("o"."name", "o"."description", "o"."date_from", "o"."date_to", "o"."is_pinned")
      )
      or exists (
        select 1
        from "u1_next" "c"
        where ("c"."project_id" = "n"."project_id" and "c"."dashboard_id" = "n"."id")
      )
      or exists (
        select 1
        from "u2_changed" "c"
        where ("c"."project_id" = "n"."project_id" and "c"."dashboard_id" = "n"."id")
      )
      or exists (
        select 1
        from "u3_next" "c"
        where ("c"."project_id" = "n"."project_id" and "c"."dashboard_id" = "n"."id")
      )
    )
  ),
  "u0_done" as (
    update "dashboards" as "t"
    set
      "name" = "n"."name",
      "description" = "n"."description",
      "date_from" = "n"."date_from",
      "date_to" = "n"."date_to",
      "is_pinned" = "n"."is_pinned",
      "updated_at" = greatest(
        date_trunc('milliseconds', clock_timestamp()), "t"."updated_at" + interval '1 millisecond'
      )
    from "u0_changed" "n"
    where (
      "t"."id" = "n"."id" and "t"."project_id" = "n"."project_id" and not exists (select 1 from "faults")
    )
    returning "t".*
  ),
  "u1_done" as (
    delete
    from "widgets" as "t"
    using "u1_next" "n"
    where (
      "t"."id" = "n"."id" and "t"."project_id" = "n"."project_id" and not exists (select 1 from "faults")
    )
    returning "t".*
  ),
  "u2_done" as (
    update "widgets" as "t"
    set
      "insight_id" = "n"."insight_id",
      "content" = "n"."content",
      "layout" = "n"."layout",
      "updated_at" = greatest(
        date_trunc('milliseconds', clock_timestamp()), "t"."updated_at" + interval '1 millisecond'
      )
    from "u2_changed" "n"
    where (
      "t"."id" = "n"."id" and "t"."project_id" = "n"."project_id" and not exists (select 1 from "faults")
    )
    returning "t".*
  ),
  "u3_done" as (
    insert into "widgets" (
      "id", "created_at", "updated_at", "project_id", "dashboard_id", "insight_id", "content", "layout"
    )
    select "id", "created_at", "updated_at", "project_id", "dashboard_id", "insight_id", "content", "layout"
    from "u3_next"
    where not exists (select 1 from "faults")
    order by "@i"
    returning *
  ),
  "u0_audit" as (
    insert into "audit_events" (
      "project_id",
      "actor_user_id",
      "actor_api_key_id",
      "action",
      "entity_type",
      "entity_id",
      "request_id",
      "client_request_id",
      "changes"
    )
    select
      "u0_done"."project_id",
      (select "user_id" from "viewer"),
      (select "api_key_id" from "viewer"),
      $5::text::"audit_action",
      $6::text::text,
      "u0_done"."id"::text::text::uuid,
      $7::text::text,
      $8::text::text,
      "e"."changes"::text::jsonb
    from "u0_done"
    join "u0_target" "o" on "o"."id" = "u0_done"."id"
    cross join lateral (select to_jsonb("o"."@row") as "before", to_jsonb("u0_done".*) as "after") "v"
    cross join lateral (
      select coalesce(
        jsonb_object_agg(
          "c"."value",
          jsonb_build_object(
            'before',
            coalesce("v"."before" -> "c"."key", 'null'),
            'after',
            coalesce("v"."after" -> "c"."key", 'null')
          )
        ),
        '{}'
      ) as "changes"
      from jsonb_each_text($9::text::jsonb) "c"
      where coalesce("v"."before" -> "c"."key", 'null') <> coalesce("v"."after" -> "c"."key", 'null')
    ) "e"
    where "e"."changes" <> '{}'
  ),
  "u1_audit" as (
    insert into "audit_events" (
      "project_id",
      "actor_user_id",
      "actor_api_key_id",
      "action",
      "entity_type",
      "entity_id",
      "request_id",
      "client_request_id",
      "changes"
    )
    select
      "u1_done"."project_id",
      (select "user_id" from "viewer"),
      (select "api_key_id" from "viewer"),
      $10::text::"audit_action",
      $11::text::text,
      "u1_done"."id"::text::text::uuid,
      $12::text::text,
      $13::text::text,
      "e"."changes"::text::jsonb
    from "u1_done"
    join "u1_target" "o" on "o"."id" = "u1_done"."id"
    cross join lateral (select to_jsonb("o"."@row") as "before", '{}'::jsonb as "after") "v"
    cross join lateral (
      select coalesce(
        jsonb_object_agg(
          "c"."value",
          jsonb_build_object(
            'before',
            coalesce("v"."before" -> "c"."key", 'null'),
            'after',
            coalesce("v"."after" -> "c"."key", 'null')
          )
        ),
        '{}'
      ) as "changes"
      from jsonb_each_text($14::text::jsonb) "c"
      where coalesce("v"."before" -> "c"."key", 'null') <> coalesce("v"."after" -> "c"."key", 'null')
    ) "e"
    where "e"."changes" <> '{}'
  ),
  "u2_audit" as (
    insert into "audit_events" (
      "project_id",
      "actor_user_id",
      "actor_api_key_id",
      "action",
      "entity_type",
      "entity_id",
      "request_id",
      "client_request_id",
      "changes"
    )
    select
      "u2_done"."project_id",
      (select "user_id" from "viewer"),
      (select "api_key_id" from "viewer"),
      $15::text::"audit_action",
      $16::text::text,
      "u2_done"."id"::text::text::uuid,
      $17::text::text,
      $18::text::text,
      "e"."changes"::text::jsonb
    from "u2_done"
    join "u2_target" "o" on "o"."id" = "u2_done"."id"
    cross join lateral (select to_jsonb("o"."@row") as "before", to_jsonb("u2_done".*) as "after") "v"
    cross join lateral (
      select coalesce(
        jsonb_object_agg(
          "c"."value",
          jsonb_build_object(
            'before',
            coalesce("v"."before" -> "c"."key", 'null'),
            'after',
            coalesce("v"."after" -> "c"."key", 'null')
          )
        ),
        '{}'
      ) as "changes"
      from jsonb_each_text($19::text::jsonb) "c"
      where coalesce("v"."before" -> "c"."key", 'null') <> coalesce("v"."after" -> "c"."key", 'null')
    ) "e"
    where "e"."changes" <> '{}'
  ),
  "u3_audit" as (
    insert into "audit_events" (
      "project_id",
      "actor_user_id",
      "actor_api_key_id",
      "action",
      "entity_type",
      "entity_id",
      "request_id",
      "client_request_id",
      "changes"
    )
    select
      "u3_done"."project_id",
      (select "user_id" from "viewer"),
      (select "api_key_id" from "viewer"),
      $20::text::"audit_action",
      $21::text::text,
      "u3_done"."id"::text::text::uuid,
      $22::text::text,
      $23::text::text,
      "e"."changes"::text::jsonb
    from "u3_done"
    cross join lateral (select '{}'::jsonb as "before", to_jsonb("u3_done".*) as "after") "v"
    cross join lateral (
      select coalesce(
        jsonb_object_agg(
          "c"."value",
          jsonb_build_object(
            'before',
            coalesce("v"."before" -> "c"."key", 'null'),
            'after',
            coalesce("v"."after" -> "c"."key", 'null')
          )
        ),
        '{}'
      ) as "changes"
      from jsonb_each_text($24::text::jsonb) "c"
      where coalesce("v"."before" -> "c"."key", 'null') <> coalesce("v"."after" -> "c"."key", 'null')
    ) "e"
    where "e"."changes" <> '{}'
  ),
  "u2_notices0" as (
    insert into "notifications" ("user_id", "kind", "project_id", "actor_id", "subject_id")
    select
      "@account"."id",
      $25::text::"notification_kind",
      "u2_done"."project_id",
      (select "user_id" from "viewer"),
      "u2_done"."id"
    from "u2_done"
    join "u2_target" on "u2_target"."id" = "u2_done"."id"
    cross join lateral (
      select distinct *
      from (
        select "u"."id"
        from (
          select
            array_agg("name") as "names",
            array_agg(case when "name" ~ $26::text then "name"::uuid end) as "ids"
          from (
            select lower("m"."found"[1]) as "name"
            from regexp_matches("u2_done"."content", $27::text, 'g') "m" ("found")
            limit $28::text::int
          ) "m"
        ) "n"
        join "users" "u" on "u"."id" = any("n"."ids")
        or lower("u"."email") = any("n"."names")
        where exists (
          select 1
          from "project_members" "p"
          where "p"."project_id" = "u2_done"."project_id"
          and "p"."user_id" = "u"."id"
        )
      ) "@now" except
      select *
      from (
        select "u"."id"
        from (
          select
            array_agg("name") as "names",
            array_agg(case when "name" ~ $29::text then "name"::uuid end) as "ids"
          from (
            select lower("m"."found"[1]) as "name"
            from regexp_matches("u2_target"."content", $30::text, 'g') "m" ("found")
            limit $31::text::int
          ) "m"
        ) "n"
        join "users" "u" on "u"."id" = any("n"."ids")
        or lower("u"."email") = any("n"."names")
        where exists (
          select 1
          from "project_members" "p"
          where "p"."project_id" = "u2_target"."project_id"
          and "p"."user_id" = "u"."id"
        )
      ) "@before"
    ) "@meant" ("id")
    join "users" as "@account" on "@account"."id" = "@meant"."id"
    where (
      (
        (select "user_id" from "viewer") is not null
        and (
          "@account"."id" = (select "user_id" from "viewer")
          or exists (
            select 1
            from "project_members" as "p0"
            where (
              "@account"."id" = "p0"."user_id"
              and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
            )
          )
        )
      )
      and "@account"."id" is distinct from (select "user_id" from "viewer")
      and $32::text::"notification_kind" <> all("@account"."muted_notifications")
    )
  ),
  "u3_notices0" as (
    insert into "notifications" ("user_id", "kind", "project_id", "actor_id", "subject_id")
    select
      "@account"."id",
      $33::text::"notification_kind",
      "u3_done"."project_id",
      (select "user_id" from "viewer"),
      "u3_done"."id"
    from "u3_done"
    cross join lateral (
      select distinct *
      from (
        select "u"."id"
        from (
          select
            array_agg("name") as "names",
            array_agg(case when "name" ~ $34::text then "name"::uuid end) as "ids"
          from (
            select lower("m"."found"[1]) as "name"
            from regexp_matches("u3_done"."content", $35::text, 'g') "m" ("found")
            limit $36::text::int
          ) "m"
        ) "n"
        join "users" "u" on "u"."id" = any("n"."ids")
        or lower("u"."email") = any("n"."names")
        where exists (
          select 1
          from "project_members" "p"
          where "p"."project_id" = "u3_done"."project_id"
          and "p"."user_id" = "u"."id"
        )
      ) "@now"
    ) "@meant" ("id")
    join "users" as "@account" on "@account"."id" = "@meant"."id"
    where (
      (
        (select "user_id" from "viewer") is not null
        and (
          "@account"."id" = (select "user_id" from "viewer")
          or exists (
            select 1
            from "project_members" as "p0"
            where (
              "@account"."id" = "p0"."user_id"
              and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
            )
          )
        )
      )
      and "@account"."id" is distinct from (select "user_id" from "viewer")
      and $37::text::"notification_kind" <> all("@account"."muted_notifications")
    )
  )
select
  (select coalesce(json_agg("f".*), '[]') from "faults" "f") as "faults",
  json_build_object(
    'u0'::text,
    (
      select coalesce(
        json_agg(
          (
            select row_to_json("w".*)
            from (
              select "d"."id" as "id",
              ("d"."created_at")::text as "created_at",
              ("d"."updated_at")::text as "updated_at",
              "d"."project_id" as "project_id",
              "d"."created_by" as "created_by",
              "d"."name" as "name",
              "d"."description" as "description",
              "d"."date_from" as "date_from",
              "d"."date_to" as "date_to",
              "d"."is_pinned" as "is_pinned",
              ("d"."deleted_at")::text as "deleted_at"
            ) "w"
          )
        ),
        '[]'
      )
      from "u0_done" "d"
    ),
    'u1'::text,
    (
      select coalesce(
        json_agg(
          (
            select row_to_json("w".*)
            from (
              select "d"."id" as "id",
              ("d"."created_at")::text as "created_at",
              ("d"."updated_at")::text as "updated_at",
              "d"."project_id" as "project_id",
              "d"."dashboard_id" as "dashboard_id",
              "d"."insight_id" as "insight_id",
              "d"."content" as "content",
              ("d"."layout")::text as "layout"
            ) "w"
          )
        ),
        '[]'
      )
      from "u1_done" "d"
    ),
    'u2'::text,
    (
      select coalesce(
        json_agg(
          (
            select row_to_json("w".*)
            from (
              select "d"."id" as "id",
              ("d"."created_at")::text as "created_at",
              ("d"."updated_at")::text as "updated_at",
              "d"."project_id" as "project_id",
              "d"."dashboard_id" as "dashboard_id",
              "d"."insight_id" as "insight_id",
              "d"."content" as "content",
              ("d"."layout")::text as "layout"
            ) "w"
          )
        ),
        '[]'
      )
      from "u2_done" "d"
    ),
    'u3'::text,
    (
      select coalesce(
        json_agg(
          (
            select row_to_json("w".*)
            from (
              select "d"."id" as "id",
              ("d"."created_at")::text as "created_at",
              ("d"."updated_at")::text as "updated_at",
              "d"."project_id" as "project_id",
              "d"."dashboard_id" as "dashboard_id",
              "d"."insight_id" as "insight_id",
              "d"."content" as "content",
              ("d"."layout")::text as "layout"
            ) "w"
          )
        ),
        '[]'
      )
      from "u3_done" "d"
    )
  ) as "rows",
  (
    select (
      (
        select row_to_json("w".*)
        from (
          select "o"."id" as "id",
          ("o"."created_at")::text as "created_at",
          ("o"."updated_at")::text as "updated_at",
          "o"."project_id" as "project_id",
          "o"."created_by" as "created_by",
          "o"."name" as "name",
          "o"."description" as "description",
          "o"."date_from" as "date_from",
          "o"."date_to" as "date_to",
          "o"."is_pinned" as "is_pinned",
          ("o"."deleted_at")::text as "deleted_at"
        ) "w"
      )
    )::jsonb
      || jsonb_build_object('@key'::text, jsonb_build_array("o"."id"::text))
    from "u0_target" "o"
    where not exists (select 1 from "u0_changed" "n" where "n"."id" = "o"."id")
  ) as "unchanged"
-- $1 = [{"i":0,"key":["66143410-9d7d-4cc3-84e8-c1e6ed0f3afc"],"values":{"name":"it's \"so\" \\ 50%","description":"it's \"so\" \\ 50%","date_from":"it's \"so\" \\ 50%","date_to":"it's \"so\" \\ 50%","is_pinned":"true"},"if":"2026-01-02T03:04:05.006Z"}]
-- $2 = [{"i":0,"p":0,"key":["da0dd446-2846-47b8-86b1-b54e6f269d16"],"values":{},"if":"2026-01-02T03:04:05.006Z"}]
-- $3 = [{"i":0,"p":0,"key":["da0dd446-2846-47b8-86b1-b54e6f269d16"],"values":{"insight_id":"af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7","content":"it's \"so\" \\ 50%","layout":{"a":[1,"x",null]}},"if":"2026-01-02T03:04:05.006Z"}]
-- $4 = [{"i":0,"p":0,"key":["da0dd446-2846-47b8-86b1-b54e6f269d16"],"values":{"project_id":"af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7","dashboard_id":"af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7","insight_id":"af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7","content":"it's \"so\" \\ 50%","layout":{"a":[1,"x",null]},"id":"da0dd446-2846-47b8-86b1-b54e6f269d16"}}]
-- $5 = update
-- $6 = Dashboard
-- $7 = request
-- $8 = of the client
-- $9 = {"id":"uuid","project_id":"projectId","created_by":"createdBy","name":"name","description":"description","date_from":"dateFrom","date_to":"dateTo","is_pinned":"isPinned","deleted_at":"deletedAt"}
-- $10 = delete
-- $11 = Widget
-- $12 = request
-- $13 = of the client
-- $14 = {"id":"uuid","project_id":"projectId","dashboard_id":"dashboardId","insight_id":"insightId","content":"content","layout":"layout"}
-- $15 = update
-- $16 = Widget
-- $17 = request
-- $18 = of the client
-- $19 = {"id":"uuid","project_id":"projectId","dashboard_id":"dashboardId","insight_id":"insightId","content":"content","layout":"layout"}
-- $20 = create
-- $21 = Widget
-- $22 = request
-- $23 = of the client
-- $24 = {"id":"uuid","project_id":"projectId","dashboard_id":"dashboardId","insight_id":"insightId","content":"content","layout":"layout"}
-- $25 = mentioned
-- $26 = ^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$
-- $27 = (?:^|[^[:alnum:]_@.+-])@([[:alnum:]][[:alnum:]._%+'-]*@[[:alnum:]][[:alnum:].-]*[[:alnum:]]|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?![[:alnum:]_@-])
-- $28 = 50
-- $29 = ^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$
-- $30 = (?:^|[^[:alnum:]_@.+-])@([[:alnum:]][[:alnum:]._%+'-]*@[[:alnum:]][[:alnum:].-]*[[:alnum:]]|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?![[:alnum:]_@-])
-- $31 = 50
-- $32 = mentioned
-- $33 = mentioned
-- $34 = ^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$
-- $35 = (?:^|[^[:alnum:]_@.+-])@([[:alnum:]][[:alnum:]._%+'-]*@[[:alnum:]][[:alnum:].-]*[[:alnum:]]|[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})(?![[:alnum:]_@-])
-- $36 = 50
-- $37 = mentioned

-- update dashboards by a filter
with
  "u0_items" as materialized (
    select
      ("e" ->> 'i')::int as "@i",
      ("e" -> 'key' ->> 0)::uuid as "@key0",
      ("e" -> 'values') as "@values",
      ("e" ->> 'if')::timestamptz as "@if"
    from jsonb_array_elements($1::text::jsonb) as "o" ("e")
  ),
  "u0_target" as materialized (
    select "s"."@i", "s"."@values", "s"."@if", "@t" as "@row", "@t".*
    from "dashboards" as "@t"
    cross join "u0_items" "s"
    where (
      "@t"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      and "@t"."deleted_at" is null
    )
    and "@t"."id" = any($2::text::uuid[])
    order by "@t"."id"
    limit $3::text::int
    for no key
    update of "@t"
  ),
  "u0_next" as materialized (
    select "o"."@i", "o"."@values", "n".*
    from "u0_target" "o"
    cross join lateral jsonb_populate_record("o"."@row", "o"."@values") "n"
  ),
  "faults" as materialized (
    select
      'u0'::text as "unit",
      null::int as "item",
      'LIMIT_EXCEEDED'::text as "code",
      null::text as "column",
      null::int as "reference"
    from (select count(*) as "n" from "u0_target") "c"
    where "c"."n" > $4::text::int
    union all
    select
      'u0'::text as "unit",
      "u0_target"."@i" as "item",
      'FORBIDDEN'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u0_target"
    where ("u0_target"."project_id" = any((select "writable" from "viewer_writable")::uuid[])) is not true
    union all
    select
      'u0'::text as "unit",
      "u0_next"."@i" as "item",
      'FORBIDDEN'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u0_next"
    where ("u0_next"."project_id" = any((select "writable" from "viewer_writable")::uuid[])) is not true
    union all
    select
      'u0'::text as "unit",
      "u0_next"."@i" as "item",
      'NOT_FOUND'::text as "code",
      'project_id'::text as "column",
      null::int as "reference"
    from "u0_next"
    where "u0_next"."@values" ? 'project_id'
    and "u0_next"."project_id" is not null
    and not exists (
      select 1
      from "projects" as "r"
      where (
        "r"."id" = "u0_next"."project_id"
        and ("r"."id" = any((select "readable" from "viewer_readable")::uuid[]) and "r"."deleted_at" is null)
      )
    )
  ),
  "u0_changed" as materialized (
    select "n".*
    from "u0_next" "n"
    join "u0_target" "o" on "n"."id" = "o"."id"
    where record_image_ne(
      row("n"."name", "n"."description", "n"."date_from", "n"."date_to", "n"."is_pinned"),
      row("o"."name", "o"."description", "o"."date_from", "o"."date_to", "o"."is_pinned")
    )
  ),
  "u0_done" as (
    update "dashboards" as "t"
    set
      "name" = "n"."name",
      "description" = "n"."description",
      "date_from" = "n"."date_from",
      "date_to" = "n"."date_to",
      "is_pinned" = "n"."is_pinned",
      "updated_at" = greatest(
        date_trunc('milliseconds', clock_timestamp()), "t"."updated_at" + interval '1 millisecond'
      )
    from "u0_changed" "n"
    where (
      "t"."id" = "n"."id" and "t"."project_id" = "n"."project_id" and not exists (select 1 from "faults")
    )
    returning "t".*
  ),
  "u0_audit" as (
    insert into "audit_events" (
      "project_id",
      "actor_user_id",
      "actor_api_key_id",
      "action",
      "entity_type",
      "entity_id",
      "request_id",
      "client_request_id",
      "changes"
    )
    select
      "u0_done"."project_id",
      (select "user_id" from "viewer"),
      (select "api_key_id" from "viewer"),
      $5::text::"audit_action",
      $6::text::text,
      "u0_done"."id"::text::text::uuid,
      $7::text::text,
      $8::text::text,
      "e"."changes"::text::jsonb
    from "u0_done"
    join "u0_target" "o" on "o"."id" = "u0_done"."id"
    cross join lateral (select to_jsonb("o"."@row") as "before", to_jsonb("u0_done".*) as "after") "v"
    cross join lateral (
      select coalesce(
        jsonb_object_agg(
          "c"."value",
          jsonb_build_object(
            'before',
            coalesce("v"."before" -> "c"."key", 'null'),
            'after',
            coalesce("v"."after" -> "c"."key", 'null')
          )
        ),
        '{}'
      ) as "changes"
      from jsonb_each_text($9::text::jsonb) "c"
      where coalesce("v"."before" -> "c"."key", 'null') <> coalesce("v"."after" -> "c"."key", 'null')
    ) "e"
    where "e"."changes" <> '{}'
  )
select
  (select coalesce(json_agg("f".*), '[]') from "faults" "f") as "faults",
  json_build_object(
    'u0'::text,
    (
      select coalesce(json_agg(jsonb_build_object('@key'::text, jsonb_build_array("d"."id"::text))), '[]')
      from "u0_done" "d"
    )
  ) as "rows",
  (null::jsonb) as "unchanged"
-- $1 = [{"i":0,"key":[],"values":{"name":"it's \"so\" \\ 50%","description":"it's \"so\" \\ 50%","date_from":"it's \"so\" \\ 50%","date_to":"it's \"so\" \\ 50%","is_pinned":"true"},"if":"2026-01-02T03:04:05.006Z"}]
-- $2 = {"af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7"}
-- $3 = 11
-- $4 = 10
-- $5 = update
-- $6 = Dashboard
-- $7 = request
-- $8 = of the client
-- $9 = {"id":"uuid","project_id":"projectId","created_by":"createdBy","name":"name","description":"description","date_from":"dateFrom","date_to":"dateTo","is_pinned":"isPinned","deleted_at":"deletedAt"}

-- deleteDashboard
with
  "u0_items" as materialized (
    select
      ("e" ->> 'i')::int as "@i",
      ("e" -> 'key' ->> 0)::uuid as "@key0",
      ("e" -> 'values') as "@values",
      ("e" ->> 'if')::timestamptz as "@if"
    from jsonb_array_elements($1::text::jsonb) as "o" ("e")
  ),
  "u0_target" as materialized (
    select "s"."@i", "s"."@values", "s"."@if", "@t" as "@row", "@t".*
    from "u0_items" "s"
    join "dashboards" as "@t" on "@t"."id" = "s"."@key0"
    where (
      "@t"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      and "@t"."deleted_at" is null
    )
    order by "@t"."id"
    for no key
    update of "@t"
  ),
  "u0_next" as materialized (
    select "o"."@i", "o"."@values", "n".*
    from "u0_target" "o"
    cross join lateral jsonb_populate_record("o"."@row", "o"."@values") "n"
  ),
  "faults" as materialized (
    select
      'u0'::text as "unit",
      "s"."@i" as "item",
      'NOT_FOUND'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u0_items" "s"
    where not exists (select 1 from "u0_target" "t" where "t"."id" = "s"."@key0")
    union all
    select
      'u0'::text as "unit",
      "t"."@i" as "item",
      'CONFLICT'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u0_target" "t"
    where "t"."@if" is not null
    and "t"."updated_at" is distinct from "t"."@if"
    union all
    select
      'u0'::text as "unit",
      "u0_target"."@i" as "item",
      'FORBIDDEN'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u0_target"
    where ("u0_target"."project_id" = any((select "writable" from "viewer_writable")::uuid[])) is not true
  ),
  "u0_done" as (
    update "dashboards" as "t"
    set
      "deleted_at" = greatest(
        date_trunc('milliseconds', clock_timestamp()), "t"."updated_at" + interval '1 millisecond'
      ),
      "updated_at" = greatest(
        date_trunc('milliseconds', clock_timestamp()), "t"."updated_at" + interval '1 millisecond'
      )
    from "u0_next" "n"
    where (
      "t"."id" = "n"."id" and "t"."project_id" = "n"."project_id" and not exists (select 1 from "faults")
    )
    returning "t".*
  ),
  "u0_audit" as (
    insert into "audit_events" (
      "project_id",
      "actor_user_id",
      "actor_api_key_id",
      "action",
      "entity_type",
      "entity_id",
      "request_id",
      "client_request_id",
      "changes"
    )
    select
      "u0_done"."project_id",
      (select "user_id" from "viewer"),
      (select "api_key_id" from "viewer"),
      $2::text::"audit_action",
      $3::text::text,
      "u0_done"."id"::text::text::uuid,
      $4::text::text,
      $5::text::text,
      "e"."changes"::text::jsonb
    from "u0_done"
    join "u0_target" "o" on "o"."id" = "u0_done"."id"
    cross join lateral (select to_jsonb("o"."@row") as "before", to_jsonb("u0_done".*) as "after") "v"
    cross join lateral (
      select coalesce(
        jsonb_object_agg(
          "c"."value",
          jsonb_build_object(
            'before',
            coalesce("v"."before" -> "c"."key", 'null'),
            'after',
            coalesce("v"."after" -> "c"."key", 'null')
          )
        ),
        '{}'
      ) as "changes"
      from jsonb_each_text($6::text::jsonb) "c"
      where coalesce("v"."before" -> "c"."key", 'null') <> coalesce("v"."after" -> "c"."key", 'null')
    ) "e"
    where "e"."changes" <> '{}'
  )
select
  (select coalesce(json_agg("f".*), '[]') from "faults" "f") as "faults",
  json_build_object(
    'u0'::text,
    (
      select coalesce(
        json_agg(
          (
            select row_to_json("w".*)
            from (
              select "d"."id" as "id",
              ("d"."created_at")::text as "created_at",
              ("d"."updated_at")::text as "updated_at",
              "d"."project_id" as "project_id",
              "d"."created_by" as "created_by",
              "d"."name" as "name",
              "d"."description" as "description",
              "d"."date_from" as "date_from",
              "d"."date_to" as "date_to",
              "d"."is_pinned" as "is_pinned",
              ("d"."deleted_at")::text as "deleted_at"
            ) "w"
          )
        ),
        '[]'
      )
      from "u0_done" "d"
    )
  ) as "rows",
  (null::jsonb) as "unchanged"
-- $1 = [{"i":0,"key":["66143410-9d7d-4cc3-84e8-c1e6ed0f3afc"],"values":{},"if":"2026-01-02T03:04:05.006Z"}]
-- $2 = delete
-- $3 = Dashboard
-- $4 = request
-- $5 = of the client
-- $6 = {"id":"uuid","project_id":"projectId","created_by":"createdBy","name":"name","description":"description","date_from":"dateFrom","date_to":"dateTo","is_pinned":"isPinned","deleted_at":"deletedAt"}

-- delete dashboards by a filter
with
  "u0_items" as materialized (
    select
      ("e" ->> 'i')::int as "@i",
      ("e" -> 'key' ->> 0)::uuid as "@key0",
      ("e" -> 'values') as "@values",
      ("e" ->> 'if')::timestamptz as "@if"
    from jsonb_array_elements($1::text::jsonb) as "o" ("e")
  ),
  "u0_target" as materialized (
    select "s"."@i", "s"."@values", "s"."@if", "@t" as "@row", "@t".*
    from "dashboards" as "@t"
    cross join "u0_items" "s"
    where (
      "@t"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      and "@t"."deleted_at" is null
    )
    and "@t"."id" = any($2::text::uuid[])
    order by "@t"."id"
    limit $3::text::int
    for no key
    update of "@t"
  ),
  "u0_next" as materialized (
    select "o"."@i", "o"."@values", "n".*
    from "u0_target" "o"
    cross join lateral jsonb_populate_record("o"."@row", "o"."@values") "n"
  ),
  "faults" as materialized (
    select
      'u0'::text as "unit",
      null::int as "item",
      'LIMIT_EXCEEDED'::text as "code",
      null::text as "column",
      null::int as "reference"
    from (select count(*) as "n" from "u0_target") "c"
    where "c"."n" > $4::text::int
    union all
    select
      'u0'::text as "unit",
      "u0_target"."@i" as "item",
      'FORBIDDEN'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u0_target"
    where ("u0_target"."project_id" = any((select "writable" from "viewer_writable")::uuid[])) is not true
  ),
  "u0_done" as (
    update "dashboards" as "t"
    set
      "deleted_at" = greatest(
        date_trunc('milliseconds', clock_timestamp()), "t"."updated_at" + interval '1 millisecond'
      ),
      "updated_at" = greatest(
        date_trunc('milliseconds', clock_timestamp()), "t"."updated_at" + interval '1 millisecond'
      )
    from "u0_next" "n"
    where (
      "t"."id" = "n"."id" and "t"."project_id" = "n"."project_id" and not exists (select 1 from "faults")
    )
    returning "t".*
  ),
  "u0_audit" as (
    insert into "audit_events" (
      "project_id",
      "actor_user_id",
      "actor_api_key_id",
      "action",
      "entity_type",
      "entity_id",
      "request_id",
      "client_request_id",
      "changes"
    )
    select
      "u0_done"."project_id",
      (select "user_id" from "viewer"),
      (select "api_key_id" from "viewer"),
      $5::text::"audit_action",
      $6::text::text,
      "u0_done"."id"::text::text::uuid,
      $7::text::text,
      $8::text::text,
      "e"."changes"::text::jsonb
    from "u0_done"
    join "u0_target" "o" on "o"."id" = "u0_done"."id"
    cross join lateral (select to_jsonb("o"."@row") as "before", to_jsonb("u0_done".*) as "after") "v"
    cross join lateral (
      select coalesce(
        jsonb_object_agg(
          "c"."value",
          jsonb_build_object(
            'before',
            coalesce("v"."before" -> "c"."key", 'null'),
            'after',
            coalesce("v"."after" -> "c"."key", 'null')
          )
        ),
        '{}'
      ) as "changes"
      from jsonb_each_text($9::text::jsonb) "c"
      where coalesce("v"."before" -> "c"."key", 'null') <> coalesce("v"."after" -> "c"."key", 'null')
    ) "e"
    where "e"."changes" <> '{}'
  )
select
  (select coalesce(json_agg("f".*), '[]') from "faults" "f") as "faults",
  json_build_object(
    'u0'::text,
    (
      select coalesce(json_agg(jsonb_build_object('@key'::text, jsonb_build_array("d"."id"::text))), '[]')
      from "u0_done" "d"
    )
  ) as "rows",
  (null::jsonb) as "unchanged"
-- $1 = [{"i":0,"key":[],"values":{},"if":"2026-01-02T03:04:05.006Z"}]
-- $2 = {"af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7"}
-- $3 = 11
-- $4 = 10
-- $5 = delete
-- $6 = Dashboard
-- $7 = request
-- $8 = of the client
-- $9 = {"id":"uuid","project_id":"projectId","created_by":"createdBy","name":"name","description":"description","date_from":"dateFrom","date_to":"dateTo","is_pinned":"isPinned","deleted_at":"deletedAt"}

-- restoreDashboard
with
  "u0_items" as materialized (
    select
      ("e" ->> 'i')::int as "@i",
      ("e" -> 'key' ->> 0)::uuid as "@key0",
      ("e" -> 'values') as "@values",
      ("e" ->> 'if')::timestamptz as "@if"
    from jsonb_array_elements($1::text::jsonb) as "o" ("e")
  ),
  "u0_target" as materialized (
    select "s"."@i", "s"."@values", "s"."@if", "@t" as "@row", "@t".*
    from "u0_items" "s"
    join "dashboards" as "@t" on "@t"."id" = "s"."@key0"
    where (
      "@t"."project_id" = any((select "writable" from "viewer_writable")::uuid[])
      and "@t"."deleted_at" is not null
    )
    order by "@t"."id"
    for no key
    update of "@t"
  ),
  "u0_next" as materialized (
    select "o"."@i", "o"."@values", "n".*
    from "u0_target" "o"
    cross join lateral jsonb_populate_record("o"."@row", "o"."@values") "n"
  ),
  "faults" as materialized (
    select
      'u0'::text as "unit",
      "s"."@i" as "item",
      'NOT_FOUND'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u0_items" "s"
    where not exists (select 1 from "u0_target" "t" where "t"."id" = "s"."@key0")
    union all
    select
      'u0'::text as "unit",
      "t"."@i" as "item",
      'CONFLICT'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u0_target" "t"
    where "t"."@if" is not null
    and "t"."updated_at" is distinct from "t"."@if"
  ),
  "u0_done" as (
    update "dashboards" as "t"
    set
      "deleted_at" = null,
      "updated_at" = greatest(
        date_trunc('milliseconds', clock_timestamp()), "t"."updated_at" + interval '1 millisecond'
      )
    from "u0_next" "n"
    where (
      "t"."id" = "n"."id" and "t"."project_id" = "n"."project_id" and not exists (select 1 from "faults")
    )
    returning "t".*
  ),
  "u0_audit" as (
    insert into "audit_events" (
      "project_id",
      "actor_user_id",
      "actor_api_key_id",
      "action",
      "entity_type",
      "entity_id",
      "request_id",
      "client_request_id",
      "changes"
    )
    select
      "u0_done"."project_id",
      (select "user_id" from "viewer"),
      (select "api_key_id" from "viewer"),
      $2::text::"audit_action",
      $3::text::text,
      "u0_done"."id"::text::text::uuid,
      $4::text::text,
      $5::text::text,
      "e"."changes"::text::jsonb
    from "u0_done"
    join "u0_target" "o" on "o"."id" = "u0_done"."id"
    cross join lateral (select to_jsonb("o"."@row") as "before", to_jsonb("u0_done".*) as "after") "v"
    cross join lateral (
      select coalesce(
        jsonb_object_agg(
          "c"."value",
          jsonb_build_object(
            'before',
            coalesce("v"."before" -> "c"."key", 'null'),
            'after',
            coalesce("v"."after" -> "c"."key", 'null')
          )
        ),
        '{}'
      ) as "changes"
      from jsonb_each_text($6::text::jsonb) "c"
      where coalesce("v"."before" -> "c"."key", 'null') <> coalesce("v"."after" -> "c"."key", 'null')
    ) "e"
    where "e"."changes" <> '{}'
  )
select
  (select coalesce(json_agg("f".*), '[]') from "faults" "f") as "faults",
  json_build_object(
    'u0'::text,
    (
      select coalesce(
        json_agg(
          (
            select row_to_json("w".*)
            from (
              select "d"."id" as "id",
              ("d"."created_at")::text as "created_at",
              ("d"."updated_at")::text as "updated_at",
              "d"."project_id" as "project_id",
              "d"."created_by" as "created_by",
              "d"."name" as "name",
              "d"."description" as "description",
              "d"."date_from" as "date_from",
              "d"."date_to" as "date_to",
              "d"."is_pinned" as "is_pinned",
              ("d"."deleted_at")::text as "deleted_at"
            ) "w"
          )
        ),
        '[]'
      )
      from "u0_done" "d"
    )
  ) as "rows",
  (null::jsonb) as "unchanged"
-- $1 = [{"i":0,"key":["66143410-9d7d-4cc3-84e8-c1e6ed0f3afc"],"values":{},"if":"2026-01-02T03:04:05.006Z"}]
-- $2 = restore
-- $3 = Dashboard
-- $4 = request
-- $5 = of the client
-- $6 = {"id":"uuid","project_id":"projectId","created_by":"createdBy","name":"name","description":"description","date_from":"dateFrom","date_to":"dateTo","is_pinned":"isPinned","deleted_at":"deletedAt"}
