-- createProject
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
      "n"."name" as "name",
      "n"."slug" as "slug",
      case when "s"."@values" ? 'timezone' then "n"."timezone" else $2::text::text end as "timezone",
      "n"."deleted_at" as "deleted_at",
      "n"."suspended_at" as "suspended_at"
    from "u0_items" "s"
    cross join lateral jsonb_populate_record((select "@t" from "projects" as "@t" limit 0), "s"."@values") "n"
  ),
  "faults" as materialized (
    select
      'u0'::text as "unit",
      "u0_next"."@i" as "item",
      'FORBIDDEN'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u0_next"
    where ((select "user_id" from "viewer") is not null) is not true
  ),
  "u0_done" as (
    insert into "projects" (
      "id", "created_at", "updated_at", "name", "slug", "timezone", "deleted_at", "suspended_at"
    )
    select "id", "created_at", "updated_at", "name", "slug", "timezone", "deleted_at", "suspended_at"
    from "u0_next"
    where not exists (select 1 from "faults")
    order by "@i"
    returning *
  ),
  "u0_companion_done" as (
    insert into "project_members" ("project_id", "user_id", "role")
    select "u0_done"."id", (select "user_id" from "viewer"), $3::text::"project_role"
    from "u0_done"
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
      "u0_done"."id",
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
  "u0_companion_audit" as (
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
      "u0_companion_done"."project_id",
      (select "user_id" from "viewer"),
      (select "api_key_id" from "viewer"),
      $9::text::"audit_action",
      $10::text::text,
      "u0_companion_done"."id"::text::text::uuid,
      $11::text::text,
      $12::text::text,
      "e"."changes"::text::jsonb
    from "u0_companion_done"
    cross join lateral (select '{}'::jsonb as "before", to_jsonb("u0_companion_done".*) as "after") "v"
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
              "d"."name" as "name",
              "d"."slug" as "slug",
              "d"."timezone" as "timezone",
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
-- $1 = [{"i":0,"key":["42180e89-ce50-4da1-861b-1e0a1a3604a4"],"values":{"name":"it's \"so\" \\ 50%","slug":"it's \"so\" \\ 50%","timezone":"it's \"so\" \\ 50%","id":"42180e89-ce50-4da1-861b-1e0a1a3604a4"}}]
-- $2 = UTC
-- $3 = owner
-- $4 = create
-- $5 = Project
-- $6 = request
-- $7 = of the client
-- $8 = {"id":"uuid","name":"name","slug":"slug","timezone":"timezone","deleted_at":"deletedAt"}
-- $9 = create
-- $10 = ProjectMember
-- $11 = request
-- $12 = of the client
-- $13 = {"id":"uuid","project_id":"projectId","user_id":"userId","role":"role"}

-- updateProject
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
    join "projects" as "@t" on "@t"."id" = "s"."@key0"
    where ("@t"."id" = any((select "readable" from "viewer_readable")::uuid[]) and "@t"."deleted_at" is null)
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
    where ("u0_target"."id" = any((select "writable" from "viewer_writable")::uuid[])) is not true
    union all
    select
      'u0'::text as "unit",
      "u0_next"."@i" as "item",
      'FORBIDDEN'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u0_next"
    where ("u0_next"."id" = any((select "writable" from "viewer_writable")::uuid[])) is not true
  ),
  "u0_changed" as materialized (
    select "n".*
    from "u0_next" "n"
    join "u0_target" "o" on "n"."id" = "o"."id"
    where record_image_ne(
      row("n"."name", "n"."slug", "n"."timezone"), row("o"."name", "o"."slug", "o"."timezone")
    )
  ),
  "u0_done" as (
    update "projects" as "t"
    set
      "name" = "n"."name",
      "slug" = "n"."slug",
      "timezone" = "n"."timezone",
      "updated_at" = greatest(
        date_trunc('milliseconds', clock_timestamp()), "t"."updated_at" + interval '1 millisecond'
      )
    from "u0_changed" "n"
    where ("t"."id" = "n"."id" and "t"."id" = "n"."id" and not exists (select 1 from "faults"))
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
      "u0_done"."id",
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
              "d"."name" as "name",
              "d"."slug" as "slug",
              "d"."timezone" as "timezone",
              ("d"."deleted_at")::text as "deleted_at"
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
          "o"."name" as "name",
          "o"."slug" as "slug",
          "o"."timezone" as "timezone",
          ("o"."deleted_at")::text as "deleted_at"
        ) "w"
      )
    )::jsonb
      || jsonb_build_object('@key'::text, jsonb_build_array("o"."id"::text))
    from "u0_target" "o"
    where not exists (select 1 from "u0_changed" "n" where "n"."id" = "o"."id")
  ) as "unchanged"
-- $1 = [{"i":0,"key":["42180e89-ce50-4da1-861b-1e0a1a3604a4"],"values":{"name":"it's \"so\" \\ 50%","slug":"it's \"so\" \\ 50%","timezone":"it's \"so\" \\ 50%"},"if":"2026-01-02T03:04:05.006Z"}]
-- $2 = update
-- $3 = Project
-- $4 = request
-- $5 = of the client
-- $6 = {"id":"uuid","name":"name","slug":"slug","timezone":"timezone","deleted_at":"deletedAt"}

