-- Definitions and configurations name cohorts in JSON, where no foreign key can stand. What foreign keys would do is done
-- by triggers: what is named is there and of the same project; and cohorts never name each other in a circle.
-- All are deferred, and look at the rows as they are in the end: one statement or transaction may make rows that name each other
-- in any order. Only what is named anew is looked at, so that a cohort that was deleted since holds nobody up.
-- They see what others committed meanwhile, as statements do under read committed, PostgreSQL's default.
CREATE FUNCTION "uuid_or_null"("text" text) RETURNS uuid LANGUAGE sql STABLE AS $$
	SELECT CASE WHEN pg_input_is_valid("text", 'uuid') THEN "text"::uuid END
$$;
--> statement-breakpoint
CREATE FUNCTION "cohorts_in_definition"("definition" jsonb) RETURNS SETOF text LANGUAGE sql STABLE AS $$
	SELECT DISTINCT lower("named" #>> '{}') FROM jsonb_path_query("definition", '$.** ? (@.type == "cohort").cohortId') AS "named"
	WHERE "named" <> 'null'
$$;
--> statement-breakpoint
CREATE FUNCTION "cohorts_in_config"("config" jsonb) RETURNS SETOF text LANGUAGE sql STABLE AS $$
	SELECT DISTINCT lower("named" #>> '{}') FROM (
		SELECT jsonb_path_query("config", '$.cohortIds[*]') UNION ALL SELECT jsonb_path_query("config", '$.breakdownCohortIds[*]')
	) AS "lists"("named")
	WHERE "named" <> 'null'
$$;
--> statement-breakpoint
-- The first of the names that leads to no cohort in use of the project; null where all do. The cohorts found cannot be removed or
-- leave the project before the transaction ends; they can be marked as deleted, as at any time later.
CREATE FUNCTION "cohort_not_found"("project" uuid, "named" text[]) RETURNS text LANGUAGE sql VOLATILE AS $$
	WITH "found" AS MATERIALIZED (
		SELECT "c"."id" FROM "cohorts" "c"
		WHERE "c"."project_id" = "project" AND "c"."deleted_at" IS NULL
			AND "c"."id" IN (SELECT "uuid_or_null"("one") FROM unnest("named") AS "one")
		ORDER BY "c"."id" FOR KEY SHARE OF "c"
	)
	SELECT "one" FROM unnest("named") AS "one"
	WHERE NOT EXISTS (SELECT 1 FROM "found" WHERE "found"."id" = "uuid_or_null"("one")) LIMIT 1
$$;
--> statement-breakpoint
CREATE FUNCTION "assert_cohort_references"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	"row" "cohorts"%ROWTYPE;
	"before" jsonb := CASE WHEN TG_OP = 'UPDATE' AND OLD."project_id" = NEW."project_id" THEN OLD."definition" END;
	"added" text[];
	"missing" text;
BEGIN
	SELECT * INTO "row" FROM "cohorts" WHERE "id" = NEW."id";
	"added" := ARRAY(SELECT "cohorts_in_definition"("row"."definition") EXCEPT SELECT "cohorts_in_definition"("before"));
	IF "added" = '{}' THEN RETURN NULL; END IF;
	"missing" := "cohort_not_found"("row"."project_id", "added");
	IF "missing" IS NOT NULL THEN
		RAISE EXCEPTION 'cohort % refers to %, which is no cohort of its project', "row"."id", "missing"
			USING ERRCODE = 'check_violation', CONSTRAINT = 'cohorts_definition_references_exist', TABLE = 'cohorts';
	END IF;
	-- Two who close a circle from both ends must see each other: one looks after the other has committed. Not at the row of
	-- the project, as other triggers do: whoever changes a project together with its cohorts holds it from the start.
	PERFORM pg_advisory_xact_lock('cohorts'::regclass::oid::int, hashtext("row"."project_id"::text));
	IF EXISTS (
		-- Deleted cohorts take part, so that restoring one closes no circle.
		WITH RECURSIVE "reached"("id") AS (
			SELECT "uuid_or_null"("named") FROM unnest("added") AS "named"
			UNION
			SELECT "uuid_or_null"("named") FROM "reached"
			JOIN "cohorts" "c" ON "c"."id" = "reached"."id" AND "c"."project_id" = "row"."project_id"
			CROSS JOIN LATERAL "cohorts_in_definition"("c"."definition") AS "named"
		)
		SELECT 1 FROM "reached" WHERE "reached"."id" = "row"."id"
	) THEN
		RAISE EXCEPTION 'cohort % would refer to itself in a circle', "row"."id"
			USING ERRCODE = 'check_violation', CONSTRAINT = 'cohorts_definition_no_circle', TABLE = 'cohorts';
	END IF;
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER "cohorts_definition_references"
	AFTER INSERT OR UPDATE OF "definition", "project_id" ON "cohorts"
	DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW WHEN (NEW."definition" @? '$.** ? (@.type == "cohort")')
	EXECUTE FUNCTION "assert_cohort_references"();
--> statement-breakpoint
CREATE FUNCTION "assert_insight_references"() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
	"row" "insights"%ROWTYPE;
	"before" jsonb := CASE WHEN TG_OP = 'UPDATE' AND OLD."project_id" = NEW."project_id" THEN OLD."config" END;
	"missing" text;
BEGIN
	SELECT * INTO "row" FROM "insights" WHERE "id" = NEW."id";
	"missing" := "cohort_not_found"("row"."project_id",
		ARRAY(SELECT "cohorts_in_config"("row"."config") EXCEPT SELECT "cohorts_in_config"("before")));
	IF "missing" IS NOT NULL THEN
		RAISE EXCEPTION 'insight % refers to %, which is no cohort of its project', "row"."id", "missing"
			USING ERRCODE = 'check_violation', CONSTRAINT = 'insights_config_references_exist', TABLE = 'insights';
	END IF;
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER "insights_config_references"
	AFTER INSERT OR UPDATE OF "config", "project_id" ON "insights"
	DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW WHEN (NEW."config" ?| array['cohortIds', 'breakdownCohortIds'])
	EXECUTE FUNCTION "assert_insight_references"();
--> statement-breakpoint
CREATE FUNCTION "assert_cohort_is_not_missed"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	-- A cohort that was marked as deleted leads nowhere already, and may be purged.
	IF TG_OP = 'DELETE' AND OLD."deleted_at" IS NOT NULL THEN RETURN NULL; END IF;
	IF EXISTS (SELECT 1 FROM "cohorts" WHERE "id" = OLD."id" AND "project_id" = OLD."project_id") THEN RETURN NULL; END IF;
	-- Whoever names it without having committed holds its row, or will not find it. With a project, all that could name it is gone.
	IF EXISTS (
		SELECT 1 FROM "cohorts"
		WHERE "project_id" = OLD."project_id" AND OLD."id"::text IN (SELECT "cohorts_in_definition"("definition"))
	) THEN
		RAISE EXCEPTION 'cohort % is referred to by cohorts of project %', OLD."id", OLD."project_id"
			USING ERRCODE = 'check_violation', CONSTRAINT = 'cohorts_definition_references_exist', TABLE = 'cohorts';
	END IF;
	IF EXISTS (
		SELECT 1 FROM "insights"
		WHERE "project_id" = OLD."project_id" AND OLD."id"::text IN (SELECT "cohorts_in_config"("config"))
	) THEN
		RAISE EXCEPTION 'cohort % is referred to by insights of project %', OLD."id", OLD."project_id"
			USING ERRCODE = 'check_violation', CONSTRAINT = 'insights_config_references_exist', TABLE = 'insights';
	END IF;
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER "cohorts_not_missed"
	AFTER DELETE OR UPDATE OF "id", "project_id" ON "cohorts"
	DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW
	EXECUTE FUNCTION "assert_cohort_is_not_missed"();
