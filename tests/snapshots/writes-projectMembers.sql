-- createProjectMember
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
      "n"."user_id" as "user_id",
      "n"."role" as "role"
    from "u0_items" "s"
    cross join lateral jsonb_populate_record(
      (select "@t" from "project_members" as "@t" limit 0), "s"."@values"
    ) "n"
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
      'NOT_FOUND'::text as "code",
      'user_id'::text as "column",
      null::int as "reference"
    from "u0_next"
    where "u0_next"."@values" ? 'user_id'
    and "u0_next"."user_id" is not null
    and not exists (
      select 1
      from "users" as "r"
      where (
        "r"."id" = "u0_next"."user_id"
        and (
          (select "user_id" from "viewer") is not null
          and (
            "r"."id" = (select "user_id" from "viewer")
            or exists (
              select 1
              from "project_members" as "p0"
              where (
                "r"."id" = "p0"."user_id"
                and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
              )
            )
          )
        )
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
    where ("u0_next"."project_id" = any((select "owned" from "viewer_owned")::uuid[])) is not true
  ),
  "u0_done" as (
    insert into "project_members" ("id", "created_at", "updated_at", "project_id", "user_id", "role")
    select "id", "created_at", "updated_at", "project_id", "user_id", "role"
    from "u0_next"
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
      $2::text::"audit_action",
      $3::text::text,
      "u0_done"."id"::text::text::uuid,
      $4::text::text,
      $5::text::text,
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
              "d"."user_id" as "user_id",
              "d"."role" as "role"
            ) "w"
          )
        ),
        '[]'
      )
      from "u0_done" "d"
    )
  ) as "rows",
  (null::jsonb) as "unchanged"
-- $1 = [{"i":0,"key":["f32df613-ee9c-4ede-862a-ae37c80c3275"],"values":{"project_id":"af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7","user_id":"af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7","role":"owner","id":"f32df613-ee9c-4ede-862a-ae37c80c3275"}}]
-- $2 = create
-- $3 = ProjectMember
-- $4 = request
-- $5 = of the client
-- $6 = {"id":"uuid","project_id":"projectId","user_id":"userId","role":"role"}

-- updateProjectMember
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
    join "project_members" as "@t" on "@t"."id" = "s"."@key0"
    where "@t"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
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
    where ("u0_target"."project_id" = any((select "owned" from "viewer_owned")::uuid[])) is not true
    union all
    select
      'u0'::text as "unit",
      "u0_next"."@i" as "item",
      'FORBIDDEN'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u0_next"
    where ("u0_next"."project_id" = any((select "owned" from "viewer_owned")::uuid[])) is not true
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
      'u0'::text as "unit",
      "u0_next"."@i" as "item",
      'NOT_FOUND'::text as "code",
      'user_id'::text as "column",
      null::int as "reference"
    from "u0_next"
    where "u0_next"."@values" ? 'user_id'
    and "u0_next"."user_id" is not null
    and not exists (
      select 1
      from "users" as "r"
      where (
        "r"."id" = "u0_next"."user_id"
        and (
          (select "user_id" from "viewer") is not null
          and (
            "r"."id" = (select "user_id" from "viewer")
            or exists (
              select 1
              from "project_members" as "p0"
              where (
                "r"."id" = "p0"."user_id"
                and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
              )
            )
          )
        )
      )
    )
  ),
  "u0_changed" as materialized (
    select "n".*
    from "u0_next" "n"
    join "u0_target" "o" on "n"."id" = "o"."id"
    where record_image_ne(row("n"."role"), row("o"."role"))
  ),
  "u0_done" as (
    update "project_members" as "t"
    set
      "role" = "n"."role",
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
  ),
  "u0_notices0" as (
    insert into "notifications" ("user_id", "kind", "project_id", "actor_id", "subject_id")
    select
      "@account"."id",
      $7::text::"notification_kind",
      "u0_done"."project_id",
      (select "user_id" from "viewer"),
      "u0_done"."id"
    from "u0_done"
    join "u0_target" on "u0_target"."id" = "u0_done"."id"
    cross join lateral (select distinct * from (select "u0_done"."user_id") "@now") "@meant" ("id")
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
      and $8::text::"notification_kind" <> all("@account"."muted_notifications")
      and "u0_done"."role" is distinct from "u0_target"."role"
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
              "d"."user_id" as "user_id",
              "d"."role" as "role"
            ) "w"
          )
        ),
        '[]'
      )
      from "u0_done" "d"
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
          "o"."user_id" as "user_id",
          "o"."role" as "role"
        ) "w"
      )
    )::jsonb
      || jsonb_build_object('@key'::text, jsonb_build_array("o"."id"::text))
    from "u0_target" "o"
    where not exists (select 1 from "u0_changed" "n" where "n"."id" = "o"."id")
  ) as "unchanged"
-- $1 = [{"i":0,"key":["f32df613-ee9c-4ede-862a-ae37c80c3275"],"values":{"role":"owner"},"if":"2026-01-02T03:04:05.006Z"}]
-- $2 = update
-- $3 = ProjectMember
-- $4 = request
-- $5 = of the client
-- $6 = {"id":"uuid","project_id":"projectId","user_id":"userId","role":"role"}
-- $7 = role_changed
-- $8 = role_changed

