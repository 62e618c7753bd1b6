CREATE TABLE "sign_in_codes" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"created_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"updated_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	"code_hash" text NOT NULL CONSTRAINT "sign_in_codes_code_hash_unique" UNIQUE,
	"content" text NOT NULL,
	"expires_at" timestamp(3) with time zone NOT NULL,
	CONSTRAINT "sign_in_codes_code_hash_is_sha256" CHECK ("code_hash" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "sign_in_codes_content_length" CHECK (length("content") <= 50000)
);
--> statement-breakpoint
ALTER TABLE "users" ALTER COLUMN "password_hash" DROP NOT NULL;--> statement-breakpoint
CREATE INDEX "sign_in_codes_expires_at_index" ON "sign_in_codes" ("expires_at");