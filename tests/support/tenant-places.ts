/**
 * Where a statement leaves the tenant of rows unsaid: tables read without their tenant's column, and rows of two tables that are
 * joined by other columns alone. Reads the text of statements; knows of tables only which column says whose a row is.
 */

export interface Tenants {
  /** The columns that say whose a row is, by the names of tables. */
  readonly columns: ReadonlyMap<string, string>;
  /** Tables whose rows common table expressions hold, by the names of these. */
  readonly parts?: ReadonlyMap<string, string>;
}

/** A select, update or delete of a statement, without those inside of it. */
interface Query {
  readonly text: string;
  readonly within: Query | undefined;
}

/** A table that a query reads, and the name that its rows have there. */
interface Read {
  readonly table: string;
  readonly alias: string;
}

const token = /'(?:[^']|'')*'|"(?:[^"]|"")*"|[()]|\bunion\b|[^'"()]+?(?=\bunion\b|['"()]|$)/g;

/** The queries of a statement, each with its own text. */
function queriesOf(sql: string): readonly Query[] {
  const found: { text: string; within: Query | undefined }[] = [];
  const tokens = [...sql.matchAll(token)].map(([text]) => text);
  const read = (within: Query | undefined): string => {
    let own = { text: '', within };
    const parts = [own];
    let isQuery = within === undefined;
    for (let text = tokens.shift(); text !== undefined && text !== ')'; text = tokens.shift()) {
      isQuery ||= own.text.trim() === '' && /^\s*(select|with|update|delete|insert)\b/.test(text);
      if (text === 'union') {
        own = { text: '', within };
        parts.push(own);
      } else own.text += text === '(' ? `(${read(own)})` : text;
    }
    // What is no query, as a condition in brackets, belongs to the query around it.
    if (!isQuery) return parts.map(part => part.text).join('union');
    found.push(...parts);
    return '…';
  };
  read(undefined);
  return found;
}

const readsOf = ({ text }: Query): readonly Read[] =>
  [...text.matchAll(/\b(?:from|join|update|using) (?:"[^"]+"\.)?"([^"]+)"(?: (?:as )?"([^"]+)")?/g)].map(
    ([, table, alias = table]) => ({ table: table!, alias: alias! }),
  );

/** The columns that a query holds to be equal. */
const equalitiesOf = ({ text }: Query) =>
  [...text.matchAll(/"([^"]+)"\."([^"]+)" = "([^"]+)"\."([^"]+)"/g)].map(([, ...names]) => {
    const [alias, column, otherAlias, otherColumn] = names as [string, string, string, string];
    return { one: { alias, column }, other: { alias: otherAlias, column: otherColumn } };
  });

/** What a statement reads or joins without a word of the tenant: `widgets r1`, `widgets r1 and dashboards r0`. */
export function placesWithoutTenant(sql: string, { columns, parts }: Tenants): readonly string[] {
  const queries = queriesOf(sql);
  const everywhere = queries.flatMap(readsOf);
  const tableOf = (query: Query | undefined, alias: string): string =>
    query
      ? (readsOf(query).find(read => read.alias === alias)?.table ?? tableOf(query.within, alias))
      : // The rows of a page have the name that they are read by inside of it.
        (everywhere.find(read => read.alias === alias)?.table ?? alias);
  const found = queries.flatMap(query => {
    const readOf = ({ alias }: { alias: string }) => tableOf(query, alias);
    const rowsOf = (end: { alias: string }) => parts?.get(readOf(end)) ?? readOf(end);
    const tenantOf = (end: { alias: string }) => columns.get(rowsOf(end));
    const isTenants = (end: { alias: string; column: string }) => end.column === tenantOf(end);
    const equalities = equalitiesOf(query);
    // What has no condition, or none but its index's own, goes by nothing: the first rows of all tenants, or none for the sake of their type.
    const isWhole = !/ (where|on|using) /.test(query.text.replace(/ where num_nonnulls\([^ ]*\) = 1 /, ' '));
    const unsaid = readsOf(query).filter(({ table, alias }) => {
      const column = `"${alias}"."${columns.get(table)}"`;
      const isSaid = query.text.includes(`${column} = `) || query.text.includes(` = ${column}`);
      return columns.has(table) && !isWhole && !isSaid;
    });
    const torn = equalities.filter(
      ({ one, other }) =>
        tenantOf(one) !== undefined &&
        tenantOf(other) !== undefined &&
        one.alias !== other.alias &&
        // What was read once is at hand.
        !(parts?.has(readOf(one)) && parts.has(readOf(other))) &&
        !equalities.some(
          each =>
            isTenants(each.one) &&
            isTenants(each.other) &&
            [each.one.alias, each.other.alias].sort().join() === [one.alias, other.alias].sort().join(),
        ),
    );
    const named = (end: { alias: string }) => `${rowsOf(end)} ${end.alias}`;
    return [
      ...unsaid.map(({ table, alias }) => `${table} ${alias}`),
      ...torn.map(({ one, other }) => `${named(one)} and ${named(other)}`),
    ];
  });
  return [...new Set(found)].sort();
}