-- update projects by a filter
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
    from "projects" as "@t"
    cross join "u0_items" "s"
    where ("@t"."id" = any((select "readable" from "viewer_readable")::uuid[]) and "@t"."deleted_at" is null)
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
    where ("u0_target"."id" = any((select "writable" from "viewer_writable")::uuid[])) is not true
    union all
    select
      'u0'::text as "unit",
      "u0_next"."@i" as "item",
      'FORBIDDEN'::text as "code",
      null::text as "column",
      null::int as "reference"
    from "u0_next"
    where ("u0_next"."id" = any((select "writable" from "viewer_writable")::uuid[])) is not true
  ),
  "u0_changed" as materialized (
    select "n".*
    from "u0_next" "n"
    join "u0_target" "o" on "n"."id" = "o"."id"
    where record_image_ne(
      row("n"."name", "n"."slug", "n"."timezone"), row("o"."name", "o"."slug", "o"."timezone")
    )
  ),
  "u0_done" as (
    update "projects" as "t"
    set
      "name" = "n"."name",
      "slug" = "n"."slug",
      "timezone" = "n"."timezone",
      "updated_at" = greatest(
        date_trunc('milliseconds', clock_timestamp()), "t"."updated_at" + interval '1 millisecond'
      )
    from "u0_changed" "n"
    where ("t"."id" = "n"."id" and "t"."id" = "n"."id" and not exists (select 1 from "faults"))
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
      "u0_done"."id",
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
-- $1 = [{"i":0,"key":[],"values":{"name":"it's \"so\" \\ 50%","slug":"it's \"so\" \\ 50%","timezone":"it's \"so\" \\ 50%"},"if":"2026-01-02T03:04:05.006Z"}]
-- $2 = {"af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7"}
-- $3 = 11
-- $4 = 10
-- $5 = update
-- $6 = Project
-- $7 = request
-- $8 = of the client
-- $9 = {"id":"uuid","name":"name","slug":"slug","timezone":"timezone","deleted_at":"deletedAt"}

-- deleteProject
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
    join "projects" as "@t" on "@t"."id" = "s"."@key0"
    where ("@t"."id" = any((select "readable" from "viewer_readable")::uuid[]) and "@t"."deleted_at" is null)
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
    where ("u0_target"."id" = any((select "owned" from "viewer_owned")::uuid[])) is not true
  ),
  "u0_done" as (
    update "projects" as "t"
    set
      "deleted_at" = greatest(
        date_trunc('milliseconds', clock_timestamp()), "t"."updated_at" + interval '1 millisecond'
      ),
      "updated_at" = greatest(
        date_trunc('milliseconds', clock_timestamp()), "t"."updated_at" + interval '1 millisecond'
      )
    from "u0_next" "n"
    where ("t"."id" = "n"."id" and "t"."id" = "n"."id" and not exists (select 1 from "faults"))
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
      "u0_done"."id",
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
              "d"."name" as "name",
              "d"."slug" as "slug",
              "d"."timezone" as "timezone",
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
-- $1 = [{"i":0,"key":["42180e89-ce50-4da1-861b-1e0a1a3604a4"],"values":{},"if":"2026-01-02T03:04:05.006Z"}]
-- $2 = delete
-- $3 = Project
-- $4 = request
-- $5 = of the client
-- $6 = {"id":"uuid","name":"name","slug":"slug","timezone":"timezone","deleted_at":"deletedAt"}

-- delete projects by a filter
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
    from "projects" as "@t"
    cross join "u0_items" "s"
    where ("@t"."id" = any((select "readable" from "viewer_readable")::uuid[]) and "@t"."deleted_at" is null)
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
    where ("u0_target"."id" = any((select "owned" from "viewer_owned")::uuid[])) is not true
  ),
  "u0_done" as (
    update "projects" as "t"
    set
      "deleted_at" = greatest(
        date_trunc('milliseconds', clock_timestamp()), "t"."updated_at" + interval '1 millisecond'
      ),
      "updated_at" = greatest(
        date_trunc('milliseconds', clock_timestamp()), "t"."updated_at" + interval '1 millisecond'
      )
    from "u0_next" "n"
    where ("t"."id" = "n"."id" and "t"."id" = "n"."id" and not exists (select 1 from "faults"))
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
      "u0_done"."id",
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
-- $6 = Project
-- $7 = request
-- $8 = of the client
-- $9 = {"id":"uuid","name":"name","slug":"slug","timezone":"timezone","deleted_at":"deletedAt"}

-- restoreProject
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
    join "projects" as "@t" on "@t"."id" = "s"."@key0"
    where (
      "@t"."id" = any((select "owned_deleted" from "viewer_owned_deleted")::uuid[])
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
    update "projects" as "t"
    set
      "deleted_at" = null,
      "updated_at" = greatest(
        date_trunc('milliseconds', clock_timestamp()), "t"."updated_at" + interval '1 millisecond'
      )
    from "u0_next" "n"
    where ("t"."id" = "n"."id" and "t"."id" = "n"."id" and not exists (select 1 from "faults"))
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
      "u0_done"."id",
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
              "d"."name" as "name",
              "d"."slug" as "slug",
              "d"."timezone" as "timezone",
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
-- $1 = [{"i":0,"key":["42180e89-ce50-4da1-861b-1e0a1a3604a4"],"values":{},"if":"2026-01-02T03:04:05.006Z"}]
-- $2 = restore
-- $3 = Project
-- $4 = request
-- $5 = of the client
-- $6 = {"id":"uuid","name":"name","slug":"slug","timezone":"timezone","deleted_at":"deletedAt"}
