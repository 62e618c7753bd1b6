-- dashboard-page
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
      select "d0"."id" as "id", "d0"."display_name" as "displayName", "d0"."email" as "email"
      from "users" as "d0"
      where "d0"."id" = (select "user_id" from "viewer")
      limit $2
    ) "t"
  ) as "r0",
  (
    select row_to_json("t".*)
    from (
      select
        "d0"."name" as "name",
        "d0"."description" as "description",
        "d0"."id" as "id",
        (
          select count(*)::int
          from "widgets" as "c"
          where (
            ("d0"."id" = "c"."dashboard_id" and "d0"."project_id" = "c"."project_id")
            and (
              "d0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
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
        ) as "widgets@2#totalCount",
        "project"."r" as "project",
        "widgets@2"."r" as "widgets@2"
      from "dashboards" as "d0"
      left join lateral(
        select row_to_json("t".*) "r"
        from (
          select
            "d1"."name" as "name",
            "d1"."timezone" as "timezone",
            "d1"."id" as "id",
            (
              case
                when "d1"."id" = any((select "owned" from "viewer_owned")::uuid[])
                or "d1"."id" = any((select "owned_deleted" from "viewer_owned_deleted")::uuid[]) then 'owner'
                when "d1"."id" = any((select "writable" from "viewer_writable")::uuid[]) then 'editor'
                when "d1"."id" = any((select "readable" from "viewer_readable")::uuid[]) then 'viewer'
              end
            ) as "@viewerRole",
            (
              select count(*)::int
              from "project_members" as "c"
              where (
                "d1"."id" = "c"."project_id"
                and "d1"."id" = any((select "readable" from "viewer_readable")::uuid[])
              )
            ) as "members@0#totalCount",
            (
              select count(*)::int
              from "dashboards" as "c"
              where (
                "d1"."id" = "c"."project_id"
                and (
                  "d1"."id" = any((select "readable" from "viewer_readable")::uuid[])
                  and "c"."deleted_at" is null
                )
              )
            ) as "dashboards@1#totalCount",
            "members@0"."r" as "members@0"
          from "projects" as "d1"
          left join lateral(
            select coalesce(json_agg(row_to_json("t".*)), '[]') as "r"
            from (
              select "d2"."role" as "role", "d2"."id" as "id", "user"."r" as "user"
              from "project_members" as "d2"
              left join lateral(
                select row_to_json("t".*) "r"
                from (
                  select "d3"."display_name" as "displayName", "d3"."id" as "id"
                  from "users" as "d3"
                  where (
                    (
                      (
                        (select "user_id" from "viewer") is not null
                        and (
                          "d3"."id" = (select "user_id" from "viewer")
                          or exists (
                            select 1
                            from "project_members" as "p0"
                            where (
                              "d3"."id" = "p0"."user_id"
                              and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
                            )
                          )
                        )
                      )
                    )
                    and ("d2"."user_id" = "d3"."id")
                  )
                  limit $3
                ) as "t"
              ) as "user" on true
              where (
                (
                  (
                    "d2"."id" = any(
                      array(
                        select "page"."id"
                        from (
                          select "page".*
                          from "project_members" as "page"
                          where (
                            "d1"."id" = "page"."project_id"
                            and "d1"."id" = any((select "readable" from "viewer_readable")::uuid[])
                          )
                          order by "page"."created_at" asc, "page"."id" asc
                          limit 9
                        ) as "page"
                      )
                    )
                    and "d2"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
                  )
                )
                and ("d1"."id" = "d2"."project_id")
              )
              order by "d2"."created_at" asc, "d2"."id" asc
              limit $4
            ) as "t"
          ) as "members@0" on true
          where (
            (
              (
                "d1"."id" = any((select "readable" from "viewer_readable")::uuid[])
                and "d1"."deleted_at" is null
              )
            )
            and ("d0"."project_id" = "d1"."id")
          )
          limit $5
        ) as "t"
      ) as "project" on true
      left join lateral(
        select coalesce(json_agg(row_to_json("t".*)), '[]') as "r"
        from (
          select
            "d1"."id" as "id",
            "d1"."layout"::text as "layout",
            "d1"."content" as "content",
            (json_build_array(("d1"."created_at")::text, ("d1"."id")::text)) as "@cursor",
            "insight"."r" as "insight"
          from "widgets" as "d1"
          left join lateral(
            select row_to_json("t".*) "r"
            from (
              select
                "d2"."name" as "name",
                "d2"."type" as "type",
                "d2"."config"::text as "config",
                "d2"."id" as "id",
                "creator"."r" as "creator"
              from "insights" as "d2"
              left join lateral(
                select row_to_json("t".*) "r"
                from (
                  select "d3"."display_name" as "displayName", "d3"."id" as "id"
                  from "users" as "d3"
                  where (
                    (
                      (
                        (select "user_id" from "viewer") is not null
                        and (
                          "d3"."id" = (select "user_id" from "viewer")
                          or exists (
                            select 1
                            from "project_members" as "p0"
                            where (
                              "d3"."id" = "p0"."user_id"
                              and "p0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
                            )
                          )
                        )
                      )
                    )
                    and ("d2"."created_by" = "d3"."id")
                  )
                  limit $6
                ) as "t"
              ) as "creator" on true
              where (
                (
                  (
                    "d1"."project_id" = "d2"."project_id"
                    and (
                      "d2"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
                      and "d2"."deleted_at" is null
                    )
                  )
                )
                and ("d1"."insight_id" = "d2"."id")
              )
              limit $7
            ) as "t"
          ) as "insight" on true
          where (
            (
              (
                "d1"."id" = any(
                  array(
                    select "page"."id"
                    from (
                      select "page".*
                      from "widgets" as "page"
                      where (
                        ("d0"."id" = "page"."dashboard_id" and "d0"."project_id" = "page"."project_id")
                        and (
                          "d0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
                          and (
                            exists (
                              select 1
                              from "dashboards" as "p0"
                              where (
                                (
                                  "page"."dashboard_id" = "p0"."id"
                                  and "page"."project_id" = "p0"."project_id"
                                )
                                and "p0"."deleted_at" is null
                              ) offset 0
                            )
                            and (
                              "page"."insight_id" is null
                              or exists (
                                select 1
                                from "insights" as "p0"
                                where (
                                  (
                                    "page"."insight_id" = "p0"."id"
                                    and "page"."project_id" = "p0"."project_id"
                                  )
                                  and "p0"."deleted_at" is null
                                ) offset 0
                              )
                            )
                          )
                        )
                      )
                      order by "page"."created_at" asc, "page"."id" asc
                      limit 13
                    ) as "page"
                  )
                )
                and "d0"."project_id" = "d1"."project_id"
              )
            )
            and ("d0"."id" = "d1"."dashboard_id")
          )
          order by "d1"."created_at" asc, "d1"."id" asc
          limit $8
        ) as "t"
      ) as "widgets@2" on true
      where (
        "d0"."id" = $9::text::uuid
        and (
          "d0"."project_id" = any((select "readable" from "viewer_readable")::uuid[])
          and "d0"."deleted_at" is null
        )
      )
      limit $10
    ) "t"
  ) as "r1"
-- $1 = (the hash of the token)
-- $2 = 1
-- $3 = 1
-- $4 = 9
-- $5 = 1
-- $6 = 1
-- $7 = 1
-- $8 = 13
-- $9 = 71b425e4-2c83-89a1-843b-27d037ec900d
-- $10 = 1
