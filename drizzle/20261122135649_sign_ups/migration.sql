CREATE TABLE "sign_ups" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"email" text NOT NULL,
	"display_name" text NOT NULL,
	"password_hash" text NOT NULL,
	"token_hash" text NOT NULL CONSTRAINT "sign_ups_token_hash_unique" UNIQUE,
	"expires_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "sign_ups_token_hash_is_sha256" CHECK ("token_hash" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "sign_ups_email_length" CHECK (length("email") <= 320),
	CONSTRAINT "sign_ups_display_name_length" CHECK (btrim("display_name") <> '' and length("display_name") <= 200),
	CONSTRAINT "sign_ups_password_hash_length" CHECK (length("password_hash") <= 1000)
);
--> statement-breakpoint
CREATE INDEX "sign_ups_expires_at_index" ON "sign_ups" ("expires_at");