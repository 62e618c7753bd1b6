ALTER TYPE "invite_status" ADD VALUE 'expired';--> statement-breakpoint
CREATE INDEX "project_invites_email_index" ON "project_invites" (lower("email")) WHERE "status" = 'pending';