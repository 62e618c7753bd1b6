DROP INDEX "cohort_members_person_id_index";--> statement-breakpoint
DROP INDEX "person_distinct_ids_person_id_index";--> statement-breakpoint
DROP INDEX "widgets_dashboard_index";--> statement-breakpoint
DROP INDEX "widgets_insight_id_index";--> statement-breakpoint
DROP INDEX "widgets_dashboard_created_index";--> statement-breakpoint
CREATE INDEX "widgets_dashboard_created_index" ON "widgets" ("project_id","dashboard_id","created_at","id");