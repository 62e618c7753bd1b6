-- many-to-many-compiled
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
    '{"projects":'
      || (
        select '{"totalCount":'
          || (
            (
              select count(*)::int
              from "projects" as "c"
              inner join "project_members" as "ct" on "ct"."project_id" = "c"."id"
              where (
                (
                  "r0"."id" = "ct"."user_id"
                  and (
                    "ct"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
                    or "c"."deleted_at" is not null
                  )
                  and (
                    (
                      "c"."id" = any((select "readable" from "viewer_readable")::uuid[])
                      and "c"."deleted_at" is null
                    )
                    or (
                      "c"."id" = any((select "owned_deleted" from "viewer_owned_deleted")::uuid[])
                      and "c"."deleted_at" is not null
                    )
                  )
                )
                and exists (
                  select 1
                  from "users" as "w0"
                  inner join "project_members" as "w0t" on "w0t"."user_id" = "w0"."id"
                  where (
                    "c"."id" = "w0t"."project_id"
                    and "c"."id" = any((select "readable" from "viewer_readable")::uuid[])
                    and (
                      (select "user_id" from "viewer") is not null
                      and (
                        "w0"."id" = (select "user_id" from "viewer")
                        or exists (
                          select 1
                          from "project_members" as "p0"
                          where (
                            "w0"."id" = "p0"."user_id"
                            and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
                          )
                        )
                      )
                    )
                  )
                )
              )
            )::text
          )
          || ',"edges":['
          || (coalesce(string_agg("t0", ','), ''))
          || ']}'
        from (
          select '{"cursor":"'
            || (
              replace(
                replace(
                  encode(
                    (
                      '["projects: createdAt ASC, uuid ASC",'
                        || coalesce('"' || ("r1"."created_at")::text || '"', 'null')
                        || ','
                        || coalesce('"' || ("r1"."id")::text || '"', 'null')
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
            || '","node":{"name":'
            || (to_json("r1"."name")::text)
            || '}}' as "t0"
          from (
            select "r1".*
            from "projects" as "r1"
            inner join "project_members" as "r1t" on "r1t"."project_id" = "r1"."id"
            where (
              (
                "r0"."id" = "r1t"."user_id"
                and (
                  "r1t"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
                  or "r1"."deleted_at" is not null
                )
                and (
                  (
                    "r1"."id" = any((select "readable" from "viewer_readable")::uuid[])
                    and "r1"."deleted_at" is null
                  )
                  or (
                    "r1"."id" = any((select "owned_deleted" from "viewer_owned_deleted")::uuid[])
                    and "r1"."deleted_at" is not null
                  )
                )
              )
              and exists (
                select 1
                from "users" as "w0"
                inner join "project_members" as "w0t" on "w0t"."user_id" = "w0"."id"
                where (
                  "r1"."id" = "w0t"."project_id"
                  and "r1"."id" = any((select "readable" from "viewer_readable")::uuid[])
                  and (
                    (select "user_id" from "viewer") is not null
                    and (
                      "w0"."id" = (select "user_id" from "viewer")
                      or exists (
                        select 1
                        from "project_members" as "p0"
                        where (
                          "w0"."id" = "p0"."user_id"
                          and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
                        )
                      )
                    )
                  )
                )
              )
            )
            order by "r1"."created_at" asc, "r1"."id" asc
            limit 2
          ) as "r1"
        ) as "page"
      )
      || '}'
  from "users" as "r0"
  where "r0"."id" = (select "user_id" from "viewer")
  limit 1
)
-- $1 = (the hash of the token)
