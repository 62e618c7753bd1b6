import { DrizzleQueryError } from 'drizzle-orm';
import postgres from 'postgres';
import { describe, expect, it } from 'vitest';
import { createLog, withoutSecrets, withoutValues } from './log.ts';

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

  it('has of PostgreSQL’s what and where, and not what it repeats of rows', () => {
    const error = Object.assign(
      new postgres.PostgresError('duplicate key value violates "users_email_key"'),
      {
        code: '23505',
        severity: 'ERROR',
        constraint_name: 'users_email_key',
        table_name: 'users',
        detail: 'Key (email)=(private) already exists.',
        where: 'unnamed portal parameter $1 = "private"',
        parameters: ['private'],
      },
    );
    const told = withoutValues(error);
    expect(told).toMatchObject({ code: '23505', constraint_name: 'users_email_key', table_name: 'users' });
    expect(JSON.stringify(told)).not.toContain('private');
  });

  it.each([
    'invalid input syntax for type uuid: "private"',
    'invalid input syntax for type json: "of\nseveral private\nlines"',
    'Unexpected token \'p\', "private" is not valid JSON',
    'Unexpected token \'p\', ..."a": private "... is not valid JSON',
    'The address private@example.com is not known.',
    'igs_private_token_of_somebody-else was refused',
    'The invitation igi_private_token_of_somebody-else was refused',
  ])('has no value in its words: %s', message => {
    expect(JSON.stringify(withoutValues(new Error(message)))).not.toContain('private');
  });

  it('keeps words that are no values', () => {
    const message = 'relation "dashboards" does not exist at connect ECONNREFUSED 127.0.0.1:5432';
    expect(withoutValues(new Error(message))).toMatchObject({ message });
    expect(withoutSecrets('/graphql node_modules/@pothos/core/lib.js:1:2')).toBe(
      '/graphql node_modules/@pothos/core/lib.js:1:2',
    );
  });
});

describe('an object in the log', () => {
  it('has no member that is a secret by its name', () => {
    let text = '';
    const log = createLog('info', { destination: { write: line => (text += line) } });
    log.info({ password: 'private', input: { email: 'private', token: 'private', name: 'shown' } }, 'one');
    log.info(
      { headers: { authorization: 'private', cookie: 'private' }, variables: { a: 'private' } },
      'two',
    );
    log.info({ list: [{ token: 'private', also: 'shown as well' }], at: new Date(0), none: null }, 'three');
    for (const shown of ['shown', 'shown as well', '1970-01-01', '[redacted]', '"none":null'])
      expect(text).toContain(shown);
    expect(text).not.toContain('private');
  });
});
