import { describe, expect, it } from 'vitest';
import { widgetLayout } from './widget-layout.ts';

const faultsOf = (layout: object) => {
  const result = widgetLayout.safeParse(layout);
  return result.success ? [] : result.error.issues.map(issue => issue.path.join('.'));
};

describe('widget layout', () => {
  it.each([
    { x: 0, y: 0, w: 12, h: 1 },
    { x: 11, y: 400, w: 1, h: 6 },
  ])('accepts %j', layout => {
    expect(faultsOf(layout)).toEqual([]);
  });

  it.each([
    [{ x: -1, y: 0, w: 1, h: 1 }, 'x'],
    [{ x: 0.5, y: 0, w: 1, h: 1 }, 'x'],
    [{ x: 12, y: 0, w: 1, h: 1 }, 'x'],
    [{ x: 0, y: -1, w: 1, h: 1 }, 'y'],
    [{ x: 0, y: 0, w: 0, h: 1 }, 'w'],
    [{ x: 0, y: 0, w: 13, h: 1 }, 'w'],
    [{ x: 7, y: 0, w: 6, h: 1 }, 'w'],
    [{ x: 0, y: 0, w: 1, h: 0 }, 'h'],
    [{ x: 0, y: 0, w: 1 }, 'h'],
    [{ x: 0, y: 0, w: 1, h: 1, z: 1 }, ''],
  ])('refuses %j, naming "%s"', (layout, path) => {
    expect(faultsOf(layout)).toEqual([path]);
  });
});
