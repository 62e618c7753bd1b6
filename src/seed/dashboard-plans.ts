/**
 * The dashboards of a demo project: names, and rows of tiles that fill the grid.
 * Knows the arrangement; refuses to know what the insights contain.
 */
import { gridColumns, type WidgetLayout } from '../model/shapes/widget-layout.ts';
import type { InsightName } from './insight-plans.ts';

export type TilePlan = InsightName | { readonly text: string };

/** Tiles side by side, all of one height and together as wide as the grid. */
interface TileRow {
  readonly height: number;
  readonly tiles: readonly (readonly [tile: TilePlan, width: number])[];
}

export interface DashboardPlan {
  readonly key: string;
  readonly name: string;
  readonly description: string | null;
  readonly dateFrom?: string;
  readonly dateTo?: string;
  readonly pinned?: boolean;
  readonly deleted?: boolean;
  readonly rows: readonly TileRow[];
}

const row = (height: number, ...tiles: TileRow['tiles']): TileRow => ({ height, tiles });

/** Every dashboard, the most important first. */
export const dashboardPlans: readonly DashboardPlan[] = Object.freeze([
  {
    key: 'growth',
    name: 'Growth overview',
    description: 'The page that the Monday meeting starts with.',
    pinned: true,
    rows: [
      row(2, [
        { text: '## Growth overview\nNumbers of the last 30 days, unless a tile says otherwise.' },
        12,
      ]),
      row(3, ['signUps', 3], ['activeUsers', 3], ['revenue', 3], ['newPayers', 3]),
      row(6, ['activity', 8], ['plans', 4]),
      row(6, ['activation', 6], ['weeklyRetention', 6]),
      row(5, ['growth', 4], ['days', 4], ['afterSignUp', 4]),
    ],
  },
  {
    key: 'activation',
    name: 'Activation',
    description: 'From the first visit to the first success.',
    dateFrom: '-90d',
    rows: [
      row(6, ['activation', 8], ['activationRate', 4]),
      row(5, ['timeToActivate', 6], ['inviteFunnel', 6]),
      row(5, ['activationByCountry', 5], ['europeanSignUps', 7]),
    ],
  },
  {
    key: 'retention',
    name: 'Retention and habits',
    description: null,
    pinned: true,
    rows: [
      row(6, ['dailyRetention', 6], ['monthlyRetention', 6]),
      row(5, ['powerStickiness', 4], ['monthlyGrowth', 4], ['usePerUser', 4]),
      row(5, ['cohortsCompared', 12]),
      row(1, [{ text: 'Definitions of the cohorts: see **Cohorts**.' }, 12]),
    ],
  },
  {
    key: 'revenue',
    name: 'Revenue & cancellations',
    description: 'Asked for by finance — please do not rearrange.',
    dateFrom: 'yStart',
    dateTo: '-0d',
    rows: [row(6, ['payments', 7], ['cancellations', 5]), row(5, ['checkout', 6], ['beforeCancelling', 6])],
  },
  {
    key: 'quality',
    name: 'Releases',
    description: null,
    dateFrom: '-2d',
    rows: [row(6, ['failures', 12])],
  },
  { key: 'empty', name: 'Ideas', description: null, rows: [] },
  {
    key: 'launch',
    name: 'Launch week',
    description: 'Kept for the record.',
    deleted: true,
    rows: [row(6, ['abandoned', 6], ['signUps', 6])],
  },
]);

/** The tiles of a dashboard with their places: rows from top to bottom, tiles from left to right. */
export function arrangeTiles(rows: readonly TileRow[]): { tile: TilePlan; layout: WidgetLayout }[] {
  let y = 0;
  return rows.flatMap(({ height, tiles }) => {
    let x = 0;
    const placed = tiles.map(([tile, width]) => {
      const layout = { x, y, w: width, h: height };
      x += width;
      return { tile, layout };
    });
    if (x !== gridColumns) throw new Error(`A row of tiles is ${x} columns wide instead of ${gridColumns}.`);
    y += height;
    return placed;
  });
}
