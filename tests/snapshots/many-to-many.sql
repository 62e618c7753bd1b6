-- many-to-many
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
  "viewer_shared_dashboard" as materialized (select null::uuid as "shared_dashboard"),
  "viewer_shared_insights" as materialized (select '{}'::uuid[] as "shared_insights"),
  "viewer_first_readable" as materialized (
    select array(
      select "pm"."project_id"
      from "project_members" "pm"
      join "projects" "p" on "p"."id" = "pm"."project_id"
      where "pm"."user_id" = (select "user_id" from "viewer")
      and "p"."suspended_at" is null
      and "p"."deleted_at" is null
      limit 200
    ) as "first_readable"
  ),
  "viewer_readable" as materialized (
    select case
      when cardinality((select "first_readable" from "viewer_first_readable")) < 200 then (
        select "first_readable" from "viewer_first_readable"
      )
      else array(
        select "pm"."project_id"
        from "project_members" "pm"
        join "projects" "p" on "p"."id" = "pm"."project_id"
        where "pm"."user_id" = (select "user_id" from "viewer")
        and "p"."suspended_at" is null
        and "p"."deleted_at" is null
      )
    end as "readable"
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
  )
select
  (select coalesce("user_id"::text, '') from "viewer") as "preamble",
  (
    select row_to_json("t".*)
    from (
      select
        "d0"."id" as "id",
        (
          select count(*)::int
          from "projects" as "c"
          inner join "project_members" as "ct" on "ct"."project_id" = "c"."id"
          where (
            (
              "d0"."id" = "ct"."user_id"
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
        ) as "projects@0#totalCount",
        "projects@0"."r" as "projects@0"
      from "users" as "d0"
      left join lateral(
        select coalesce(json_agg(row_to_json("t".*)), '[]') as "r"
        from (
          select
            "d1"."name" as "name",
            "d1"."id" as "id",
            (json_build_array(("d1"."created_at")::text, ("d1"."id")::text)) as "@cursor"
          from "projects" as "d1"
          inner join "project_members" as "tr0" on "tr0"."project_id" = "d1"."id"
          where (
            (
              (
                "d1"."id" = any(
                  array(
                    select "page"."id"
                    from (
                      select "page".*
                      from "projects" as "page"
                      inner join "project_members" as "paget" on "paget"."project_id" = "page"."id"
                      where (
                        (
                          "d0"."id" = "paget"."user_id"
                          and (
                            "paget"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
                            or "page"."deleted_at" is not null
                          )
                          and (
                            (
                              "page"."id" = any((select "readable" from "viewer_readable")::uuid[])
                              and "page"."deleted_at" is null
                            )
                            or (
                              "page"."id" = any((select "owned_deleted" from "viewer_owned_deleted")::uuid[])
                              and "page"."deleted_at" is not null
                            )
                          )
                        )
                        and exists (
                          select 1
                          from "users" as "w0"
                          inner join "project_members" as "w0t" on "w0t"."user_id" = "w0"."id"
                          where (
                            "page"."id" = "w0t"."project_id"
                            and "page"."id" = any((select "readable" from "viewer_readable")::uuid[])
                            and (
                              (select "user_id" from "viewer") is not null
                              and (
                                "w0"."id" = (select "user_id" from "viewer")
                                or exists (
                                  select 1
                                  from "project_members" as "p0"
                                  where (
                                    "w0"."id" = "p0"."user_id"
                                    and "p0"."project_id" = any(
                                      (select "readable" from "viewer_readable")::uuid[]
                                    )
                                  )
                                )
                              )
                            )
                          )
                        )
                      )
                      order by "page"."created_at" asc, "page"."id" asc
                      limit 3
                    ) as "page"
                  )
                )
                and (
                  "d1"."id" = any((select "readable" from "viewer_readable")::uuid[])
                  or "d1"."id" = any((select "owned_deleted" from "viewer_owned_deleted")::uuid[])
                )
              )
            )
            and ("d0"."id" = "tr0"."user_id")
          )
          order by "d1"."created_at" asc, "d1"."id" asc
          limit $2
        ) as "t"
      ) as "projects@0" on true
      where "d0"."id" = (select "user_id" from "viewer")
      limit $3
    ) "t"
  ) as "r0"
-- $1 = (the hash of the token)
-- $2 = 3
-- $3 = 1
