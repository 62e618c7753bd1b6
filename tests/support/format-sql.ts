/**
 * SQL as a person reads it: a clause a line, what is in brackets further in.
 * Changes white space only.
 */

interface Word {
  readonly text: string;
  /** Whether white space stands before it. */
  readonly space: boolean;
}

/** What stands in brackets, or between `case` and `end`. */
interface Group {
  readonly open: string;
  readonly nodes: readonly Node[];
  readonly close: string;
  readonly space: boolean;
}

type Node = Word | Group;

const width = 110;
const token = /\s+|'(?:[^']|'')*'|"(?:[^"]|"")*"|[(),]|[^\s'"(),]+/g;
const pairs: Readonly<Record<string, string>> = { '(': ')', case: 'end' };

/** Words that begin a line where their clauses do not fit into one. */
const clause =
  /^(select|from|where|and|or|union|order|limit|for|returning|set|using|inner|left|cross|join|insert|update|delete|when|else)$/;
/** Words after which such a word goes on: `left join`, `for update`, `distinct from`. */
const joining = /^(left|inner|cross|for|no|distinct)$/;

export function formatSql(sql: string): string {
  return renderList(parse(tokensOf(sql)), 0);
}

/** The SQL without white space. */
export const squeezed = (sql: string): string =>
  tokensOf(sql)
    .filter(text => !/^\s/.test(text))
    .join('\n');

const tokensOf = (sql: string): string[] => [...sql.matchAll(token)].map(([text]) => text);

function parse(tokens: string[], close?: string): Node[] {
  const nodes: Node[] = [];
  let space = false;
  for (let text = tokens.shift(); text !== undefined && text !== close; text = tokens.shift()) {
    const end = pairs[text];
    if (/^\s/.test(text)) {
      space = true;
      continue;
    }
    nodes.push(end ? { open: text, nodes: parse(tokens, end), close: end, space } : { text, space });
    space = false;
  }
  return nodes;
}

const pad = (depth: number) => '  '.repeat(depth);
const fits = (text: string, depth: number) => text.length + depth * 2 <= width;

function inline(nodes: readonly Node[]): string {
  return nodes
    .map((node, i) => `${node.space && i > 0 ? ' ' : ''}${'text' in node ? node.text : inlineGroup(node)}`)
    .join('');
}

function inlineGroup({ open, nodes, close }: Group): string {
  return open === '(' ? `(${inline(nodes)})` : `${open} ${inline(nodes)} ${close}`;
}

const isClause = (node: Node) => 'text' in node && clause.test(node.text);
const isJoining = (node: Node, i: number) => i > 0 && 'text' in node && node.text === '||';
const isComma = (node: Node) => 'text' in node && node.text === ',';

/** Clauses or items, each on a line of its own unless all fit into one. */
function renderList(nodes: readonly Node[], depth: number): string {
  const whole = inline(nodes);
  if (fits(whole, depth)) return pad(depth) + whole;
  const begins = (node: Node, i: number) => {
    const before = nodes[i - 1];
    return before !== undefined && isClause(node) && !('text' in before && joining.test(before.text));
  };
  const parts = nodes.some(begins) ? split(nodes, begins, 'before') : split(nodes, isComma, 'after');
  return parts.map(part => renderPart(part, depth)).join('\n');
}

function renderPart(nodes: readonly Node[], depth: number): string {
  const whole = inline(nodes);
  if (fits(whole, depth)) return pad(depth) + whole;
  const [head, ...rest] = nodes;
  const items = split(rest, isComma, 'after');
  if (head && 'text' in head && /^(select|with|set)$/.test(head.text) && items.length > 1)
    return [pad(depth) + head.text, ...items.map(item => renderPart(item, depth + 1))].join('\n');
  const joined = split(nodes, isJoining, 'before');
  if (joined.length > 1)
    return joined.map((part, i) => renderPart(part, depth + (i === 0 ? 0 : 1))).join('\n');
  return nodes.reduce((text, node, i) => {
    const space = node.space && i > 0 ? ' ' : '';
    if ('text' in node) return text + space + node.text;
    const short = inlineGroup(node);
    const column = text.length - text.lastIndexOf('\n') - 1;
    if (column + space.length + short.length <= width) return text + space + short;
    return `${text}${space}${node.open}\n${renderList(node.nodes, depth + 1)}\n${pad(depth)}${node.close}`;
  }, pad(depth));
}

function split(
  nodes: readonly Node[],
  at: (node: Node, i: number) => boolean,
  side: 'before' | 'after',
): Node[][] {
  const parts: Node[][] = [[]];
  nodes.forEach((node, i) => {
    if (side === 'before' && at(node, i)) parts.push([]);
    parts.at(-1)!.push(node);
    if (side === 'after' && at(node, i)) parts.push([]);
  });
  return parts.filter(part => part.length > 0);
}
