CREATE TYPE "audit_action" AS ENUM('create', 'update', 'delete', 'restore');--> statement-breakpoint
CREATE TYPE "insight_type" AS ENUM('trend', 'funnel', 'retention', 'lifecycle', 'stickiness', 'paths');--> statement-breakpoint
CREATE TYPE "invite_status" AS ENUM('pending', 'accepted', 'declined', 'cancelled');--> statement-breakpoint
CREATE TYPE "project_role" AS ENUM('owner', 'editor', 'viewer');--> statement-breakpoint
CREATE TYPE "session_status" AS ENUM('active', 'revoked');--> statement-breakpoint
CREATE TABLE "api_keys" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"project_id" uuid NOT NULL,
	"created_by" uuid,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"key_hash" text NOT NULL CONSTRAINT "api_keys_key_hash_unique" UNIQUE,
	"scopes" text[] NOT NULL,
	"last_used_at" timestamp(3) with time zone,
	"expires_at" timestamp(3) with time zone,
	"revoked_at" timestamp(3) with time zone,
	CONSTRAINT "api_keys_project_id_unique" UNIQUE("project_id","id"),
	CONSTRAINT "api_keys_name_length" CHECK (length(btrim("name")) between 1 and 200),
	CONSTRAINT "api_keys_key_hash_is_sha256" CHECK ("key_hash" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "api_keys_scopes_known" CHECK ("scopes" <@ array['read', 'write']::text[] and cardinality("scopes") > 0)
);
--> statement-breakpoint
CREATE TABLE "audit_events" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"project_id" uuid NOT NULL,
	"actor_user_id" uuid,
	"actor_api_key_id" uuid,
	"action" "audit_action" NOT NULL,
	"entity_type" text NOT NULL,
	"entity_id" uuid NOT NULL,
	"changes" jsonb DEFAULT '{}' NOT NULL,
	CONSTRAINT "audit_events_one_actor" CHECK (num_nonnulls("actor_user_id", "actor_api_key_id") <= 1)
);
--> statement-breakpoint
CREATE TABLE "cohort_members" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"project_id" uuid NOT NULL,
	"cohort_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	CONSTRAINT "cohort_members_cohort_person_unique" UNIQUE("cohort_id","person_id")
);
--> statement-breakpoint
CREATE TABLE "cohorts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"project_id" uuid NOT NULL,
	"created_by" uuid,
	"name" text NOT NULL,
	"description" text,
	"definition" jsonb,
	"is_static" boolean DEFAULT false NOT NULL,
	"deleted_at" timestamp(3) with time zone,
	CONSTRAINT "cohorts_project_id_unique" UNIQUE("project_id","id"),
	CONSTRAINT "cohorts_name_length" CHECK (length(btrim("name")) between 1 and 200),
	CONSTRAINT "cohorts_definition_unless_static" CHECK ("is_static" or "definition" is not null)
);
--> statement-breakpoint
CREATE TABLE "dashboards" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"project_id" uuid NOT NULL,
	"created_by" uuid,
	"name" text NOT NULL,
	"description" text,
	"date_from" text,
	"date_to" text,
	"is_pinned" boolean DEFAULT false NOT NULL,
	"deleted_at" timestamp(3) with time zone,
	CONSTRAINT "dashboards_project_id_unique" UNIQUE("project_id","id"),
	CONSTRAINT "dashboards_name_length" CHECK (length(btrim("name")) between 1 and 200)
);
--> statement-breakpoint
CREATE TABLE "insights" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"project_id" uuid NOT NULL,
	"created_by" uuid,
	"type" "insight_type" NOT NULL,
	"name" text NOT NULL,
	"description" text,
	"config" jsonb NOT NULL,
	"is_favorite" boolean DEFAULT false NOT NULL,
	"deleted_at" timestamp(3) with time zone,
	CONSTRAINT "insights_project_id_unique" UNIQUE("project_id","id"),
	CONSTRAINT "insights_name_length" CHECK (length(btrim("name")) between 1 and 200)
);
--> statement-breakpoint
CREATE TABLE "person_distinct_ids" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"project_id" uuid NOT NULL,
	"person_id" uuid NOT NULL,
	"distinct_id" text NOT NULL,
	CONSTRAINT "person_distinct_ids_project_distinct_id_unique" UNIQUE("project_id","distinct_id"),
	CONSTRAINT "person_distinct_ids_distinct_id_length" CHECK (length("distinct_id") between 1 and 400)
);
--> statement-breakpoint
CREATE TABLE "persons" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"project_id" uuid NOT NULL,
	"properties" jsonb DEFAULT '{}' NOT NULL,
	CONSTRAINT "persons_project_id_unique" UNIQUE("project_id","id"),
	CONSTRAINT "persons_properties_is_object" CHECK (jsonb_typeof("properties") = 'object')
);
--> statement-breakpoint
CREATE TABLE "project_invites" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"project_id" uuid NOT NULL,
	"email" text NOT NULL,
	"role" "project_role" NOT NULL,
	"status" "invite_status" DEFAULT 'pending'::"invite_status" NOT NULL,
	"invited_by" uuid,
	"token_hash" text NOT NULL CONSTRAINT "project_invites_token_hash_unique" UNIQUE,
	"expires_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "project_invites_email_shape" CHECK ("email" ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
	CONSTRAINT "project_invites_token_hash_is_sha256" CHECK ("token_hash" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "project_members" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"project_id" uuid NOT NULL,
	"user_id" uuid NOT NULL,
	"role" "project_role" NOT NULL,
	CONSTRAINT "project_members_project_user_unique" UNIQUE("project_id","user_id")
);
--> statement-breakpoint
CREATE TABLE "projects" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"name" text NOT NULL,
	"slug" text NOT NULL CONSTRAINT "projects_slug_unique" UNIQUE,
	"timezone" text DEFAULT 'UTC' NOT NULL,
	"deleted_at" timestamp(3) with time zone,
	CONSTRAINT "projects_name_length" CHECK (length(btrim("name")) between 1 and 200),
	CONSTRAINT "projects_slug_shape" CHECK ("slug" ~ '^[a-z0-9]+(-[a-z0-9]+)*$' and length("slug") <= 100)
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"token_hash" text NOT NULL CONSTRAINT "sessions_token_hash_unique" UNIQUE,
	"status" "session_status" DEFAULT 'active'::"session_status" NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL,
	"last_used_at" timestamp(3) with time zone,
	"ip_address" text,
	"user_agent" text,
	CONSTRAINT "sessions_token_hash_is_sha256" CHECK ("token_hash" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"email" text NOT NULL,
	"password_hash" text NOT NULL,
	"display_name" text NOT NULL,
	CONSTRAINT "users_email_shape" CHECK ("email" ~ '^[^@[:space:]]+@[^@[:space:]]+$'),
	CONSTRAINT "users_display_name_length" CHECK (length(btrim("display_name")) between 1 and 200)
);
--> statement-breakpoint
CREATE TABLE "widgets" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"project_id" uuid NOT NULL,
	"dashboard_id" uuid NOT NULL,
	"insight_id" uuid,
	"content" text,
	"layout" jsonb NOT NULL,
	CONSTRAINT "widgets_insight_or_content" CHECK (num_nonnulls("insight_id", "content") = 1)
);
--> statement-breakpoint
CREATE INDEX "api_keys_created_by_index" ON "api_keys" ("created_by");--> statement-breakpoint
CREATE INDEX "audit_events_project_created_index" ON "audit_events" ("project_id","created_at","id");--> statement-breakpoint
CREATE INDEX "audit_events_actor_user_id_index" ON "audit_events" ("actor_user_id");--> statement-breakpoint
CREATE INDEX "audit_events_actor_api_key_index" ON "audit_events" ("project_id","actor_api_key_id");--> statement-breakpoint
CREATE INDEX "audit_events_entity_index" ON "audit_events" ("entity_id");--> statement-breakpoint
CREATE INDEX "cohort_members_cohort_index" ON "cohort_members" ("project_id","cohort_id");--> statement-breakpoint
CREATE INDEX "cohort_members_person_index" ON "cohort_members" ("project_id","person_id");--> statement-breakpoint
CREATE INDEX "cohort_members_person_id_index" ON "cohort_members" ("person_id");--> statement-breakpoint
CREATE INDEX "cohorts_project_created_index" ON "cohorts" ("project_id","created_at","id");--> statement-breakpoint
CREATE INDEX "cohorts_created_by_index" ON "cohorts" ("created_by");--> statement-breakpoint
CREATE INDEX "dashboards_project_created_index" ON "dashboards" ("project_id","created_at","id");--> statement-breakpoint
CREATE INDEX "dashboards_created_by_index" ON "dashboards" ("created_by");--> statement-breakpoint
CREATE INDEX "insights_project_created_index" ON "insights" ("project_id","created_at","id");--> statement-breakpoint
CREATE INDEX "insights_created_by_index" ON "insights" ("created_by");--> statement-breakpoint
CREATE INDEX "person_distinct_ids_person_index" ON "person_distinct_ids" ("project_id","person_id");--> statement-breakpoint
CREATE INDEX "person_distinct_ids_person_id_index" ON "person_distinct_ids" ("person_id");--> statement-breakpoint
CREATE INDEX "persons_project_created_index" ON "persons" ("project_id","created_at","id");--> statement-breakpoint
CREATE INDEX "persons_properties_index" ON "persons" USING gin ("properties" jsonb_path_ops);--> statement-breakpoint
CREATE UNIQUE INDEX "project_invites_pending_unique" ON "project_invites" ("project_id",lower("email")) WHERE "status" = 'pending';--> statement-breakpoint
CREATE INDEX "project_invites_project_id_index" ON "project_invites" ("project_id");--> statement-breakpoint
CREATE INDEX "project_invites_invited_by_index" ON "project_invites" ("invited_by");--> statement-breakpoint
CREATE INDEX "project_members_user_id_index" ON "project_members" ("user_id");--> statement-breakpoint
CREATE INDEX "sessions_user_id_index" ON "sessions" ("user_id");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email_unique" ON "users" (lower("email"));--> statement-breakpoint
CREATE INDEX "widgets_dashboard_index" ON "widgets" ("project_id","dashboard_id");--> statement-breakpoint
CREATE INDEX "widgets_insight_index" ON "widgets" ("project_id","insight_id");--> statement-breakpoint
CREATE INDEX "widgets_dashboard_created_index" ON "widgets" ("dashboard_id","created_at","id");--> statement-breakpoint
CREATE INDEX "widgets_insight_id_index" ON "widgets" ("insight_id");--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_project_id_projects_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "api_keys" ADD CONSTRAINT "api_keys_created_by_users_id_fkey" FOREIGN KEY ("created_by") REFERENCES "users"("id") ON DELETE SET NULL;--> statement-breakpoint
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_project_id_projects_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_actor_user_id_users_id_fkey" FOREIGN KEY ("actor_user_id") REFERENCES "users"("id") ON DELETE SET NULL;--> statement-breakpoint
ALTER TABLE "audit_events" ADD CONSTRAINT "audit_events_actor_api_key_fkey" FOREIGN KEY ("project_id","actor_api_key_id") REFERENCES "api_keys"("project_id","id");--> statement-breakpoint
ALTER TABLE "cohort_members" ADD CONSTRAINT "cohort_members_project_id_projects_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "cohort_members" ADD CONSTRAINT "cohort_members_cohort_fkey" FOREIGN KEY ("project_id","cohort_id") REFERENCES "cohorts"("project_id","id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "cohort_members" ADD CONSTRAINT "cohort_members_person_fkey" FOREIGN KEY ("project_id","person_id") REFERENCES "persons"("project_id","id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "cohorts" ADD CONSTRAINT "cohorts_project_id_projects_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "cohorts" ADD CONSTRAINT "cohorts_created_by_users_id_fkey" FOREIGN KEY ("created_by") REFERENCES "users"("id") ON DELETE SET NULL;--> statement-breakpoint
ALTER TABLE "dashboards" ADD CONSTRAINT "dashboards_project_id_projects_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "dashboards" ADD CONSTRAINT "dashboards_created_by_users_id_fkey" FOREIGN KEY ("created_by") REFERENCES "users"("id") ON DELETE SET NULL;--> statement-breakpoint
ALTER TABLE "insights" ADD CONSTRAINT "insights_project_id_projects_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "insights" ADD CONSTRAINT "insights_created_by_users_id_fkey" FOREIGN KEY ("created_by") REFERENCES "users"("id") ON DELETE SET NULL;--> statement-breakpoint
ALTER TABLE "person_distinct_ids" ADD CONSTRAINT "person_distinct_ids_project_id_projects_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "person_distinct_ids" ADD CONSTRAINT "person_distinct_ids_person_fkey" FOREIGN KEY ("project_id","person_id") REFERENCES "persons"("project_id","id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "persons" ADD CONSTRAINT "persons_project_id_projects_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "project_invites" ADD CONSTRAINT "project_invites_project_id_projects_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "project_invites" ADD CONSTRAINT "project_invites_invited_by_users_id_fkey" FOREIGN KEY ("invited_by") REFERENCES "users"("id") ON DELETE SET NULL;--> statement-breakpoint
ALTER TABLE "project_members" ADD CONSTRAINT "project_members_project_id_projects_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "project_members" ADD CONSTRAINT "project_members_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "sessions" ADD CONSTRAINT "sessions_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "widgets" ADD CONSTRAINT "widgets_project_id_projects_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "widgets" ADD CONSTRAINT "widgets_dashboard_fkey" FOREIGN KEY ("project_id","dashboard_id") REFERENCES "dashboards"("project_id","id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "widgets" ADD CONSTRAINT "widgets_insight_fkey" FOREIGN KEY ("project_id","insight_id") REFERENCES "insights"("project_id","id") ON DELETE CASCADE;