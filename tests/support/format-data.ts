/**
 * JSON for people: what fits into a line is one.
 * Keeps the order of members, which may mean something, and leaves out what is undefined, as JSON does.
 */

/** Wide enough for a column, a relation or a constraint with its description. */
const width = 400;

const membersOf = (value: object): [string, unknown][] =>
  Object.entries(value).filter(([, member]) => member !== undefined);

/** @param value plain data */
export function formatData(value: unknown): string {
  return `${write(value, '')}\n`;
}

function write(value: unknown, indent: string, label = ''): string {
  const line = writeLine(value);
  if (typeof value !== 'object' || value === null || indent.length + label.length + line.length <= width)
    return `${indent}${label}${line}`;
  const inner = `${indent}  `;
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  const lines = Array.isArray(value)
    ? value.map(item => write(item, inner))
    : membersOf(value).map(([key, member]) => write(member, inner, `${JSON.stringify(key)}: `));
  return `${indent}${label}${open}\n${lines.join(',\n')}\n${indent}${close}`;
}

function writeLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeLine).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = membersOf(value).map(([key, member]) => `${JSON.stringify(key)}: ${writeLine(member)}`);
  return members.length === 0 ? '{}' : `{ ${members.join(', ')} }`;
}
