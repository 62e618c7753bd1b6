/**
 * The tiles of a dashboard on their grid, moved by pointer or arrow keys.
 * Knows pixels and keys; refuses to know what a move does to other tiles, and that it can be saved.
 */
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import { type Cells, columns, type Layout } from './layout.ts';
import { type Tile, textOf, titleOf } from './summary.ts';

type Move = (id: string, x: number, y: number) => void;

/** The height of a row, as the style sheet has it. */
const rowHeight = 48;

const steps: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

interface Props {
  readonly tiles: readonly Tile[];
  readonly layout: Layout;
  /** Absent where the viewer may not move anything. */
  readonly onMove?: Move;
}

export function Grid({ tiles, layout, onMove }: Props) {
  const grid = useRef<HTMLDivElement>(null);
  /** Where a tile was taken hold of, and where it lay then. */
  const hold = useRef<{ id: string; left: number; top: number; cells: Cells }>(undefined);

  function take(event: PointerEvent, id: string, cells: Cells) {
    event.currentTarget.setPointerCapture(event.pointerId);
    hold.current = { id, left: event.clientX, top: event.clientY, cells };
  }

  function drag(event: PointerEvent, move: Move) {
    if (!hold.current || !grid.current) return;
    const { id, left, top, cells } = hold.current;
    const width = grid.current.clientWidth / columns;
    move(
      id,
      cells.x + Math.round((event.clientX - left) / width),
      cells.y + Math.round((event.clientY - top) / rowHeight),
    );
  }

  function step(event: KeyboardEvent, id: string, cells: Cells, move: Move) {
    const by = steps[event.key];
    if (!by) return;
    event.preventDefault();
    move(id, cells.x + by[0], cells.y + by[1]);
  }

  return (
    <div className="grid-frame">
      <div className="grid" ref={grid}>
        {tiles.map(tile => {
          const cells = layout.get(tile.id)!;
          const style = {
            gridColumn: `${cells.x + 1} / span ${cells.w}`,
            gridRow: `${cells.y + 1} / span ${cells.h}`,
          };
          const handlers = onMove && {
            tabIndex: 0,
            onPointerDown: (event: PointerEvent) => take(event, tile.id, cells),
            onPointerMove: (event: PointerEvent) => drag(event, onMove),
            onPointerUp: () => {
              hold.current = undefined;
            },
            onKeyDown: (event: KeyboardEvent) => step(event, tile.id, cells, onMove),
          };
          return (
            <section key={tile.id} className="tile" style={style} aria-label={titleOf(tile)} {...handlers}>
              <h2>{titleOf(tile)}</h2>
              <p>{textOf(tile)}</p>
            </section>
          );
        })}
      </div>
    </div>
  );
}
