DROP INDEX "projects_created_index";--> statement-breakpoint
CREATE INDEX "projects_created_index" ON "projects" ("created_at","id") WHERE num_nonnulls("id") = 1;--> statement-breakpoint
CREATE INDEX "api_keys_created_index" ON "api_keys" ("created_at","id") WHERE num_nonnulls("id") = 1;--> statement-breakpoint
CREATE INDEX "audit_events_created_index" ON "audit_events" ("created_at","id") WHERE num_nonnulls("id") = 1;--> statement-breakpoint
CREATE INDEX "cohort_members_created_index" ON "cohort_members" ("created_at","id") WHERE num_nonnulls("id") = 1;--> statement-breakpoint
CREATE INDEX "cohorts_created_index" ON "cohorts" ("created_at","id") WHERE num_nonnulls("id") = 1;--> statement-breakpoint
CREATE INDEX "dashboards_created_index" ON "dashboards" ("created_at","id") WHERE num_nonnulls("id") = 1;--> statement-breakpoint
CREATE INDEX "insights_created_index" ON "insights" ("created_at","id") WHERE num_nonnulls("id") = 1;--> statement-breakpoint
CREATE INDEX "person_distinct_ids_created_index" ON "person_distinct_ids" ("created_at","id") WHERE num_nonnulls("id") = 1;--> statement-breakpoint
CREATE INDEX "persons_created_index" ON "persons" ("created_at","id") WHERE num_nonnulls("id") = 1;--> statement-breakpoint
CREATE INDEX "project_invites_created_index" ON "project_invites" ("created_at","id") WHERE num_nonnulls("id") = 1;--> statement-breakpoint
CREATE INDEX "project_members_created_index" ON "project_members" ("created_at","id") WHERE num_nonnulls("id") = 1;--> statement-breakpoint
CREATE INDEX "widgets_created_index" ON "widgets" ("created_at","id") WHERE num_nonnulls("id") = 1;