-- dashboard-page-compiled
with
  "viewer" as materialized (
    select
      "s"."id" as "session_id",
      "s"."user_id" as "user_id",
      null::uuid as "api_key_id",
      case when "u"."is_administrator" then "u"."id" end as "administrator_id"
    from "sessions" "s"
    join "users" "u" on "u"."id" = "s"."user_id"
    and "u"."suspended_at" is null
    where "s"."token_hash" = $1
    and "s"."status" = 'active'
    and least("s"."expires_at", "s"."idle_expires_at") > now()
  ),
  "viewer_readable" as materialized (
    select array(
      select "pm"."project_id"
      from "project_members" "pm"
      join "projects" "p" on "p"."id" = "pm"."project_id"
      where "pm"."user_id" = (select "user_id" from "viewer")
      and "p"."suspended_at" is null
      and "p"."deleted_at" is null
    ) as "readable"
  ),
  "viewer_writable" as materialized (
    select array(
      select "pm"."project_id"
      from "project_members" "pm"
      join "projects" "p" on "p"."id" = "pm"."project_id"
      where "pm"."user_id" = (select "user_id" from "viewer")
      and "p"."suspended_at" is null
      and "p"."deleted_at" is null
      and "pm"."role" <> 'viewer'
    ) as "writable"
  ),
  "viewer_owned" as materialized (
    select array(
      select "pm"."project_id"
      from "project_members" "pm"
      join "projects" "p" on "p"."id" = "pm"."project_id"
      where "pm"."user_id" = (select "user_id" from "viewer")
      and "p"."suspended_at" is null
      and "p"."deleted_at" is null
      and "pm"."role" = 'owner'
    ) as "owned"
  ),
  "viewer_owned_deleted" as materialized (
    select array(
      select "pm"."project_id"
      from "project_members" "pm"
      join "projects" "p" on "p"."id" = "pm"."project_id"
      where "pm"."user_id" = (select "user_id" from "viewer")
      and "p"."suspended_at" is null
      and "p"."deleted_at" is not null
      and "pm"."role" = 'owner'
    ) as "owned_deleted"
  ) (select 0, "user_id"::text from "viewer")
