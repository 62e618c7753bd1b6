/**
 * The shape of `widgets.layout`: where a tile is on the grid of its dashboard.
 * Knows the grid; refuses to know the other tiles, so overlaps are not its business.
 */
import { z } from 'zod';

export const gridColumns = 12;

export const widgetLayout = z
  .strictObject({
    x: z
      .int()
      .min(0)
      .max(gridColumns - 1)
      .describe('The column of the left edge; the first is 0.'),
    y: z.int().min(0).max(10_000).describe('The row of the upper edge; the first is 0.'),
    w: z.int().min(1).max(gridColumns).describe('The width in columns.'),
    h: z.int().min(1).max(1_000).describe('The height in rows.'),
  })
  .superRefine((layout, context) => {
    // A member out of its own range has been refused already.
    if (layout.x < gridColumns && layout.w <= gridColumns && layout.x + layout.w > gridColumns) {
      context.addIssue({
        code: 'custom',
        path: ['w'],
        message: `reaches beyond the ${gridColumns} columns of the grid: at most ${gridColumns - layout.x} at x = ${layout.x}`,
      });
    }
  })
  .meta({ id: 'WidgetLayout', description: `The place of a tile on a grid of ${gridColumns} columns.` });

export type WidgetLayout = z.infer<typeof widgetLayout>;
