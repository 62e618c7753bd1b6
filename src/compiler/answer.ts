/**
 * From the rows of the one statement to the text of `data`.
 * Knows the branches that rows are of; what only the resolvers can say makes it give up.
 */
import { answerTooLarge } from '../errors.ts';
import { unwritableMark } from '../generator/kinds/json-text.ts';
import { countsOf, totalsOf } from './list-items.ts';
import { slotMark } from './object-sql.ts';
import type { ListMember, ListNode, PageInfoMember, RootField } from './operation-tree.ts';
import type { ShapeSelection } from './shape-selection.ts';
import type { ShapeTexts } from './shape-texts.ts';
import type { BoundOperation, Branch } from './statement.ts';

/** A row: the number of its branch, and texts. */
export type AnswerRow = readonly [branch: number, ...texts: (string | null)[]];

export interface AnswerInput {
  readonly operation: BoundOperation;
  readonly branches: readonly Branch[];
  readonly slots: readonly ShapeSelection[];
  readonly texts: ShapeTexts;
  /** Bytes that the answer may have. */
  readonly maxBytes: number;
}

/** Of the statement: without valid credentials there is no row of the viewer. */
export type Answered =
  | {
      readonly kind: 'data';
      readonly text: string;
      /** Whose the credentials are, where they may have others. */
      readonly account: string | undefined;
    }
  | { readonly kind: 'unknown viewer' }
  /** A value that only the resolvers can tell of. */
  | { readonly kind: 'unwritable' };

/** Whether the credentials that the rows were asked with are there. */
export const isOfKnownViewer = (rows: readonly unknown[]): boolean =>
  rows.some(row => Array.isArray(row) && row[0] === 0);

/** @throws LIMIT_EXCEEDED where there would be more bytes than there may be */
export function writeAnswer(input: AnswerInput, rows: readonly AnswerRow[]): Answered {
  const groups: AnswerRow[][] = input.branches.map(() => []);
  for (const row of rows) groups[row[0]]!.push(row);
  if (groups[0]!.length === 0) return { kind: 'unknown viewer' };
  const of = (root: number, kind: Branch['kind']) =>
    groups.filter((_, i) => {
      const branch = input.branches[i]!;
      return branch.kind === kind && branch.kind !== 'viewer' && branch.root === root;
    });
  const members = input.operation.tree.roots.map(
    (root, i) => `${JSON.stringify(root.key)}:${writeRoot(input, root, i, of)}`,
  );
  // All at once: a search in each of many texts takes longer than the texts.
  const text = fillSlots(input, `{${members.join(',')}}`);
  if (text === undefined) return { kind: 'unwritable' };
  // Counted only where it may be: a character has three bytes at most.
  if (text.length * 3 > input.maxBytes && Buffer.byteLength(text) > input.maxBytes)
    throw answerTooLarge(input.maxBytes);
  return { kind: 'data', text, account: groups[0]![0]![1] ?? undefined };
}

/** Rows of several types may have the same key. */
const nameOf = (type: string, key: string) => `${type}:${key}`;

type RowsOf = (root: number, kind: Branch['kind']) => readonly (readonly AnswerRow[])[];

function writeRoot({ operation }: AnswerInput, root: RootField, i: number, of: RowsOf): string {
  switch (root.kind) {
    case 'typename':
      return JSON.stringify(root.name);
    case 'row':
    case 'abilities':
      return of(i, 'row')[0]?.[0]?.[1] ?? 'null';
    case 'list':
      return (
        of(i, 'list')[0]?.[0]?.[1] ??
        writeList(operation, root.list, of(i, 'items')[0] ?? [], of(i, 'totals')[0]?.[0])
      );
    case 'nodes': {
      const found = new Map(
        of(i, 'nodes').flatMap(rows => rows.map(([, text, type, key]) => [nameOf(type!, key!), text!])),
      );
      const texts = operation.ids[i]!.map(({ type, key }) => found.get(nameOf(type, key)) ?? 'null');
      return root.many ? `[${texts.join(',')}]` : texts[0]!;
    }
  }
}

function writeList(
  operation: BoundOperation,
  node: ListNode,
  rows: readonly AnswerRow[],
  totals: AnswerRow | undefined,
): string {
  const { page } = operation.lists[node.id]!.spec;
  const isLonger = rows.length > page.size;
  const kept = isLonger ? rows.slice(0, page.size) : [...rows];
  if (page.backward) kept.reverse();
  const columns = node.members.filter(({ kind }) => kind === 'nodes' || kind === 'edges');
  const list: WrittenList = { node, page, isLonger, kept, columns, totals };
  const members = node.members.map(member => `${JSON.stringify(member.key)}:${writeMember(member, list)}`);
  return `{${members.join(',')}}`;
}

interface WrittenList {
  readonly node: ListNode;
  readonly page: BoundOperation['lists'][number]['spec']['page'];
  readonly isLonger: boolean;
  /** The rows of the page, in its order. */
  readonly kept: readonly AnswerRow[];
  /** The members whose items are the columns of the rows, in their order; the cursor follows. */
  readonly columns: readonly ListMember[];
  /** The row with what is asked about all rows of the list. */
  readonly totals: AnswerRow | undefined;
}

function writeMember(member: ListMember, list: WrittenList): string {
  switch (member.kind) {
    case 'typename':
      return JSON.stringify(member.name);
    case 'count':
      return list.totals![1 + countsOf(list.node).indexOf(member.name)] as string;
    case 'aggregate':
    case 'groups': {
      const column = 1 + countsOf(list.node).length + totalsOf(list.node).indexOf(member);
      return String(list.totals![column]);
    }
    case 'nodes':
    case 'edges': {
      const column = 1 + list.columns.indexOf(member);
      return `[${list.kept.map(row => row[column]).join(',')}]`;
    }
    case 'pageInfo': {
      const infos = member.members.map(info => `${JSON.stringify(info.key)}:${writeInfo(info, list)}`);
      return `{${infos.join(',')}}`;
    }
  }
}

function writeInfo({ name }: PageInfoMember, { page, isLonger, kept, columns }: WrittenList): string {
  const cursor = (row: AnswerRow | undefined) => (row ? JSON.stringify(row[1 + columns.length]) : 'null');
  switch (name) {
    case '__typename':
      return '"PageInfo"';
    case 'hasNextPage':
      return String(page.before !== undefined || (!page.backward && isLonger));
    case 'hasPreviousPage':
      return String(page.after !== undefined || (page.backward && isLonger));
    case 'startCursor':
      return cursor(kept[0]);
    case 'endCursor':
      return cursor(kept.at(-1));
  }
}

/** The text with typed JSON put in; undefined where only the resolvers can write a value of it. */
function fillSlots({ slots, texts, maxBytes }: AnswerInput, text: string): string | undefined {
  if (text.includes(unwritableMark)) return undefined;
  if (!text.includes(slotMark)) return text;
  const pieces = text.split(slotMark);
  let { length } = text;
  for (let i = 1; i < pieces.length; i += 3) {
    const written = texts.write(slots[Number(pieces[i])]!, pieces[i + 1]!);
    if (written === undefined) return undefined;
    // Before it is put together: one stored value may be asked for under many names. Characters are never more than bytes.
    length += written.length - pieces[i + 1]!.length;
    if (length > maxBytes) throw answerTooLarge(maxBytes);
    pieces[i] = '';
    pieces[i + 1] = written;
  }
  return pieces.join('');
}
