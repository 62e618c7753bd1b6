/**
 * Draws tiles where they lie on a dashboard's grid, with the characters of a terminal.
 * Knows cells and lines of text; refuses to know what a tile is about.
 */
export interface Cells {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

export interface Tile {
  readonly cells: Cells;
  /** The first is the title. */
  readonly lines: readonly string[];
}

const columns = 12;
const charactersPerColumn = 8;
const linesPerRow = 1.5;

/** The lines of the tile's frame; a tile of one row needs both as well. */
function linesOf({ y, h }: Cells): { top: number; bottom: number } {
  const top = Math.round(y * linesPerRow);
  return { top, bottom: Math.max(Math.round((y + h) * linesPerRow) - 1, top + 1) };
}

export function drawGrid(tiles: readonly Tile[]): string[] {
  const height = Math.max(0, ...tiles.map(tile => linesOf(tile.cells).bottom + 1));
  const canvas = Array.from({ length: height }, () =>
    Array.from({ length: columns * charactersPerColumn }, () => ' '),
  );
  for (const tile of tiles) drawTile(canvas, tile);
  return canvas.map(line => line.join('').trimEnd());
}

function drawTile(canvas: string[][], { cells, lines: [title = '', ...body] }: Tile): void {
  const width = cells.w * charactersPerColumn;
  const inner = width - 4;
  const { top, bottom } = linesOf(cells);
  const write = (y: number, text: string) => {
    canvas[y]?.splice(cells.x * charactersPerColumn, width, ...text);
  };
  const heading = toWidth(title, inner - 1).trimEnd();
  write(top, `┌ ${heading} ${'─'.repeat(width - 4 - heading.length)}┐`);
  for (let y = top + 1; y < bottom; y += 1) write(y, `│ ${toWidth(body[y - top - 1] ?? '', inner)} │`);
  write(bottom, `└${'─'.repeat(width - 2)}┘`);
}

/** Text of exactly the width, with a mark where it was cut. */
function toWidth(text: string, width: number): string {
  return text.length > width ? `${text.slice(0, width - 1)}…` : text.padEnd(width);
}
