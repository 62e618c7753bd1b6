-- A formula's own name is its key: in the API, an "id" is a global id, and caches merge what shares one.
-- What is no list of objects was never a formula, and stays as it is.
UPDATE "insights" SET "config" = jsonb_set("config", '{formulas}', (
	SELECT jsonb_agg(
		CASE WHEN jsonb_typeof("formula") = 'object' AND "formula" ? 'id' AND NOT "formula" ? 'key'
			THEN "formula" - 'id' || jsonb_build_object('key', "formula" -> 'id')
			ELSE "formula" END
		ORDER BY "position")
	FROM jsonb_array_elements("config" -> 'formulas') WITH ORDINALITY AS "f" ("formula", "position")))
WHERE "config" ->> 'type' = 'trend' AND jsonb_typeof("config" -> 'formulas') = 'array'
	AND "config" @? '$.formulas[*].id';
