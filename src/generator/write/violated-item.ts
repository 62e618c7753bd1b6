/**
 * Which row of a write broke a constraint, by the values that PostgreSQL names: `Key (a, b)=(1, 2) already exists.`
 * Reads the values only: the words around them are in the server's language.
 */
import type { TypeBlueprint } from '../blueprint/blueprint.ts';
import type { ValueKind } from '../kinds/kinds.ts';
import type { WriteItem, WriteUnit } from './write-units.ts';

/** A row of a write, with what it is a row of. */
export interface Candidate {
  readonly type: TypeBlueprint;
  readonly unit: WriteUnit;
  readonly item: WriteItem;
}

/** The row that the detail of a violation is about; undefined where it does not tell. */
export function candidateNamed(
  candidates: readonly Candidate[],
  detail: string | undefined,
): Candidate | undefined {
  if (detail === undefined) return undefined;
  const columns = /\((.+?)\)=\(/.exec(detail)?.[1];
  return columns === undefined
    ? firstMentioned(candidates, detail)
    : // Of two that are equal, the later one found the value taken.
      candidates.findLast(candidate => hasValues(candidate, columns.split(', ').map(unquoted), detail));
}

/** A name as SQL quotes it, where it has to. */
export const unquoted = (name: string) =>
  name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name;

/** Whether the row has the values of a key, as far as its input tells them. */
function hasValues(candidate: Candidate, columns: readonly string[], detail: string): boolean {
  const known = columns.map(column => writtenValue(candidate, column));
  if (known.every(value => value === undefined)) return false;
  const values = known.map(value => (value === undefined ? '.*' : literally(value)));
  return new RegExp(`\\)=\\(${values.join(', ')}\\)`, 's').test(detail);
}

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** Kinds that PostgreSQL writes as their input has them. */
const written: readonly ValueKind[] = ['uuid', 'text', 'enum', 'integer', 'bigint'];

function writtenValue({ type, item }: Candidate, sqlName: string): string | undefined {
  const column = type.columns.find(candidate => candidate.sqlName === sqlName);
  if (!column || column.list || !written.includes(column.kind)) return undefined;
  const inKey = type.key.indexOf(column.key);
  const value = item.values[sqlName] ?? (inKey < 0 ? undefined : item.key[inKey]);
  return value === undefined || value === null ? undefined : String(value);
}

/** PostgreSQL lists the columns of a failing row in their order, its key before what points elsewhere. */
function firstMentioned(candidates: readonly Candidate[], detail: string): Candidate | undefined {
  const places = candidates
    .map(candidate => ({ candidate, at: detail.indexOf(candidate.item.key.join(', ')) }))
    .filter(({ candidate, at }) => at >= 0 && candidate.item.key.length > 0);
  return places.sort((a, b) => a.at - b.at)[0]?.candidate;
}
