/**
 * The small texts that JSON columns are made of: names of events and properties, labels, ids of cohorts.
 * Knows what PostgreSQL can store in jsonb; refuses to know in which column a text ends up.
 */
import { z } from 'zod';

/** A text that jsonb can hold: PostgreSQL rejects U+0000 (22P05) and lone surrogates (22P02). */
export const storedText = (minLength: number, maxLength: number) =>
  z
    .string()
    .min(minLength)
    .max(maxLength)
    .refine(isStorable, 'must not contain U+0000 or an unpaired surrogate');

export const eventName = () => storedText(1, 200);
export const propertyName = () => storedText(1, 200);
export const label = () => storedText(1, 200);

/** The UUID of a cohort, as PostgreSQL takes it: `z.uuid()` would refuse what is of no known version. */
export const cohortId = () => z.guid('must be a UUID').meta({ references: 'cohorts' });

/** Ids of cohorts whose members an insight is limited to or broken down by; none twice. */
export const cohortIdList = (maxItems: number) =>
  z
    .array(cohortId().describe('The UUID of a cohort.'))
    .min(1)
    .max(maxItems)
    .superRefine((ids, context) => {
      const listed = new Set<string>();
      for (const [index, id] of ids.entries()) {
        if (listed.has(id.toLowerCase())) {
          context.addIssue({
            code: 'custom',
            path: [index],
            message: 'names a cohort that is already listed',
          });
        }
        listed.add(id.toLowerCase());
      }
    });

function isStorable(text: string): boolean {
  return !text.includes('\u0000') && !/\p{Cs}/u.test(text);
}
