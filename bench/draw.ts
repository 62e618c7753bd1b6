/**
 * Drawings as SVG, without a library: bars for what is compared, lines for what grows.
 * They have no background, and colours that are read on a light page and on a dark one.
 */

const style = `<style>
  text { font: 12px system-ui, sans-serif; fill: #57606a }
  .title { font-size: 14px; font-weight: 600; fill: #24292f }
  .grid { stroke: #8c959f; stroke-opacity: .3 }
  @media (prefers-color-scheme: dark) { text { fill: #9198a1 } .title { fill: #e6edf3 } }
</style>`;

/** Distinct for eyes that do not tell red from green, the first being our own. */
const colours = ['#0a7ea4', '#d9822b', '#8957e5', '#3fa34d', '#c2569b', '#8c8c8c', '#b8a000'];

const escaped = (text: string) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
const round = (value: number) => Number(value.toFixed(1));

const text = (x: number, y: number, content: string, more = '') =>
  `<text x="${round(x)}" y="${round(y)}" ${more}>${escaped(content)}</text>`;

function svg(width: number, height: number, title: string, body: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(title)}">
${style}
${body.join('\n')}
</svg>
`;
}

export interface Bar {
  readonly title: string;
  /** Parts one behind the other. */
  readonly parts: readonly number[];
}

/** Horizontal bars; each part has a colour and a name in the legend. */
export function drawBars(
  title: string,
  unit: string,
  parts: readonly string[],
  bars: readonly Bar[],
): string {
  const [width, left, right, top, step] = [720, 170, 60, 64, 30];
  const sums = bars.map(bar => bar.parts.reduce((sum, part) => sum + part, 0));
  const scale = (width - left - right) / Math.max(...sums);
  const legend = parts.flatMap((name, place) => {
    const x = left + place * 170;
    return [
      `<rect x="${x}" y="36" width="12" height="12" fill="${colours[place]}"/>`,
      text(x + 18, 46, name),
    ];
  });
  const rows = bars.flatMap((bar, place) => {
    const y = top + place * step;
    let x = left;
    const rects = bar.parts.map((part, kind) => {
      const rect = `<rect x="${round(x)}" y="${y}" width="${round(part * scale)}" height="20" fill="${colours[kind]}"/>`;
      x += part * scale;
      return rect;
    });
    return [
      text(left - 8, y + 14, bar.title, 'text-anchor="end"'),
      ...rects,
      text(x + 6, y + 14, digitsOf(sums[place]!)),
    ];
  });
  return svg(width, top + bars.length * step + 8, title, [
    text(8, 20, `${title}, ${unit}`, 'class="title"'),
    ...legend,
    ...rows,
  ]);
}

export interface Curve {
  readonly title: string;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** Curves over two logarithmic axes: what stays flat is flat, and what grows in proportion rises as the diagonal. */
export function drawCurves(title: string, xName: string, yName: string, curves: readonly Curve[]): string {
  const [width, height, left, right, top, bottom] = [760, 340, 56, 262, 40, 44];
  const all = curves.flatMap(curve => curve.points);
  const x = logScale(
    all.map(point => point.x),
    left,
    width - right,
  );
  const y = logScale(
    all.map(point => point.y),
    height - bottom,
    top,
    true,
  );
  const grid = y.ticks.flatMap(tick => [
    `<line class="grid" x1="${left}" x2="${width - right}" y1="${round(y.at(tick))}" y2="${round(y.at(tick))}"/>`,
    text(left - 6, y.at(tick) + 4, shortOf(tick), 'text-anchor="end"'),
  ]);
  const steps = [...new Set(all.map(point => point.x))].map(step =>
    text(x.at(step), height - bottom + 18, shortOf(step), 'text-anchor="middle"'),
  );
  const labels = spread(curves.map(curve => y.at(curve.points.at(-1)!.y)));
  const lines = curves.flatMap(({ title: name, points }, place) => {
    const colour = colours[place % colours.length]!;
    const path = points.map(point => `${round(x.at(point.x))},${round(y.at(point.y))}`);
    return [
      `<polyline points="${path.join(' ')}" fill="none" stroke="${colour}" stroke-width="2"/>`,
      ...path.map(
        point => `<circle cx="${point.split(',')[0]}" cy="${point.split(',')[1]}" r="3" fill="${colour}"/>`,
      ),
      `<line x1="${width - right + 6}" x2="${width - right + 16}" y1="${round(labels[place]!)}" y2="${round(labels[place]!)}" stroke="${colour}" stroke-width="3"/>`,
      text(width - right + 22, labels[place]! + 4, name),
    ];
  });
  return svg(width, height, title, [
    text(8, 20, `${title}: ${yName}`, 'class="title"'),
    ...grid,
    ...steps,
    text((left + width - right) / 2, height - 6, xName, 'text-anchor="middle"'),
    ...lines,
  ]);
}

/** A logarithmic axis; with room around, it reaches from one power of ten (or a half of one) to another. */
function logScale(values: readonly number[], from: number, to: number, room = false) {
  const odd = values.find(value => !(value > 0 && Number.isFinite(value)));
  if (odd !== undefined) throw new Error(`${odd} has no place on a logarithmic axis.`);
  const [least, most] = [Math.min(...values), Math.max(...values)].map(Math.log10) as [number, number];
  const low = room ? Math.floor(least * 2) / 2 : least;
  const high = room ? Math.max(Math.ceil(most * 2) / 2, low + 1) : Math.max(most, low + 0.01);
  const at = (value: number) => from + ((Math.log10(value) - low) / (high - low)) * (to - from);
  const ticks = [];
  for (let power = Math.floor(low); power <= high; power++) {
    for (const step of [1, 2, 5]) {
      const tick = step * 10 ** power;
      if (Math.log10(tick) >= low && Math.log10(tick) <= high) ticks.push(tick);
    }
  }
  return { at, ticks };
}

/** Heights of labels near those wanted, none on top of another. */
function spread(wanted: readonly number[]): readonly number[] {
  const gap = 16;
  const order = wanted.map((height, place) => ({ height, place })).sort((a, b) => a.height - b.height);
  const heights: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (const { height, place } of order) {
    last = Math.max(height, last + gap);
    heights[place] = last;
  }
  return heights;
}

const digitsOf = (value: number) => value.toFixed(value < 10 ? 2 : 1);
const shortOf = (value: number) =>
  value >= 1e6
    ? `${value / 1e6} M`
    : value >= 1e3
      ? `${value / 1e3} k`
      : String(Number(value.toPrecision(3)));
