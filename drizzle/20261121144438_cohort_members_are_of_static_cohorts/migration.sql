-- Only static cohorts have members. Both triggers are deferred, so that one statement or transaction may turn a cohort
-- into one of the other kind together with its members; they look at the rows as they are in the end.
CREATE FUNCTION "assert_member_of_static_cohort"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	-- The member's foreign key holds the cohort's row since the member was written, or waited for who turns it. So no
	-- lock is needed here: what is not seen now will wait, and see the member.
	PERFORM 1 FROM "cohorts" WHERE "id" = NEW."cohort_id" AND NOT "is_static";
	IF NOT FOUND THEN RETURN NULL; END IF;
	-- Asked second, and so hardly ever: members may come by the million.
	IF EXISTS (SELECT 1 FROM "cohort_members" WHERE "id" = NEW."id" AND "cohort_id" = NEW."cohort_id") THEN
		RAISE EXCEPTION 'cohort % has a definition, and so no members', NEW."cohort_id"
			USING ERRCODE = 'check_violation', CONSTRAINT = 'cohort_members_cohort_is_static', TABLE = 'cohort_members';
	END IF;
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER "cohort_members_cohort_is_static"
	AFTER INSERT OR UPDATE OF "cohort_id" ON "cohort_members"
	DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW
	EXECUTE FUNCTION "assert_member_of_static_cohort"();
--> statement-breakpoint
CREATE FUNCTION "assert_defined_cohort_without_members"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	-- FOR UPDATE is what the foreign keys of members wait for, and what waits for them. The change itself has taken less,
	-- as it must not keep members away from a cohort that is only renamed.
	PERFORM 1 FROM "cohorts" WHERE "id" = NEW."id" AND NOT "is_static" FOR UPDATE;
	IF FOUND AND EXISTS (SELECT 1 FROM "cohort_members" WHERE "cohort_id" = NEW."id") THEN
		RAISE EXCEPTION 'cohort % has members, and so no definition', NEW."id"
			USING ERRCODE = 'check_violation', CONSTRAINT = 'cohort_members_cohort_is_static', TABLE = 'cohorts';
	END IF;
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER "cohort_members_cohort_is_static"
	AFTER UPDATE OF "is_static" ON "cohorts"
	DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW WHEN (OLD."is_static" AND NOT NEW."is_static")
	EXECUTE FUNCTION "assert_defined_cohort_without_members"();
