CREATE INDEX "cohort_members_project_created_index" ON "cohort_members" ("project_id","created_at","id");--> statement-breakpoint
CREATE INDEX "person_distinct_ids_project_created_index" ON "person_distinct_ids" ("project_id","created_at","id");--> statement-breakpoint
CREATE INDEX "widgets_project_created_index" ON "widgets" ("project_id","created_at","id");