ALTER TABLE "notifications" DROP CONSTRAINT "notifications_payload_length";--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "actor_id" uuid;--> statement-breakpoint
ALTER TABLE "notifications" ADD COLUMN "subject_id" uuid NOT NULL;--> statement-breakpoint
ALTER TABLE "users" ADD COLUMN "muted_notifications" "notification_kind"[] DEFAULT '{}'::"notification_kind"[] NOT NULL;--> statement-breakpoint
ALTER TABLE "notifications" DROP COLUMN "payload";--> statement-breakpoint
CREATE INDEX "notifications_unread_index" ON "notifications" ("user_id") WHERE "read_at" is null;--> statement-breakpoint
CREATE INDEX "notifications_read_index" ON "notifications" ("read_at") WHERE "read_at" is not null;--> statement-breakpoint
CREATE INDEX "notifications_actor_id_index" ON "notifications" ("actor_id");--> statement-breakpoint
CREATE UNIQUE INDEX "notifications_key_expires_unique" ON "notifications" ("subject_id","user_id") WHERE "kind" = 'key_expires';--> statement-breakpoint
ALTER TABLE "notifications" ADD CONSTRAINT "notifications_actor_id_users_id_fkey" FOREIGN KEY ("actor_id") REFERENCES "users"("id") ON DELETE SET NULL;--> statement-breakpoint
ALTER TABLE "users" ADD CONSTRAINT "users_muted_notifications_length" CHECK (cardinality("muted_notifications") <= 10);