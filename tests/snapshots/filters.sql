-- texts, booleans, points in time, UUIDs
(
  (
    "row"."created_at" = $1::text::timestamp with time zone
    and "row"."created_at" is distinct from $2::text::timestamp with time zone
    and "row"."created_at" = any($3::text::timestamp with time zone[])
    and ("row"."created_at" = any($4::text::timestamp with time zone[])) is not true
    and "row"."created_at" < $5::text::timestamp with time zone
    and "row"."created_at" <= $6::text::timestamp with time zone
    and "row"."created_at" > $7::text::timestamp with time zone
    and "row"."created_at" >= $8::text::timestamp with time zone
    and "row"."created_at" is null
  )
  and (
    "row"."created_by" = $9::text::uuid
    and "row"."created_by" is distinct from $10::text::uuid
    and "row"."created_by" = any($11::text::uuid[])
    and ("row"."created_by" = any($12::text::uuid[])) is not true
    and "row"."created_by" < $13::text::uuid
    and "row"."created_by" <= $14::text::uuid
    and "row"."created_by" > $15::text::uuid
    and "row"."created_by" >= $16::text::uuid
    and "row"."created_by" is null
  )
  and (
    "row"."name" = $17::text::text
    and "row"."name" is distinct from $18::text::text
    and "row"."name" = any($19::text::text[])
    and ("row"."name" = any($20::text::text[])) is not true
    and "row"."name" < $21::text::text
    and "row"."name" <= $22::text::text
    and "row"."name" > $23::text::text
    and "row"."name" >= $24::text::text
    and "row"."name" like $25
    and "row"."name" ilike $26
    and "row"."name" like $27
    and "row"."name" ilike $28
    and "row"."name" like $29
    and "row"."name" ilike $30
    and "row"."name" like $31
    and "row"."name" ilike $32
    and "row"."name" is null
  )
  and (
    "row"."is_pinned" = $33::text::boolean
    and "row"."is_pinned" is distinct from $34::text::boolean
    and "row"."is_pinned" is null
  )
)
-- $1 = 2026-01-02T03:04:05.006Z
-- $2 = 2026-01-02T03:04:05.006Z
-- $3 = {"2026-01-02T03:04:05.006Z","2026-01-02T03:04:05.006Z"}
-- $4 = {"2026-01-02T03:04:05.006Z","2026-01-02T03:04:05.006Z"}
-- $5 = 2026-01-02T03:04:05.006Z
-- $6 = 2026-01-02T03:04:05.006Z
-- $7 = 2026-01-02T03:04:05.006Z
-- $8 = 2026-01-02T03:04:05.006Z
-- $9 = af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7
-- $10 = af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7
-- $11 = {"af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7","af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7"}
-- $12 = {"af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7","af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7"}
-- $13 = af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7
-- $14 = af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7
-- $15 = af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7
-- $16 = af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7
-- $17 = it's "so" \ 50%
-- $18 = it's "so" \ 50%
-- $19 = {"it's \"so\" \\ 50%","it's \"so\" \\ 50%"}
-- $20 = {"it's \"so\" \\ 50%","it's \"so\" \\ 50%"}
-- $21 = it's "so" \ 50%
-- $22 = it's "so" \ 50%
-- $23 = it's "so" \ 50%
-- $24 = it's "so" \ 50%
-- $25 = %a\_b\%%
-- $26 = %a\_b\%%
-- $27 = a\_b\%%
-- $28 = a\_b\%%
-- $29 = %a\_b\%
-- $30 = %a\_b\%
-- $31 = a_b%
-- $32 = a_b%
-- $33 = true
-- $34 = true

