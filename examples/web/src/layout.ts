/**
 * Where tiles lie on a grid of 12 columns, and what a move does to the others.
 * Knows cells; refuses to know pixels, React and what a tile shows.
 */
export interface Cells {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export type Layout = ReadonlyMap<string, Cells>;

export const columns = 12;

/** For a tile that was never placed. */
const unplaced: Cells = { x: 0, y: 0, w: 4, h: 3 };

export const layoutOf = (tiles: readonly { readonly id: string; readonly layout: Cells | null }[]): Layout =>
  new Map(tiles.map(({ id, layout }) => [id, layout ?? unplaced]));

/** The layout with one tile elsewhere, as near as the grid allows; tiles that it would cover make way downwards. */
export function moved(layout: Layout, id: string, x: number, y: number): Layout {
  const tile = layout.get(id);
  if (!tile) return layout;
  const placed = {
    ...tile,
    x: Math.min(Math.max(x, 0), columns - tile.w),
    y: Math.max(y, 0),
  };
  if (placed.x === tile.x && placed.y === tile.y) return layout;
  const settled = new Map([[id, placed]]);
  const others = [...layout].filter(([other]) => other !== id).sort(([, a], [, b]) => a.y - b.y || a.x - b.x);
  for (const [other, cells] of others) settled.set(other, belowAll(cells, [...settled.values()]));
  return new Map([...layout.keys()].map(key => [key, settled.get(key)!]));
}

/** The first place in the tile's columns, from where it is downwards, that none of the others covers. */
function belowAll(cells: Cells, others: readonly Cells[]): Cells {
  const hit = others.find(other => covers(other, cells));
  return hit ? belowAll({ ...cells, y: hit.y + hit.h }, others) : cells;
}

const covers = (a: Cells, b: Cells): boolean =>
  a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;

/** The tiles that lie elsewhere than before. */
export const changes = (before: Layout, after: Layout): { id: string; layout: Cells }[] =>
  [...after].flatMap(([id, layout]) => {
    const old = before.get(id);
    const isSame =
      old && old.x === layout.x && old.y === layout.y && old.w === layout.w && old.h === layout.h;
    return isSame ? [] : [{ id, layout }];
  });
