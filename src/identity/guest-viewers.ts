/**
 * Viewers among whom there are guests: statements of theirs begin with tables that hold no more than they are let in to, and write nothing.
 * Knows how a statement begins; who is a guest the viewers say, and what guests meet the Blueprint.
 */
import { sql } from 'drizzle-orm';
import type { Blueprint } from '../generator/blueprint/blueprint.ts';
import { withoutSamples } from '../generator/list/counts.ts';
import { askedOfGuests, guestTables } from '../generator/list/guest-rows.ts';
import type { Asker, Viewers } from './viewers.ts';

/** The same viewers; guests among them are kept to the rows that the policy lets them meet. */
export function narrowedViewers<A extends Asker>(viewers: Viewers<A>, blueprint: Blueprint): Viewers<A> {
  const { isGuest } = viewers;
  if (!isGuest) return viewers;
  const tables = guestTables(blueprint);
  const known = askedOfGuests(blueprint);
  return {
    ...viewers,
    expressions: asker => {
      const own = viewers.expressions(asker);
      return isGuest(asker) ? sql`${own}, ${sql.raw(tables)}` : own;
    },
    statement: (asker, asked) => {
      if (!isGuest(asker)) return viewers.statement(asker, asked);
      const { text, params } = viewers.statement(asker, new Set([...asked, ...known]));
      return { text: `${text}, ${tables}`, params };
    },
    fitted: (asker, text) => (isGuest(asker) ? withoutSamples(text) : text),
  };
}
