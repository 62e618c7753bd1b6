-- Rows from before may be beyond the new bounds. So each bound begins with what is written from now on; the last
-- statement extends it to the rows that are there.
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_prefix_length" CHECK (length("prefix") <= 1000) NOT VALID;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_scopes_length" CHECK (cardinality("scopes") <= 2) NOT VALID;--> statement-breakpoint
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_entity_type_length" CHECK (length("entity_type") <= 1000) NOT VALID;--> statement-breakpoint
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_request_id_length" CHECK (length("request_id") <= 1000) NOT VALID;--> statement-breakpoint
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_changes_length" CHECK (octet_length("changes"::text) <= 524288) NOT VALID;--> statement-breakpoint
ALTER TABLE "cohorts" ADD CONSTRAINT "cohorts_description_length" CHECK (length("description") <= 2000) NOT VALID;--> statement-breakpoint
ALTER TABLE "cohorts" ADD CONSTRAINT "cohorts_definition_length" CHECK (octet_length("definition"::text) <= 65536) NOT VALID;--> statement-breakpoint
ALTER TABLE "dashboards" ADD CONSTRAINT "dashboards_description_length" CHECK (length("description") <= 2000) NOT VALID;--> statement-breakpoint
ALTER TABLE "dashboards" ADD CONSTRAINT "dashboards_date_from_length" CHECK (length("date_from") <= 1000) NOT VALID;--> statement-breakpoint
ALTER TABLE "dashboards" ADD CONSTRAINT "dashboards_date_to_length" CHECK (length("date_to") <= 1000) NOT VALID;--> statement-breakpoint
ALTER TABLE "insights" ADD CONSTRAINT "insights_description_length" CHECK (length("description") <= 2000) NOT VALID;--> statement-breakpoint
ALTER TABLE "insights" ADD CONSTRAINT "insights_config_length" CHECK (octet_length("config"::text) <= 65536) NOT VALID;--> statement-breakpoint
ALTER TABLE "persons" ADD CONSTRAINT "persons_properties_length" CHECK (octet_length("properties"::text) <= 65536) NOT VALID;--> statement-breakpoint
ALTER TABLE "project_invites" ADD CONSTRAINT "project_invites_email_length" CHECK (length("email") <= 320) NOT VALID;--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_timezone_length" CHECK (length("timezone") <= 1000) NOT VALID;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_ip_address_length" CHECK (length("ip_address") <= 1000) NOT VALID;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_agent_length" CHECK (length("user_agent") <= 1000) NOT VALID;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_email_length" CHECK (length("email") <= 320) NOT VALID;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_password_hash_length" CHECK (length("password_hash") <= 1000) NOT VALID;--> statement-breakpoint
ALTER TABLE "widgets" ADD CONSTRAINT "widgets_content_length" CHECK (length("content") <= 20000) NOT VALID;--> statement-breakpoint
ALTER TABLE "widgets" ADD CONSTRAINT "widgets_layout_length" CHECK (octet_length("layout"::text) <= 65536) NOT VALID;--> statement-breakpoint
ALTER TABLE "api_keys" DROP CONSTRAINT "api_keys_name_length", ADD CONSTRAINT "api_keys_name_length" CHECK (btrim("name") <> '' and length("name") <= 200) NOT VALID;--> statement-breakpoint
ALTER TABLE "cohorts" DROP CONSTRAINT "cohorts_name_length", ADD CONSTRAINT "cohorts_name_length" CHECK (btrim("name") <> '' and length("name") <= 200) NOT VALID;--> statement-breakpoint
ALTER TABLE "dashboards" DROP CONSTRAINT "dashboards_name_length", ADD CONSTRAINT "dashboards_name_length" CHECK (btrim("name") <> '' and length("name") <= 200) NOT VALID;--> statement-breakpoint
ALTER TABLE "insights" DROP CONSTRAINT "insights_name_length", ADD CONSTRAINT "insights_name_length" CHECK (btrim("name") <> '' and length("name") <= 200) NOT VALID;--> statement-breakpoint
ALTER TABLE "projects" DROP CONSTRAINT "projects_name_length", ADD CONSTRAINT "projects_name_length" CHECK (btrim("name") <> '' and length("name") <= 200) NOT VALID;--> statement-breakpoint
ALTER TABLE "users" DROP CONSTRAINT "users_display_name_length", ADD CONSTRAINT "users_display_name_length" CHECK (btrim("display_name") <> '' and length("display_name") <= 200) NOT VALID;--> statement-breakpoint
-- A bound that some row is beyond stays NOT VALID: the migration does not fail, and nobody's text is cut.
DO $$
DECLARE
	"bound" record;
BEGIN
	FOR "bound" IN
		SELECT "conrelid"::regclass AS "table", "conname" AS "name" FROM pg_constraint
		WHERE NOT "convalidated" AND "contype" = 'c' AND "connamespace" = current_schema::regnamespace
		ORDER BY 1, 2
	LOOP
		BEGIN
			EXECUTE format('ALTER TABLE %s VALIDATE CONSTRAINT %I', "bound"."table", "bound"."name");
		EXCEPTION WHEN check_violation THEN
			RAISE WARNING 'Table % has rows that break %. They stay, but cannot be changed before they are mended.', "bound"."table", "bound"."name";
		END;
	END LOOP;
END
$$;
