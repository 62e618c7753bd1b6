/**
 * SQL as a person reads it: a clause a line, what is in brackets further in.
 * Changes white space only, so that equal texts mean equal SQL.
 */

type Node = { readonly text: string; readonly space: boolean } | Group;
interface Group {
  readonly space: boolean;
  readonly nodes: readonly Node[];
}

const width = 110;
const token = /\s+|'(?:[^']|'')*'|"(?:[^"]|"")*"|[(),]|[^\s'"(),]+/g;

/** Words that begin a line where their clause does not fit into one. */
const clause =
  /^(with|select|from|where|and|or|union|order|limit|for|returning|set|using|inner|left|cross|join|insert|update|delete|else|when)$/;

export function formatSql(sql: string): string {
  const tokens = [...sql.matchAll(token)].map(match => match[0]);
  return renderList(parse(tokens), 0);
}

/** The SQL without white space that says nothing. */
export const squeezed = (sql: string): string =>
  [...sql.matchAll(token)].map(([text]) => (/^\s/.test(text) ? '' : `${text} `)).join('');

function parse(tokens: string[]): Node[] {
  const nodes: Node[] = [];
  let space = false;
  for (let text = tokens.shift(); text !== undefined && text !== ')'; text = tokens.shift()) {
    if (/^\s/.test(text)) space = true;
    else {
      nodes.push(text === '(' ? { nodes: parse(tokens), space } : { text, space });
      space = false;
    }
  }
  return nodes;
}

function inline(nodes: readonly Node[]): string {
  return nodes
    .map((node, i) => {
      const text = 'nodes' in node ? `(${inline(node.nodes)})` : node.text;
      return node.space && i > 0 ? ` ${text}` : text;
    })
    .join('');
}

const pad = (depth: number) => '  '.repeat(depth);
const fits = (text: string, depth: number) => text.length + depth * 2 <= width;
const isText = (node: Node | undefined, text: string) =>
  node !== undefined && 'text' in node && node.text === text;

/** What stands in brackets, or the whole: its clauses, each on a line of its own unless all fit into one. */
function renderList(nodes: readonly Node[], depth: number): string {
  const whole = inline(nodes);
  if (fits(whole, depth)) return pad(depth) + whole;
  const starts = (node: Node, i: number) =>
    i > 0 && 'text' in node && clause.test(node.text) && !continues(nodes[i - 1]!);
  const items = split(nodes, node => isText(node, ','), 'after');
  if (items.length > 1 && !nodes.some(starts)) {
    return items.map(item => renderClause(item, depth)).join('\n');
  }
  return split(nodes, starts, 'before')
    .map(each => renderClause(each, depth))
    .join('\n');
}

/** `left join`, `for update` and the like are one. */
const continues = (before: Node) =>
  'text' in before && /^(left|inner|cross|for|no|key|conflict|do)$/.test(before.text);

function renderClause(nodes: readonly Node[], depth: number): string {
  const whole = inline(nodes);
  if (fits(whole, depth)) return pad(depth) + whole;
  const items = split(nodes, node => isText(node, ','), 'after');
  const [head] = nodes;
  if (items.length > 1 && head && 'text' in head && clause.test(head.text)) {
    const [first, ...rest] = items;
    const all = [first!.slice(1), ...rest].filter(item => item.length > 0);
    return [pad(depth) + head.text, ...all.map(item => renderClause(item, depth + 1))].join('\n');
  }
  return nodes.reduce((text, node, i) => {
    const space = node.space && i > 0 ? ' ' : '';
    if (!('nodes' in node)) return text + space + node.text;
    const short = `(${inline(node.nodes)})`;
    const column = text.length - text.lastIndexOf('\n') - 1;
    if (column + space.length + short.length <= width) return text + space + short;
    return `${text}${space}(\n${renderList(node.nodes, depth + 1)}\n${pad(depth)})`;
  }, pad(depth));
}

function split(
  nodes: readonly Node[],
  at: (node: Node, i: number) => boolean,
  side: 'before' | 'after',
): Node[][] {
  const parts: Node[][] = [[]];
  nodes.forEach((node, i) => {
    if (side === 'before' && at(node, i) && parts.at(-1)!.length > 0) parts.push([]);
    parts.at(-1)!.push(node);
    if (side === 'after' && at(node, i)) parts.push([]);
  });
  return parts.filter(part => part.length > 0);
}