-- update projectMembers by a filter
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
    from "project_members" as "@t"
    cross join "u0_items" "s"
    where "@t"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
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
    where ("u0_target"."project_id" = any((select "owned" from "viewer_owned")::uuid[])) is not true
    union all
    select
      'u0'::text as "unit",
      "u0_next"."@i" as "item",
      'FORBIDDEN'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u0_next"
    where ("u0_next"."project_id" = any((select "owned" from "viewer_owned")::uuid[])) is not true
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
      'u0'::text as "unit",
      "u0_next"."@i" as "item",
      'NOT_FOUND'::text as "code",
      'user_id'::text as "column",
      null::int as "reference"
    from "u0_next"
    where "u0_next"."@values" ? 'user_id'
    and "u0_next"."user_id" is not null
    and not exists (
      select 1
      from "users" as "r"
      where (
        "r"."id" = "u0_next"."user_id"
        and (
          (select "user_id" from "viewer") is not null
          and (
            "r"."id" = (select "user_id" from "viewer")
            or exists (
              select 1
              from "project_members" as "p0"
              where (
                "r"."id" = "p0"."user_id"
                and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
              )
            )
          )
        )
      )
    )
  ),
  "u0_changed" as materialized (
    select "n".*
    from "u0_next" "n"
    join "u0_target" "o" on "n"."id" = "o"."id"
    where record_image_ne(row("n"."role"), row("o"."role"))
  ),
  "u0_done" as (
    update "project_members" as "t"
    set
      "role" = "n"."role",
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
  ),
  "u0_notices0" as (
    insert into "notifications" ("user_id", "kind", "project_id", "actor_id", "subject_id")
    select
      "@account"."id",
      $10::text::"notification_kind",
      "u0_done"."project_id",
      (select "user_id" from "viewer"),
      "u0_done"."id"
    from "u0_done"
    join "u0_target" on "u0_target"."id" = "u0_done"."id"
    cross join lateral (select distinct * from (select "u0_done"."user_id") "@now") "@meant" ("id")
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
      and $11::text::"notification_kind" <> all("@account"."muted_notifications")
      and "u0_done"."role" is distinct from "u0_target"."role"
    )
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
-- $1 = [{"i":0,"key":[],"values":{"role":"owner"},"if":"2026-01-02T03:04:05.006Z"}]
-- $2 = {"af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7"}
-- $3 = 11
-- $4 = 10
-- $5 = update
-- $6 = ProjectMember
-- $7 = request
-- $8 = of the client
-- $9 = {"id":"uuid","project_id":"projectId","user_id":"userId","role":"role"}
-- $10 = role_changed
-- $11 = role_changed

-- deleteProjectMember
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
    join "project_members" as "@t" on "@t"."id" = "s"."@key0"
    where "@t"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
    order by "@t"."id"
    for update of "@t"
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
    where ("u0_target"."project_id" = any((select "owned" from "viewer_owned")::uuid[])) is not true
  ),
  "u0_done" as (
    delete
    from "project_members" as "t"
    using "u0_next" "n"
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
              "d"."user_id" as "user_id",
              "d"."role" as "role"
            ) "w"
          )
        ),
        '[]'
      )
      from "u0_done" "d"
    )
  ) as "rows",
  (null::jsonb) as "unchanged",
  (
    select jsonb_build_array(
      coalesce(
        jsonb_agg(distinct jsonb_build_array("d"."project_id"::text)) filter (
          where "d"."project_id" is not null
        ),
        '[]'
      ),
      coalesce(
        jsonb_agg(distinct jsonb_build_array("d"."user_id"::text)) filter (where "d"."user_id" is not null),
        '[]'
      )
    )
    from "u0_done" "d"
  ) as "leftBehind"
-- $1 = [{"i":0,"key":["f32df613-ee9c-4ede-862a-ae37c80c3275"],"values":{},"if":"2026-01-02T03:04:05.006Z"}]
-- $2 = delete
-- $3 = ProjectMember
-- $4 = request
-- $5 = of the client
-- $6 = {"id":"uuid","project_id":"projectId","user_id":"userId","role":"role"}

-- delete projectMembers by a filter
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
    from "project_members" as "@t"
    cross join "u0_items" "s"
    where "@t"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
    and "@t"."id" = any($2::text::uuid[])
    order by "@t"."id"
    limit $3::text::int
    for update of "@t"
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
    where ("u0_target"."project_id" = any((select "owned" from "viewer_owned")::uuid[])) is not true
  ),
  "u0_done" as (
    delete
    from "project_members" as "t"
    using "u0_next" "n"
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
  (null::jsonb) as "unchanged",
  (
    select jsonb_build_array(
      coalesce(
        jsonb_agg(distinct jsonb_build_array("d"."project_id"::text)) filter (
          where "d"."project_id" is not null
        ),
        '[]'
      ),
      coalesce(
        jsonb_agg(distinct jsonb_build_array("d"."user_id"::text)) filter (where "d"."user_id" is not null),
        '[]'
      )
    )
    from "u0_done" "d"
  ) as "leftBehind"
-- $1 = [{"i":0,"key":[],"values":{},"if":"2026-01-02T03:04:05.006Z"}]
-- $2 = {"af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7"}
-- $3 = 11
-- $4 = 10
-- $5 = delete
-- $6 = ProjectMember
-- $7 = request
-- $8 = of the client
-- $9 = {"id":"uuid","project_id":"projectId","user_id":"userId","role":"role"}
