DROP INDEX "api_keys_created_index";--> statement-breakpoint
DROP INDEX "audit_events_created_index";--> statement-breakpoint
DROP INDEX "cohort_members_created_index";--> statement-breakpoint
DROP INDEX "cohorts_created_index";--> statement-breakpoint
DROP INDEX "dashboards_created_index";--> statement-breakpoint
DROP INDEX "insights_created_index";--> statement-breakpoint
DROP INDEX "person_distinct_ids_created_index";--> statement-breakpoint
DROP INDEX "persons_created_index";--> statement-breakpoint
DROP INDEX "project_invites_created_index";--> statement-breakpoint
DROP INDEX "project_members_created_index";--> statement-breakpoint
DROP INDEX "widgets_created_index";