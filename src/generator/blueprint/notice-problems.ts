/**
 * What makes notices unfit: tables, columns and kinds that are not there, and notices that nobody would ever get.
 * Finds and words problems; deciding to stop is the builder's.
 */
import type { Blueprint, TypeBlueprint } from './blueprint.ts';
import type { NoticeRule } from './notice-blueprint.ts';

/** What is wrong with what tables notify of, and with where notices are kept. */
export function findNoticeProblems(blueprint: Blueprint): string[] {
  const { types, notices } = blueprint;
  const declared = Object.values(types).flatMap(type =>
    (type.notifies ?? []).map(rule => ({
      type,
      rule,
      whose: `The notice "${rule.kind}" of table "${type.table}"`,
    })),
  );
  if (!notices)
    return declared.map(
      ({ whose }) => `${whose} has no table to be kept in: name one as "notices" of the API.`,
    );
  return [
    ...placeProblems(blueprint),
    ...declared.flatMap(({ type, rule, whose }) =>
      ruleProblems(blueprint, type, rule).map(problem => `${whose} ${problem}`),
    ),
  ];
}

const hasColumn = ({ stored }: TypeBlueprint, key: string) => stored.some(column => column.key === key);

/** Columns that have to be there. */
function placeProblems({ types, notices }: Blueprint): string[] {
  const { table, recipients, recipient, kind, muted } = notices!;
  const needed: readonly (readonly [table: string, columns: readonly string[]])[] = [
    [table, [recipient, kind]],
    [recipients, [muted]],
  ];
  return needed.flatMap(([name, columns]) => {
    const type = types[name];
    if (!type) return [`Notices name a table "${name}" that is not in the registry.`];
    return columns
      .filter(key => !hasColumn(type, key))
      .map(key => `Notices name a column "${key}" that table "${name}" does not have.`);
  });
}

function ruleProblems(
  { types, notices, viewer }: Blueprint,
  type: TypeBlueprint,
  rule: NoticeRule,
): string[] {
  const { kind, on, changed } = rule;
  const labels = types[notices!.table]?.columns.find(({ key }) => key === notices!.kind)?.labels ?? [];
  const values = Object.values(notices!.values);
  return [
    ...(labels.some(({ value }) => value === kind)
      ? []
      : [`is of no kind that column "${notices!.table}.${notices!.kind}" can hold.`]),
    ...(on.length === 0 ? ['is of no kind of writes: name some in "on".'] : []),
    ...(changed === undefined || hasColumn(type, changed)
      ? []
      : [`names a column "${changed}" that the table does not have.`]),
    ...(viewer.account === undefined
      ? ['takes viewers who have an account: name it as "account" of the viewer.']
      : []),
    ...(values.some(({ from }) => from === 'tenant') && type.tenant === undefined
      ? ['keeps the tenant of the row, and rows of the table belong to none.']
      : []),
    ...values.flatMap(source =>
      source.from === 'row' && !hasColumn(type, source.column)
        ? [`keeps a column "${source.column}" of the row that the table does not have.`]
        : [],
    ),
  ];
}
