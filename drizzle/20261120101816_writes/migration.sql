ALTER TABLE "projects" DROP CONSTRAINT "projects_slug_unique";--> statement-breakpoint
ALTER TABLE "audit_events" ADD COLUMN "request_id" text;--> statement-breakpoint
CREATE UNIQUE INDEX "projects_slug_unique" ON "projects" ("slug") WHERE "deleted_at" is null;--> statement-breakpoint
ALTER TABLE "insights" ADD CONSTRAINT "insights_config_type" CHECK ("config" ->> 'type' = "type"::text);