-- What a constraint asks of other rows does not depend on who writes: its triggers look with the rights of the tables' owner, also where
-- the writer sees few rows, or none any more, as policies of row-level security have it. Temporary tables come last.
DO $$
DECLARE
	"name" text;
BEGIN
	FOREACH "name" IN ARRAY ARRAY[
		'assert_project_keeps_an_owner', 'assert_member_of_static_cohort', 'assert_defined_cohort_without_members',
		'assert_cohort_references', 'assert_insight_references', 'assert_cohort_is_not_missed'
	] LOOP
		EXECUTE format('ALTER FUNCTION %I() SECURITY DEFINER SET search_path = %s',
			"name", concat_ws(', ', nullif(current_setting('search_path'), ''), 'pg_temp'));
	END LOOP;
END
$$;
