CREATE TYPE "administration_action" AS ENUM('suspend_user', 'resume_user', 'suspend_project', 'resume_project');--> statement-breakpoint
CREATE TYPE "notification_kind" AS ENUM('invited', 'role_changed', 'mentioned', 'key_expires');--> statement-breakpoint
ALTER TYPE "session_status" ADD VALUE 'expired' BEFORE 'revoked';--> statement-breakpoint
CREATE TABLE "accounts" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"provider" text NOT NULL,
	"subject" text NOT NULL,
	"email" text,
	"access_token" text,
	"refresh_token" text,
	CONSTRAINT "accounts_provider_subject_unique" UNIQUE("provider","subject"),
	CONSTRAINT "accounts_provider_length" CHECK (length("provider") <= 1000),
	CONSTRAINT "accounts_subject_length" CHECK (length("subject") <= 1000),
	CONSTRAINT "accounts_email_length" CHECK (length("email") <= 320),
	CONSTRAINT "accounts_access_token_length" CHECK (length("access_token") <= 20000),
	CONSTRAINT "accounts_refresh_token_length" CHECK (length("refresh_token") <= 20000)
);
--> statement-breakpoint
CREATE TABLE "administration_events" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"administrator_id" uuid,
	"action" "administration_action" NOT NULL,
	"user_id" uuid,
	"project_id" uuid,
	"reason" text,
	"request_id" text,
	CONSTRAINT "administration_events_reason_length" CHECK (length("reason") <= 2000),
	CONSTRAINT "administration_events_request_id_length" CHECK (length("request_id") <= 1000)
);
--> statement-breakpoint
CREATE TABLE "email_confirmations" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"email" text NOT NULL,
	"token_hash" text NOT NULL CONSTRAINT "email_confirmations_token_hash_unique" UNIQUE,
	"expires_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "email_confirmations_token_hash_is_sha256" CHECK ("token_hash" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "email_confirmations_email_length" CHECK (length("email") <= 320)
);
--> statement-breakpoint
CREATE TABLE "notifications" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"project_id" uuid,
	"kind" "notification_kind" NOT NULL,
	"payload" jsonb DEFAULT '{}' NOT NULL,
	"read_at" timestamp(3) with time zone,
	CONSTRAINT "notifications_payload_length" CHECK (octet_length("payload"::text) <= 65536)
);
--> statement-breakpoint
CREATE TABLE "outgoing_mails" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"kind" text NOT NULL,
	"recipient" text NOT NULL,
	"content" text NOT NULL,
	"due_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"tries" integer DEFAULT 0 NOT NULL,
	"expires_at" timestamp(3) with time zone,
	"dead_at" timestamp(3) with time zone,
	"last_error" text,
	CONSTRAINT "outgoing_mails_kind_length" CHECK (length("kind") <= 1000),
	CONSTRAINT "outgoing_mails_recipient_length" CHECK (length("recipient") <= 320),
	CONSTRAINT "outgoing_mails_content_length" CHECK (length("content") <= 100000),
	CONSTRAINT "outgoing_mails_last_error_length" CHECK (length("last_error") <= 2000)
);
--> statement-breakpoint
CREATE TABLE "password_resets" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"token_hash" text NOT NULL CONSTRAINT "password_resets_token_hash_unique" UNIQUE,
	"expires_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "password_resets_token_hash_is_sha256" CHECK ("token_hash" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "recovery_codes" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL,
	"code_hash" text NOT NULL,
	"used_at" timestamp(3) with time zone,
	CONSTRAINT "recovery_codes_user_code_unique" UNIQUE("user_id","code_hash"),
	CONSTRAINT "recovery_codes_code_hash_is_sha256" CHECK ("code_hash" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "share_links" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"project_id" uuid NOT NULL,
	"dashboard_id" uuid NOT NULL,
	"created_by" uuid,
	"name" text NOT NULL,
	"prefix" text NOT NULL,
	"token_hash" text NOT NULL CONSTRAINT "share_links_token_hash_unique" UNIQUE,
	"last_used_at" timestamp(3) with time zone,
	"expires_at" timestamp(3) with time zone,
	"revoked_at" timestamp(3) with time zone,
	CONSTRAINT "share_links_name_length" CHECK (btrim("name") <> '' and length("name") <= 200),
	CONSTRAINT "share_links_prefix_length" CHECK (length("prefix") <= 1000),
	CONSTRAINT "share_links_token_hash_is_sha256" CHECK ("token_hash" ~ '^[0-9a-f]{64}$')
);
--> statement-breakpoint
CREATE TABLE "totp_secrets" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL CONSTRAINT "totp_secrets_user_id_unique" UNIQUE,
	"secret" text NOT NULL,
	"confirmed_at" timestamp(3) with time zone,
	"last_step" bigint,
	CONSTRAINT "totp_secrets_secret_length" CHECK (length("secret") <= 1000)
);
--> statement-breakpoint
CREATE TABLE "user_profiles" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"user_id" uuid NOT NULL CONSTRAINT "user_profiles_user_id_unique" UNIQUE,
	"first_name" text,
	"last_name" text,
	"avatar_url" text,
	"locale" text,
	"timezone" text,
	"preferences" jsonb DEFAULT '{}' NOT NULL,
	CONSTRAINT "user_profiles_first_name_length" CHECK (length("first_name") <= 200),
	CONSTRAINT "user_profiles_last_name_length" CHECK (length("last_name") <= 200),
	CONSTRAINT "user_profiles_avatar_url_length" CHECK (length("avatar_url") <= 1000),
	CONSTRAINT "user_profiles_locale_length" CHECK (length("locale") <= 1000),
	CONSTRAINT "user_profiles_timezone_length" CHECK (length("timezone") <= 1000),
	CONSTRAINT "user_profiles_preferences_length" CHECK (octet_length("preferences"::text) <= 65536)
);
--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "suspended_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "sessions" ADD COLUMN "idle_expires_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "email_confirmed_at" timestamp(3) with time zone;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "is_administrator" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "suspended_at" timestamp(3) with time zone;--> statement-breakpoint
CREATE INDEX "accounts_user_id_index" ON "accounts" ("user_id");--> statement-breakpoint
CREATE INDEX "administration_events_created_index" ON "administration_events" ("created_at","id");--> statement-breakpoint
CREATE INDEX "administration_events_administrator_id_index" ON "administration_events" ("administrator_id");--> statement-breakpoint
CREATE INDEX "email_confirmations_user_id_index" ON "email_confirmations" ("user_id");--> statement-breakpoint
CREATE INDEX "notifications_user_created_index" ON "notifications" ("user_id","created_at","id");--> statement-breakpoint
CREATE INDEX "notifications_project_id_index" ON "notifications" ("project_id");--> statement-breakpoint
CREATE INDEX "outgoing_mails_due_index" ON "outgoing_mails" ("due_at","id") WHERE "dead_at" is null;--> statement-breakpoint
CREATE INDEX "password_resets_user_id_index" ON "password_resets" ("user_id");--> statement-breakpoint
CREATE INDEX "share_links_project_created_index" ON "share_links" ("project_id","created_at","id");--> statement-breakpoint
CREATE INDEX "share_links_created_index" ON "share_links" ("created_at","id") WHERE num_nonnulls("id") = 1;--> statement-breakpoint
CREATE INDEX "share_links_dashboard_created_index" ON "share_links" ("project_id","dashboard_id","created_at","id");--> statement-breakpoint
CREATE INDEX "share_links_created_by_index" ON "share_links" ("created_by");--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "administration_events" ADD CONSTRAINT "administration_events_administrator_id_users_id_fkey" FOREIGN KEY ("administrator_id") REFERENCES "users"("id") ON DELETE SET NULL;--> statement-breakpoint
ALTER TABLE "email_confirmations" ADD CONSTRAINT "email_confirmations_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_project_id_projects_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "password_resets" ADD CONSTRAINT "password_resets_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "recovery_codes" ADD CONSTRAINT "recovery_codes_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "share_links" ADD CONSTRAINT "share_links_project_id_projects_id_fkey" FOREIGN KEY ("project_id") REFERENCES "projects"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "share_links" ADD CONSTRAINT "share_links_created_by_users_id_fkey" FOREIGN KEY ("created_by") REFERENCES "users"("id") ON DELETE SET NULL;--> statement-breakpoint
ALTER TABLE "share_links" ADD CONSTRAINT "share_links_dashboard_fkey" FOREIGN KEY ("project_id","dashboard_id") REFERENCES "dashboards"("project_id","id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "totp_secrets" ADD CONSTRAINT "totp_secrets_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE;--> statement-breakpoint
ALTER TABLE "user_profiles" ADD CONSTRAINT "user_profiles_user_id_users_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users"("id") ON DELETE CASCADE;