-- enums, JSON, declared lists of values
(
  (
    "row"."type" = $1::text::"insight_type"
    and "row"."type" is distinct from $2::text::"insight_type"
    and "row"."type" = any($3::text::"insight_type"[])
    and ("row"."type" = any($4::text::"insight_type"[])) is not true
    and "row"."type" < $5::text::"insight_type"
    and "row"."type" <= $6::text::"insight_type"
    and "row"."type" > $7::text::"insight_type"
    and "row"."type" >= $8::text::"insight_type"
    and "row"."type" is null
  )
  and (
    "row"."config" @> $9::text::jsonb
    and "row"."config" ? $10
    and (
      ("row"."config" #> $11::text::text[]) = $12::text::jsonb
      and ("row"."config" #> $13::text::text[]) is distinct from $14::text::jsonb
      and ("row"."config" #> $15::text::text[]) = any(select jsonb_array_elements($16::text::jsonb))
      and (
        jsonb_typeof(("row"."config" #> $17::text::text[])) = jsonb_typeof($18::text::jsonb)
        and ("row"."config" #> $19::text::text[]) < $20::text::jsonb
      )
      and (
        jsonb_typeof(("row"."config" #> $21::text::text[])) = jsonb_typeof($22::text::jsonb)
        and ("row"."config" #> $23::text::text[]) <= $24::text::jsonb
      )
      and (
        jsonb_typeof(("row"."config" #> $25::text::text[])) = jsonb_typeof($26::text::jsonb)
        and ("row"."config" #> $27::text::text[]) > $28::text::jsonb
      )
      and (
        jsonb_typeof(("row"."config" #> $29::text::text[])) = jsonb_typeof($30::text::jsonb)
        and ("row"."config" #> $31::text::text[]) >= $32::text::jsonb
      )
      and (
        case
          jsonb_typeof(("row"."config" #> $33::text::text[]))
          when 'string' then "row"."config" #>> $34::text::text[]
        end
      ) like $35
      and (
        case
          jsonb_typeof(("row"."config" #> $36::text::text[]))
          when 'string' then "row"."config" #>> $37::text::text[]
        end
      ) like $38
      and (
        case
          jsonb_typeof(("row"."config" #> $39::text::text[]))
          when 'string' then "row"."config" #>> $40::text::text[]
        end
      ) like $41
      and (
        case
          jsonb_typeof(("row"."config" #> $42::text::text[]))
          when 'string' then "row"."config" #>> $43::text::text[]
        end
      ) ilike $44
      and coalesce(jsonb_typeof(("row"."config" #> $45::text::text[])), 'null') = 'null'
    )
    and "row"."config" is null
  )
  and (
    array(
      select distinct "e" #>> '{}'
      from jsonb_array_elements(
        jsonb_path_query_array("row"."config", $46::text::jsonpath)
          || jsonb_path_query_array("row"."config", $47::text::jsonpath)
          || jsonb_path_query_array("row"."config", $48::text::jsonpath)
          || jsonb_path_query_array("row"."config", $49::text::jsonpath)
      ) "o" ("e")
      where jsonb_typeof("e") = 'string'
    ) @> $50::text::text[]
    and array(
      select distinct "e" #>> '{}'
      from jsonb_array_elements(
        jsonb_path_query_array("row"."config", $51::text::jsonpath)
          || jsonb_path_query_array("row"."config", $52::text::jsonpath)
          || jsonb_path_query_array("row"."config", $53::text::jsonpath)
          || jsonb_path_query_array("row"."config", $54::text::jsonpath)
      ) "o" ("e")
      where jsonb_typeof("e") = 'string'
    ) @> $55::text::text[]
    and array(
      select distinct "e" #>> '{}'
      from jsonb_array_elements(
        jsonb_path_query_array("row"."config", $56::text::jsonpath)
          || jsonb_path_query_array("row"."config", $57::text::jsonpath)
          || jsonb_path_query_array("row"."config", $58::text::jsonpath)
          || jsonb_path_query_array("row"."config", $59::text::jsonpath)
      ) "o" ("e")
      where jsonb_typeof("e") = 'string'
    ) && $60::text::text[]
    and cardinality(
      array(
        select distinct "e" #>> '{}'
        from jsonb_array_elements(
          jsonb_path_query_array("row"."config", $61::text::jsonpath)
            || jsonb_path_query_array("row"."config", $62::text::jsonpath)
            || jsonb_path_query_array("row"."config", $63::text::jsonpath)
            || jsonb_path_query_array("row"."config", $64::text::jsonpath)
        ) "o" ("e")
        where jsonb_typeof("e") = 'string'
      )
    ) = 0
    and array(
      select distinct "e" #>> '{}'
      from jsonb_array_elements(
        jsonb_path_query_array("row"."config", $65::text::jsonpath)
          || jsonb_path_query_array("row"."config", $66::text::jsonpath)
          || jsonb_path_query_array("row"."config", $67::text::jsonpath)
          || jsonb_path_query_array("row"."config", $68::text::jsonpath)
      ) "o" ("e")
      where jsonb_typeof("e") = 'string'
    ) is null
  )
  and (
    array(
      select "u"::uuid
      from unnest(
        array(
          select distinct "e" #>> '{}'
          from jsonb_array_elements(
            jsonb_path_query_array("row"."config", $69::text::jsonpath)
              || jsonb_path_query_array("row"."config", $70::text::jsonpath)
          ) "o" ("e")
          where jsonb_typeof("e") = 'string'
        )
      ) "u"
      where pg_input_is_valid("u", 'uuid')
    ) @> $71::text::uuid[]
    and array(
      select "u"::uuid
      from unnest(
        array(
          select distinct "e" #>> '{}'
          from jsonb_array_elements(
            jsonb_path_query_array("row"."config", $72::text::jsonpath)
              || jsonb_path_query_array("row"."config", $73::text::jsonpath)
          ) "o" ("e")
          where jsonb_typeof("e") = 'string'
        )
      ) "u"
      where pg_input_is_valid("u", 'uuid')
    ) @> $74::text::uuid[]
    and array(
      select "u"::uuid
      from unnest(
        array(
          select distinct "e" #>> '{}'
          from jsonb_array_elements(
            jsonb_path_query_array("row"."config", $75::text::jsonpath)
              || jsonb_path_query_array("row"."config", $76::text::jsonpath)
          ) "o" ("e")
          where jsonb_typeof("e") = 'string'
        )
      ) "u"
      where pg_input_is_valid("u", 'uuid')
    ) && $77::text::uuid[]
    and cardinality(
      array(
        select "u"::uuid
        from unnest(
          array(
            select distinct "e" #>> '{}'
            from jsonb_array_elements(
              jsonb_path_query_array("row"."config", $78::text::jsonpath)
                || jsonb_path_query_array("row"."config", $79::text::jsonpath)
            ) "o" ("e")
            where jsonb_typeof("e") = 'string'
          )
        ) "u"
        where pg_input_is_valid("u", 'uuid')
      )
    ) = 0
    and array(
      select "u"::uuid
      from unnest(
        array(
          select distinct "e" #>> '{}'
          from jsonb_array_elements(
            jsonb_path_query_array("row"."config", $80::text::jsonpath)
              || jsonb_path_query_array("row"."config", $81::text::jsonpath)
          ) "o" ("e")
          where jsonb_typeof("e") = 'string'
        )
      ) "u"
      where pg_input_is_valid("u", 'uuid')
    ) is null
  )
)
-- $1 = trend
-- $2 = trend
-- $3 = {"trend","trend"}
-- $4 = {"trend","trend"}
-- $5 = trend
-- $6 = trend
-- $7 = trend
-- $8 = trend
-- $9 = {"a":[1,"x",null]}
-- $10 = a_b%
-- $11 = {"a","0"}
-- $12 = "x"
-- $13 = {"a","0"}
-- $14 = "x"
-- $15 = {"a","0"}
-- $16 = ["x","y"]
-- $17 = {"a","0"}
-- $18 = "x"
-- $19 = {"a","0"}
-- $20 = "x"
-- $21 = {"a","0"}
-- $22 = "x"
-- $23 = {"a","0"}
-- $24 = "x"
-- $25 = {"a","0"}
-- $26 = "x"
-- $27 = {"a","0"}
-- $28 = "x"
-- $29 = {"a","0"}
-- $30 = "x"
-- $31 = {"a","0"}
-- $32 = "x"
-- $33 = {"a","0"}
-- $34 = {"a","0"}
-- $35 = %x\%%
-- $36 = {"a","0"}
-- $37 = {"a","0"}
-- $38 = x\%%
-- $39 = {"a","0"}
-- $40 = {"a","0"}
-- $41 = %x\%
-- $42 = {"a","0"}
-- $43 = {"a","0"}
-- $44 = x%
-- $45 = {"a","0"}
-- $46 = $.**.eventName
-- $47 = $.targetEvent
-- $48 = $.startEvent
-- $49 = $.endEvent
-- $50 = {"it's \"so\" \\ 50%"}
-- $51 = $.**.eventName
-- $52 = $.targetEvent
-- $53 = $.startEvent
-- $54 = $.endEvent
-- $55 = {"it's \"so\" \\ 50%","it's \"so\" \\ 50%"}
-- $56 = $.**.eventName
-- $57 = $.targetEvent
-- $58 = $.startEvent
-- $59 = $.endEvent
-- $60 = {"it's \"so\" \\ 50%","it's \"so\" \\ 50%"}
-- $61 = $.**.eventName
-- $62 = $.targetEvent
-- $63 = $.startEvent
-- $64 = $.endEvent
-- $65 = $.**.eventName
-- $66 = $.targetEvent
-- $67 = $.startEvent
-- $68 = $.endEvent
-- $69 = $.cohortIds[*]
-- $70 = $.breakdownCohortIds[*]
-- $71 = {"af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7"}
-- $72 = $.cohortIds[*]
-- $73 = $.breakdownCohortIds[*]
-- $74 = {"af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7","af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7"}
-- $75 = $.cohortIds[*]
-- $76 = $.breakdownCohortIds[*]
-- $77 = {"af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7","af2bdbe1-aa9b-4ec1-82ad-e1d694f41fc7"}
-- $78 = $.cohortIds[*]
-- $79 = $.breakdownCohortIds[*]
-- $80 = $.cohortIds[*]
-- $81 = $.breakdownCohortIds[*]

-- lists
(
  "row"."scopes" @> $1::text::text[]
  and "row"."scopes" @> $2::text::text[]
  and "row"."scopes" && $3::text::text[]
  and cardinality("row"."scopes") = 0
  and "row"."scopes" is null
)
-- $1 = {"it's \"so\" \\ 50%"}
-- $2 = {"it's \"so\" \\ 50%","it's \"so\" \\ 50%"}
-- $3 = {"it's \"so\" \\ 50%","it's \"so\" \\ 50%"}

-- AND, OR, NOT
(
  ("row"."name" = $1::text::text and "row"."is_pinned" = $2::text::boolean)
  and ("row"."name" = $3::text::text or ("row"."description" is null) is not true)
)
-- $1 = a
-- $2 = true
-- $3 = b

-- a relation to one row, and from there on
exists (
  select 1
  from "dashboards" as "w0"
  where (
    (
      ("row"."dashboard_id" = "w0"."id" and "row"."project_id" = "w0"."project_id")
      and (
        "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
        and "w0"."deleted_at" is null
      )
    )
    and exists (
      select 1
      from "users" as "w1"
      where (
        (
          "w0"."created_by" = "w1"."id"
          and (
            (select "user_id" from "viewer") is not null
            and (
              "w1"."id" = (select "user_id" from "viewer")
              or exists (
                select 1
                from "project_members" as "p0"
                where (
                  "w1"."id" = "p0"."user_id"
                  and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
                )
              )
            )
          )
        )
        and "w1"."display_name" = $1::text::text
      )
    )
  )
)
-- $1 = a

-- a relation to one row, which only has to be there
exists (
  select 1
  from "insights" as "w0"
  where (
    ("row"."insight_id" = "w0"."id" and "row"."project_id" = "w0"."project_id")
    and (
      "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      and "w0"."deleted_at" is null
    )
  )
)

-- some, every and none of the rows of a relation
(
  exists (
    select 1
    from "widgets" as "w0"
    where (
      (
        ("row"."id" = "w0"."dashboard_id" and "row"."project_id" = "w0"."project_id")
        and (
          "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
          and (
            exists (
              select 1
              from "dashboards" as "p0"
              where (
                ("w0"."dashboard_id" = "p0"."id" and "w0"."project_id" = "p0"."project_id")
                and "p0"."deleted_at" is null
              )
            )
            and (
              "w0"."insight_id" is null
              or exists (
                select 1
                from "insights" as "p0"
                where (
                  ("w0"."insight_id" = "p0"."id" and "w0"."project_id" = "p0"."project_id")
                  and "p0"."deleted_at" is null
                ) offset 0
              )
            )
          )
        )
      )
      and "w0"."content" = $1::text::text
    )
  )
  and not exists (
    select 1
    from "widgets" as "w0"
    where (
      (
        ("row"."id" = "w0"."dashboard_id" and "row"."project_id" = "w0"."project_id")
        and (
          "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
          and (
            exists (
              select 1
              from "dashboards" as "p0"
              where (
                ("w0"."dashboard_id" = "p0"."id" and "w0"."project_id" = "p0"."project_id")
                and "p0"."deleted_at" is null
              )
            )
            and (
              "w0"."insight_id" is null
              or exists (
                select 1
                from "insights" as "p0"
                where (
                  ("w0"."insight_id" = "p0"."id" and "w0"."project_id" = "p0"."project_id")
                  and "p0"."deleted_at" is null
                ) offset 0
              )
            )
          )
        )
      )
      and ("w0"."content" is distinct from $2::text::text) is not true
    )
  )
  and not exists (
    select 1
    from "widgets" as "w0"
    where (
      ("row"."id" = "w0"."dashboard_id" and "row"."project_id" = "w0"."project_id")
      and (
        "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
        and (
          exists (
            select 1
            from "dashboards" as "p0"
            where (
              ("w0"."dashboard_id" = "p0"."id" and "w0"."project_id" = "p0"."project_id")
              and "p0"."deleted_at" is null
            )
          )
          and (
            "w0"."insight_id" is null
            or exists (
              select 1
              from "insights" as "p0"
              where (
                ("w0"."insight_id" = "p0"."id" and "w0"."project_id" = "p0"."project_id")
                and "p0"."deleted_at" is null
              ) offset 0
            )
          )
        )
      )
    )
  )
)
-- $1 = a
-- $2 = b

-- some of the rows of a many-to-many relation
exists (
  select 1
  from "cohorts" as "w0"
  inner join "cohort_members" as "w0t" on (
    "w0t"."cohort_id" = "w0"."id" and "w0t"."project_id" = "w0"."project_id"
  )
  where (
    (
      ("row"."id" = "w0t"."person_id" and "row"."project_id" = "w0t"."project_id")
      and (
        "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
        and exists (
          select 1
          from "cohorts" as "p0"
          where (
            ("w0t"."cohort_id" = "p0"."id" and "w0t"."project_id" = "p0"."project_id")
            and "p0"."deleted_at" is null
          )
        )
      )
      and (
        "row"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
        and "w0"."deleted_at" is null
      )
    )
    and "w0"."name" = $1::text::text
  )
)
-- $1 = a
