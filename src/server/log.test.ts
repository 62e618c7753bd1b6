import { DrizzleQueryError } from 'drizzle-orm';
import { describe, expect, it } from 'vitest';
import { withoutValues } from './log.ts';

describe('an error in the log', () => {
  it('has the statement and the cause, and none of the values', () => {
    const cause = Object.assign(new Error('no such table'), { code: '42P01' });
    const error = new DrizzleQueryError(
      'select 1 from users where email = $1',
      ['someone@example.com'],
      cause,
    );
    const text = JSON.stringify(withoutValues(error));
    expect(text).toContain('select 1 from users');
    expect(text).toContain('no such table');
    expect(text).not.toContain('someone@example.com');
  });
});
