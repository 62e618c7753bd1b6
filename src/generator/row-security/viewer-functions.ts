/**
 * The viewer inside of PostgreSQL: the row and sets that rules read, made of the credentials that the transaction presents, by the very
 * SQL that statements begin with. Knows what kinds of credentials there are; refuses to know what they are.
 */
import type { ViewerBlueprint } from '../blueprint/viewer-blueprint.ts';
import { quoted } from '../sql/fragment.ts';
import { literalText, ownersFunction, type SecurityNames, settingOf } from './sql-text.ts';

/** How statements begin for one kind of credentials: the same text for all of them. */
export interface CredentialsKind {
  readonly name: string;
  /** From `with` on, with what these columns of the viewer's row take. */
  text(columns: ReadonlySet<string>): string;
  /** How many parameters it takes. */
  readonly params: number;
}

export interface ViewerKinds {
  readonly kinds: readonly CredentialsKind[];
  /** The kind of who presents nothing, where such a one may ask. */
  readonly anonymous: string | undefined;
}

interface KnownColumn {
  readonly key: string;
  readonly sqlName: string;
  readonly type: string;
}

/** Common table expressions by name, with the columns that rules know of each. */
const expressionsOf = ({ name, columns }: ViewerBlueprint) => {
  const all = new Map<string, KnownColumn[]>([[name, []]]);
  for (const [key, { from = name, sqlName, sqlType, set }] of Object.entries(columns))
    all.set(from, [...(all.get(from) ?? []), { key, sqlName, type: set ? `${sqlType}[]` : sqlType }]);
  return [...all].filter(([, known]) => known.length > 0);
};

/** The names of the viewer's views, each with that of its function. */
export const viewerViews = (viewer: ViewerBlueprint): readonly { view: string; made: string }[] =>
  expressionsOf(viewer).map(([name]) => ({ view: name, made: `${name}_made` }));

/** Statements that make a function and a view for each expression: what rules name is found as if it were in the statement. */
export function viewerStatements(
  viewer: ViewerBlueprint,
  known: ViewerKinds,
  names: SecurityNames,
): string[] {
  return expressionsOf(viewer).flatMap(([name, columns]) => {
    const schema = quoted(names.schema);
    const made = `${schema}.${quoted(`${name}_made`)}()`;
    const listed = columns.map(({ sqlName }) => quoted(sqlName)).join(', ');
    const returned = columns.map(({ sqlName, type }) => `${quoted(sqlName)} ${type}`).join(', ');
    const keys = new Set(columns.map(({ key }) => key));
    const branches = known.kinds.map(kind => {
      const presented = `"@asker" ->> 0 = ${literalText(kind.name)}`;
      const isKind = kind.name === known.anonymous ? `"@asker" is null or ${presented}` : presented;
      return `${isKind} then return query ${withCredentials(kind.text(keys))} select ${listed} from ${quoted(name)};`;
    });
    const body = `#variable_conflict use_column
declare "@asker" jsonb := nullif(current_setting(${literalText(settingOf(names))}, true), '')::jsonb;
begin
  ${branches.length === 0 ? '' : `if ${branches.join('\n  elsif ')}\n  end if;`}
end`;
    return [
      ownersFunction({ head: `${made} returns table (${returned}) rows 1`, body }),
      `create view ${schema}.${quoted(name)} as select * from ${made}`,
    ];
  });
}

/** Parameters are what the setting holds behind the kind, as texts. */
const withCredentials = (text: string): string => text.replaceAll(/\$(\d+)/g, '("@asker" ->> $1)');

/** A statement that makes the viewer of each kind: text that PostgreSQL does not take is found before anybody asks. */
export const trialStatements = (
  viewer: ViewerBlueprint,
  known: ViewerKinds,
  names: SecurityNames,
): string[] =>
  expressionsOf(viewer).length === 0
    ? []
    : known.kinds.map(kind => {
        const asker = JSON.stringify([kind.name, ...Array<null>(kind.params).fill(null)]);
        const calls = viewerViews(viewer).map(
          ({ view }) => `(select count(*) from ${quoted(names.schema)}.${quoted(view)})`,
        );
        return `select set_config(${literalText(settingOf(names))}, ${literalText(asker)}, true), ${calls.join(', ')}`;
      });
