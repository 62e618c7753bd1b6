import { describe, expect, it } from 'vitest';
import { formatFaults, formatPath } from './format-path.ts';

describe('places in messages', () => {
  it('are written as in filters, with keys that are no names in quotes', () => {
    expect(formatPath('config', ['trend', 'series', 0, 'utm-source', ''])).toBe(
      'config.trend.series[0]["utm-source"][""]',
    );
  });

  it('stand before what is wrong; many faults are counted, long ones cut', () => {
    const issue = (message: string) => ({ path: ['a', 1], message });
    expect(formatFaults('config', [issue('is required'), issue('Too big')])).toBe(
      'config.a[1] is required; config.a[1]: Too big.',
    );
    expect(formatFaults('c', Array(25).fill(issue('is odd')))).toMatch(
      /(c\.a\[1\] is odd; ){10}and 15 more\.$/,
    );
    expect(formatFaults('c', [issue('x'.repeat(5000))]).length).toBeLessThan(400);
  });
});
