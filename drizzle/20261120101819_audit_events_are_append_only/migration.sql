-- The audit trail is append-only, for the owner of the database too. What foreign keys do is no change of
-- history: events go with their project, and forget an account or key that is removed.
CREATE FUNCTION "refuse_change_of_audit_events"() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
	-- Depth 1 is a statement of its own; foreign keys act from within another trigger.
	IF pg_trigger_depth() > 1 THEN
		IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
		RETURN NEW;
	END IF;
	RAISE EXCEPTION 'audit events can be added, but not changed or removed'
		USING ERRCODE = 'check_violation', CONSTRAINT = 'audit_events_append_only', TABLE = 'audit_events';
END
$$;
--> statement-breakpoint
CREATE TRIGGER "audit_events_append_only" BEFORE UPDATE OR DELETE ON "audit_events"
	FOR EACH ROW EXECUTE FUNCTION "refuse_change_of_audit_events"();
--> statement-breakpoint
CREATE TRIGGER "audit_events_append_only_truncate" BEFORE TRUNCATE ON "audit_events"
	FOR EACH STATEMENT EXECUTE FUNCTION "refuse_change_of_audit_events"();
