/**
 * Notices: what accounts are told of rows, in the statement that writes these. As plain data: where notices are kept, and what tables say of whom.
 * Knows no SQL but what stands in the declarations.
 */
import type { Fragment } from '../sql/fragment.ts';
import type { ValueSource, WriteKind } from './shared-parts.ts';

/** The accounts that a row is about: a select of their ids over the row. Made by `sqlAccounts`. */
export interface AccountsOfRow {
  readonly meaning: string;
  readonly sql: Fragment;
}

/** Who is told of a row when it is written. */
export interface NoticeRule<Column extends string = string> {
  /** What the notice is kept as: a label of the kind's column. */
  readonly kind: string;
  readonly on: readonly WriteKind[];
  /** Of a changed row, those only that it was not about before. */
  readonly to: AccountsOfRow;
  /** Of a changed row, whom it is about, whether or not it was before, where this column holds another value. */
  readonly changed?: Column;
}

/** Where notices are kept. */
export interface NoticesBlueprint {
  /** The registry keys of the table, and of that of the accounts. */
  readonly table: string;
  readonly recipients: string;
  /** The keys of the columns that say who is told, and of what kind it is. */
  readonly recipient: string;
  readonly kind: string;
  /** What its other columns hold, by key: from the row that was written, and from the viewer. */
  readonly values: Readonly<Record<string, ValueSource>>;
  /** The key of the column of accounts that lists the kinds which they do not want. */
  readonly muted: string;
}

/** The keys of all columns that a notice fills. */
export const noticeColumns = ({ recipient, kind, values }: NoticesBlueprint): readonly string[] => [
  recipient,
  kind,
  ...Object.keys(values),
];
