/**
 * Viewers under row-level security: statements run as a role in a transaction that presents their credentials, and PostgreSQL makes of
 * these the rows that rules read. Knows the setting and the roles; what rules ask, the Blueprint says.
 */
import { isDeepStrictEqual } from 'node:util';
import { type SQL, sql } from 'drizzle-orm';
import type { ViewerBlueprint } from '../generator/blueprint/viewer-blueprint.ts';
import { deletedMark } from '../generator/list/related-rows.ts';
import { deletedSettingOf, type SecurityNames, settingOf } from '../generator/row-security/sql-text.ts';
import { type ViewerKinds, viewerViews } from '../generator/row-security/viewer-functions.ts';
import { quoted } from '../generator/sql/fragment.ts';
import type { Asker, ViewerStatement, Viewers } from './viewers.ts';

const allColumns = ({ columns }: ViewerBlueprint): ReadonlySet<string> => new Set(Object.keys(columns));

const whole = <A extends Asker>(viewers: Viewers<A>, asker: A): ViewerStatement =>
  viewers.statement(asker, allColumns(viewers));

/** A literal that means the same however the session takes backslashes. */
const escaped = (content: string): string => `e'${content.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;

/** How statements begin for each kind of credentials, and for who brings none where such a one may ask. */
export function viewerKinds<A extends Asker>(viewers: Viewers<A>): ViewerKinds {
  const { anonymous } = viewers;
  const isServed = viewers.refusal(anonymous) === undefined;
  const askers = [...viewers.samples, ...(isServed ? [anonymous] : [])];
  return {
    kinds: askers.map(asker => {
      const all = whole(viewers, asker);
      return {
        name: asker.kind,
        text: columns => {
          const { text, params } = viewers.statement(asker, columns);
          // Credentials are presented once, for all columns.
          return isDeepStrictEqual(params, all.params) ? text : all.text;
        },
        params: all.params.length,
      };
    }),
    anonymous: isServed ? anonymous.kind : undefined,
  };
}

/** The same viewers, whose statements PostgreSQL holds to their rules. */
export function securedViewers<A extends Asker>(viewers: Viewers<A>, names: SecurityNames): Viewers<A> {
  const columns = allColumns(viewers);
  const texts = new Map(viewerKinds(viewers).kinds.map(({ name, text }) => [name, text(columns)]));
  const views = viewerViews(viewers).map(({ view }) => view);
  const made = (view: string) =>
    `${quoted(view)} as materialized (select * from ${quoted(names.schema)}.${quoted(view)})`;
  const own: SQL | undefined = views.length === 0 ? undefined : sql.raw(views.map(made).join(', '));
  return {
    ...viewers,
    expressions: asker => own ?? viewers.expressions(asker),
    statement: (asker, asked) => {
      if (!own) return viewers.statement(asker, asked);
      const sets = Object.entries(viewers.columns).flatMap(([name, { from }]) =>
        from !== undefined && asked.has(name) ? [from] : [],
      );
      return { text: `with ${[...new Set([viewers.name, ...sets])].map(made).join(', ')}`, params: [] };
    },
    within: (asker, access, statement) => {
      const { text, params } = whole(viewers, asker);
      // The database knows the text of each kind, and would take it for another's.
      if (texts.get(asker.kind) !== text)
        throw new Error(
          `Statements for credentials "${asker.kind}" begin otherwise than those of the sample.`,
        );
      const credentials = JSON.stringify([asker.kind, ...params]);
      const [mode, role] = access === 'read' ? [' read only', names.reader] : ['', names.writer];
      const deleted = statement.includes(deletedMark) ? `; set local ${deletedSettingOf(names)} = on` : '';
      return `begin${mode}; set local role ${quoted(role)}; set local ${settingOf(names)} = ${escaped(credentials)}${deleted}`;
    },
  };
}
