CREATE TABLE "idempotency_keys" (
	"id" uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	"viewer" text NOT NULL,
	"key" text NOT NULL,
	"request" text NOT NULL,
	"outcome" jsonb NOT NULL,
	"written_at" timestamp(3) with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "idempotency_keys_viewer_key" UNIQUE("viewer","key")
);
