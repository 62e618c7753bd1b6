-- A static cohort could keep a definition, and a cohort with a definition could get members. Neither counted: who was in
-- a cohort was told by its members if it was static, else by its definition. What did not count goes, into the trail.
WITH "cleared" AS (
	UPDATE "cohorts" "c" SET
		"definition" = NULL,
		"updated_at" = greatest(date_trunc('milliseconds', now()), "o"."updated_at" + interval '1 millisecond')
	FROM "cohorts" "o" WHERE "o"."id" = "c"."id" AND "c"."is_static" AND "c"."definition" IS NOT NULL
	RETURNING "c"."project_id", "c"."id", "o"."definition"
)
INSERT INTO "audit_events" ("project_id", "action", "entity_type", "entity_id", "changes")
SELECT "project_id", 'update', 'Cohort', "id", jsonb_build_object('definition', jsonb_build_object('before', "definition", 'after', NULL))
FROM "cleared";
--> statement-breakpoint
WITH "removed" AS (
	DELETE FROM "cohort_members" "m" USING "cohorts" "c" WHERE "c"."id" = "m"."cohort_id" AND NOT "c"."is_static"
	RETURNING "m".*
)
INSERT INTO "audit_events" ("project_id", "action", "entity_type", "entity_id", "changes")
SELECT "project_id", 'delete', 'CohortMember', "id", jsonb_build_object(
	'uuid', jsonb_build_object('before', "id", 'after', NULL),
	'projectId', jsonb_build_object('before', "project_id", 'after', NULL),
	'cohortId', jsonb_build_object('before', "cohort_id", 'after', NULL),
	'personId', jsonb_build_object('before', "person_id", 'after', NULL)
)
FROM "removed";
--> statement-breakpoint
ALTER TABLE "cohorts" DROP CONSTRAINT "cohorts_definition_unless_static";--> statement-breakpoint
ALTER TABLE "cohorts" ADD CONSTRAINT "cohorts_static_or_defined" CHECK ("is_static" = ("definition" is null));
