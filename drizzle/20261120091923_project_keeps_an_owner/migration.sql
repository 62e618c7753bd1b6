-- A project always keeps an owner. The trigger is deferred, so that one statement or transaction may
-- hand ownership over; it does nothing while the whole project is being deleted.
CREATE FUNCTION "assert_project_keeps_an_owner"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	-- Two owners leaving at the same time must see each other: the project row is their meeting point.
	-- Not FOR UPDATE: foreign keys hold the row already, of the audit trail too, and would wait for each other.
	PERFORM 1 FROM "projects" WHERE "id" = OLD."project_id" FOR NO KEY UPDATE;
	IF FOUND AND NOT EXISTS (
		SELECT 1 FROM "project_members" WHERE "project_id" = OLD."project_id" AND "role" = 'owner'
	) THEN
		RAISE EXCEPTION 'project % must keep an owner', OLD."project_id"
			USING ERRCODE = 'check_violation', CONSTRAINT = 'project_members_keep_an_owner', TABLE = 'project_members';
	END IF;
	RETURN NULL;
END
$$;
--> statement-breakpoint
CREATE CONSTRAINT TRIGGER "project_members_keep_an_owner"
	AFTER UPDATE OR DELETE ON "project_members"
	DEFERRABLE INITIALLY DEFERRED
	FOR EACH ROW WHEN (OLD."role" = 'owner')
	EXECUTE FUNCTION "assert_project_keeps_an_owner"();