union all (
  select
    1,
    '{"uuid":'
      || ('"' || "r0"."id"::text || '"')
      || ',"displayName":'
      || (to_json("r0"."display_name")::text)
      || ',"email":'
      || (to_json("r0"."email")::text)
      || '}'
  from "users" as "r0"
  where "r0"."id" = (select "user_id" from "viewer")
  limit 1
)
union all (
  select
    2,
    '{"name":'
      || (to_json("r1"."name")::text)
      || ',"description":'
      || (coalesce(to_json("r1"."description")::text, 'null'))
      || ',"project":'
      || (
        coalesce(
          (
            select '{"name":'
              || (to_json("r2"."name")::text)
              || ',"timezone":'
              || (to_json("r2"."timezone")::text)
              || ',"viewerRole":'
              || (
                coalesce(
                  case
                    (
                      case
                        when "r2"."id" = any((select "owned" from "viewer_owned")::uuid[])
                        or "r2"."id" = any((select "owned_deleted" from "viewer_owned_deleted")::uuid[]) then 'owner'
                        when "r2"."id" = any((select "writable" from "viewer_writable")::uuid[]) then 'editor'
                        when "r2"."id" = any((select "readable" from "viewer_readable")::uuid[]) then 'viewer'
                      end
                    )
                    when 'owner' then '"OWNER"'
                    when 'editor' then '"EDITOR"'
                    when 'viewer' then '"VIEWER"'
                    else case
                      when (
                        case
                          when "r2"."id" = any((select "owned" from "viewer_owned")::uuid[])
                          or "r2"."id" = any((select "owned_deleted" from "viewer_owned_deleted")::uuid[]) then 'owner'
                          when "r2"."id" = any((select "writable" from "viewer_writable")::uuid[]) then 'editor'
                          when "r2"."id" = any((select "readable" from "viewer_readable")::uuid[]) then 'viewer'
                        end
                      ) is not null then ''
                    end
                  end,
                  'null'
                )
              )
              || ',"members":'
              || (
                select '{"totalCount":'
                  || (
                    (
                      select count(*)::int
                      from "project_members" as "c"
                      where (
                        "r2"."id" = "c"."project_id"
                        and "r2"."id" = any((select "readable" from "viewer_readable")::uuid[])
                      )
                    )::text
                  )
                  || ',"nodes":['
                  || (coalesce(string_agg("t0", ','), ''))
                  || ']}'
                from (
                  select '{"role":'
                    || (
                      case
                        "r3"."role"
                        when 'owner' then '"OWNER"'
                        when 'editor' then '"EDITOR"'
                        when 'viewer' then '"VIEWER"'
                        else case when "r3"."role" is not null then '' end
                      end
                    )
                    || ',"user":'
                    || (
                      coalesce(
                        (
                          select '{"displayName":' || (to_json("r4"."display_name")::text) || '}'
                          from "users" as "r4"
                          where (
                            "r3"."user_id" = "r4"."id"
                            and (
                              (select "user_id" from "viewer") is not null
                              and (
                                "r4"."id" = (select "user_id" from "viewer")
                                or exists (
                                  select 1
                                  from "project_members" as "p0"
                                  where (
                                    "r4"."id" = "p0"."user_id"
                                    and "p0"."project_id" = any(
                                      (select "readable" from "viewer_readable")::uuid[]
                                    )
                                  )
                                )
                              )
                            )
                          )
                        ),
                        'null'
                      )
                    )
                    || '}' as "t0"
                  from (
                    select "r3".*
                    from "project_members" as "r3"
                    where "r2"."id" = "r3"."project_id"
                    order by "r3"."created_at" asc, "r3"."id" asc
                    limit 8
                  ) as "r3"
                ) as "page"
              )
              || ',"dashboards":{"totalCount":'
              || (
                (
                  select count(*)::int
                  from "dashboards" as "c"
                  where (
                    "r2"."id" = "c"."project_id"
                    and (
                      "r2"."id" = any((select "readable" from "viewer_readable")::uuid[])
                      and "c"."deleted_at" is null
                    )
                  )
                )::text
              )
              || '}}'
            from "projects" as "r2"
            where ("r1"."project_id" = "r2"."id" and "r2"."deleted_at" is null)
          ),
          'null'
        )
      )
      || ',"widgets":'
      || (
        select '{"totalCount":'
          || (
            (
              select count(*)::int
              from "widgets" as "c"
              where (
                ("r1"."id" = "c"."dashboard_id" and "r1"."project_id" = "c"."project_id")
                and (
                  "r1"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
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
            )::text
          )
          || ',"pageInfo":{"hasNextPage":'
          || ((count(*) > 12)::text)
          || ',"endCursor":'
          || (coalesce('"' || (array_agg("c") filter (where "n" <= 12))[least(count(*), 12)] || '"', 'null'))
          || '},"edges":['
          || (coalesce(string_agg("t0", ',') filter (where "n" <= 12), ''))
          || ']}'
        from (
          select
            '{"cursor":"'
              || (
                replace(
                  replace(
                    encode(
                      (
                        '["widgets: createdAt ASC, uuid ASC",'
                          || coalesce('"' || ("r6"."created_at")::text || '"', 'null')
                          || ','
                          || coalesce('"' || ("r6"."id")::text || '"', 'null')
                          || ']'
                      )::bytea,
                      'base64'
                    ),
                    '
',
                    ''
                  ),
                  '=',
                  ''
                )
              )
              || '","node":{"uuid":'
              || ('"' || "r6"."id"::text || '"')
              || ',"layout":'
              || (coalesce('0' || "r6"."layout"::text || '', 'null'))
              || ',"content":'
              || (coalesce(to_json("r6"."content")::text, 'null'))
              || ',"insight":'
              || (
                coalesce(
                  (
                    select '{"name":'
                      || (to_json("r7"."name")::text)
                      || ',"type":'
                      || (
                        case
                          "r7"."type"
                          when 'trend' then '"TREND"'
                          when 'funnel' then '"FUNNEL"'
                          when 'retention' then '"RETENTION"'
                          when 'lifecycle' then '"LIFECYCLE"'
                          when 'stickiness' then '"STICKINESS"'
                          when 'paths' then '"PATHS"'
                          else case when "r7"."type" is not null then '' end
                        end
                      )
                      || ',"creator":'
                      || (
                        coalesce(
                          (
                            select '{"displayName":' || (to_json("r8"."display_name")::text) || '}'
                            from "users" as "r8"
                            where (
                              "r7"."created_by" = "r8"."id"
                              and (
                                (select "user_id" from "viewer") is not null
                                and (
                                  "r8"."id" = (select "user_id" from "viewer")
                                  or exists (
                                    select 1
                                    from "project_members" as "p0"
                                    where (
                                      "r8"."id" = "p0"."user_id"
                                      and "p0"."project_id" = any(
                                        (select "readable" from "viewer_readable")::uuid[]
                                      )
                                    )
                                  )
                                )
                              )
                            )
                          ),
                          'null'
                        )
                      )
                      || ',"config":'
                      || (coalesce('1' || "r7"."config"::text || '', 'null'))
                      || '}'
                    from "insights" as "r7"
                    where (
                      ("r6"."insight_id" = "r7"."id" and "r6"."project_id" = "r7"."project_id")
                      and "r7"."deleted_at" is null
                    )
                  ),
                  'null'
                )
              )
              || '}}' as "t0",
            replace(
              replace(
                encode(
                  (
                    '["widgets: createdAt ASC, uuid ASC",'
                      || coalesce('"' || ("r6"."created_at")::text || '"', 'null')
                      || ','
                      || coalesce('"' || ("r6"."id")::text || '"', 'null')
                      || ']'
                  )::bytea,
                  'base64'
                ),
                '
',
                ''
              ),
              '=',
              ''
            ) as "c",
            row_number() over () as "n"
          from (
            select "r6".*
            from "widgets" as "r6"
            where (
              ("r1"."id" = "r6"."dashboard_id" and "r1"."project_id" = "r6"."project_id")
              and (
                "r6"."insight_id" is null
                or exists (
                  select 1
                  from "insights" as "p0"
                  where (
                    ("r6"."insight_id" = "p0"."id" and "r6"."project_id" = "p0"."project_id")
                    and "p0"."deleted_at" is null
                  ) offset 0
                )
              )
            )
            order by "r6"."created_at" asc, "r6"."id" asc
            limit 13
          ) as "r6"
        ) as "page"
      )
      || '}'
  from "dashboards" as "r1"
  where (
    "r1"."id" = $2::text::uuid
    and (
      "r1"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
      and "r1"."deleted_at" is null
    )
  )
  limit 1
)
-- $1 = (the hash of the token)
-- $2 = 71b425e4-2c83-89a1-843b-27d037ec900d
