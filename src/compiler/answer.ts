/**
 * From the rows of the one statement to the text of `data`.
 * Knows the branches that rows are of; what only the resolvers can say makes it give up.
 */
import { unwritableMark } from '../generator/kinds/json-text.ts';
import { slotMark } from './object-sql.ts';
import type { ListNode, PageInfoMember, RootField } from './operation-tree.ts';
import type { ShapeSelection } from './shape-selection.ts';
import type { ShapeTexts } from './shape-texts.ts';
import type { BoundOperation, Branch } from './statement.ts';

/** A row: the number of its branch, and texts. */
export type AnswerRow = readonly [branch: number, ...texts: (string | null)[]];

/** The answer is for the resolvers to give. */
class Unanswerable extends Error {}

export interface AnswerInput {
  readonly operation: BoundOperation;
  readonly branches: readonly Branch[];
  readonly slots: readonly ShapeSelection[];
  readonly texts: ShapeTexts;
}

/** The text of `data`; undefined where the viewer's credentials are not valid, or a value is the resolvers' to tell. */
export function writeAnswer(input: AnswerInput, rows: readonly AnswerRow[]): string | undefined {
  const groups: AnswerRow[][] = input.branches.map(() => []);
  for (const row of rows) groups[row[0]]!.push(row);
  // Without valid credentials nothing is visible, and nothing of it is an answer.
  if (groups[0]!.length === 0) return undefined;
  const fill = (text: string) => fillSlots(input, text);
  const of = (root: number, kind: Branch['kind']) =>
    groups.filter((_, i) => {
      const branch = input.branches[i]!;
      return branch.kind === kind && branch.kind !== 'viewer' && branch.root === root;
    });
  try {
    const members = input.operation.tree.roots.map(
      (root, i) => `${JSON.stringify(root.key)}:${writeRoot(input, root, i, of, fill)}`,
    );
    return `{${members.join(',')}}`;
  } catch (error) {
    if (error instanceof Unanswerable) return undefined;
    throw error;
  }
}

type RowsOf = (root: number, kind: Branch['kind']) => readonly (readonly AnswerRow[])[];

function writeRoot(
  { operation }: AnswerInput,
  root: RootField,
  i: number,
  of: RowsOf,
  fill: (text: string) => string,
): string {
  switch (root.kind) {
    case 'typename':
      return JSON.stringify(root.name);
    case 'row': {
      const text = of(i, 'row')[0]?.[0]?.[1];
      return text == null ? 'null' : fill(text);
    }
    case 'list':
      return writeList(operation, root.list, of(i, 'items')[0] ?? [], of(i, 'count')[0]?.[0]?.[1], fill);
    case 'nodes': {
      const found = new Map(of(i, 'nodes').flatMap(rows => rows.map(([, text, key]) => [key, text!])));
      const texts = operation.ids[i]!.map(({ key }) => {
        const text = found.get(key);
        return text === undefined ? 'null' : fill(text);
      });
      return root.many ? `[${texts.join(',')}]` : texts[0]!;
    }
  }
}

function writeList(
  operation: BoundOperation,
  node: ListNode,
  rows: readonly AnswerRow[],
  count: string | null | undefined,
  fill: (text: string) => string,
): string {
  const { page } = operation.lists[node.id]!.spec;
  const isLonger = rows.length > page.size;
  const kept = isLonger ? rows.slice(0, page.size) : [...rows];
  if (page.backward) kept.reverse();
  let column = 1;
  const cursorColumn = 1 + node.members.filter(({ kind }) => kind === 'nodes' || kind === 'edges').length;
  const members = node.members.map(member => {
    const start = `${JSON.stringify(member.key)}:`;
    switch (member.kind) {
      case 'typename':
        return start + JSON.stringify(member.name);
      case 'totalCount':
        return start + count!;
      case 'nodes':
      case 'edges': {
        const place = column++;
        return `${start}[${kept.map(row => fill(row[place] as string)).join(',')}]`;
      }
      case 'pageInfo': {
        const infos = member.members.map(
          info => `${JSON.stringify(info.key)}:${writeInfo(info, page, isLonger, kept, cursorColumn)}`,
        );
        return `${start}{${infos.join(',')}}`;
      }
    }
  });
  return `{${members.join(',')}}`;
}

function writeInfo(
  { name }: PageInfoMember,
  page: BoundOperation['lists'][number]['spec']['page'],
  isLonger: boolean,
  kept: readonly AnswerRow[],
  cursorColumn: number,
): string {
  const cursor = (row: AnswerRow | undefined) => (row ? JSON.stringify(row[cursorColumn]) : 'null');
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

/** The text with typed JSON put in. */
function fillSlots({ slots, texts }: AnswerInput, text: string): string {
  if (text.includes(unwritableMark)) throw new Unanswerable();
  if (!text.includes(slotMark)) return text;
  const pieces = text.split(slotMark);
  for (let i = 1; i < pieces.length; i += 3) {
    const written = texts.write(slots[Number(pieces[i])]!, pieces[i + 1]!);
    if (written === undefined) throw new Unanswerable();
    pieces[i] = '';
    pieces[i + 1] = written;
  }
  return pieces.join('');
}
