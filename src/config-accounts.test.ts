import { describe, expect, it } from 'vitest';
import { ConfigError, type Environment, parseConfig } from './config.ts';

function problemsOf(env: Environment): ConfigError['problems'] {
  try {
    parseConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('the configuration of accounts', () => {
  it('has a safe default for everything', () => {
    expect(parseConfig({}).accounts).toEqual({
      sessionIdleDays: 14,
      rules: { signUp: 'open', emailConfirmation: 'optional', passwordMinLength: 8 },
      identityProviders: [],
      appUrl: 'http://localhost:5173',
    });
  });

  it('asks whom mails are from where they are sent', () => {
    expect(problemsOf({ SMTP_URL: 'smtp://127.0.0.1' })).toEqual([
      {
        variable: 'MAIL_FROM',
        expected: 'the address that mails are from, as there is an SMTP_URL',
        received: 'nothing',
      },
    ]);
    for (const url of ['smtp.example:25', 'http://smtp.example', 'smtp://'])
      expect(problemsOf({ SMTP_URL: url, MAIL_FROM: 'a@b' })).toMatchObject([{ variable: 'SMTP_URL' }]);
    const from = (text: string) =>
      parseConfig({ SMTP_URL: 'smtp://127.0.0.1', MAIL_FROM: text }).accounts.smtp?.from;
    expect(from('mail@example.com')).toEqual({ name: '', address: 'mail@example.com' });
    expect(from('"Analytics, Inc." <mail@example.com>')).toEqual({
      name: 'Analytics, Inc.',
      address: 'mail@example.com',
    });
  });

  it('asks for confirmed addresses where mail is sent, and for long passwords in production', () => {
    const rules = (env: Environment) => parseConfig(env).accounts.rules;
    const smtp = { SMTP_URL: 'smtp://127.0.0.1', MAIL_FROM: 'a@b' };
    expect(rules({})).toEqual({ signUp: 'open', emailConfirmation: 'optional', passwordMinLength: 8 });
    expect(rules({ NODE_ENV: 'production' }).passwordMinLength).toBe(15);
    expect(rules({ NODE_ENV: 'production', PASSWORD_MIN_LENGTH: '8' }).passwordMinLength).toBe(8);
    expect(rules(smtp).emailConfirmation).toBe('required');
    expect(rules({ ...smtp, EMAIL_CONFIRMATION: 'optional' }).emailConfirmation).toBe('optional');
    expect(problemsOf({ EMAIL_CONFIRMATION: 'required' })).toMatchObject([
      { variable: 'EMAIL_CONFIRMATION' },
    ]);
  });

  const issuer = { JWT_ISSUER: 'https://id.example', JWT_AUDIENCE: 'https://api.example, other' };
  it('takes tokens of an issuer whose audience is said, and no algorithm by which others could make them', () => {
    expect(parseConfig(issuer).accounts.tokenIssuer).toEqual({
      issuer: 'https://id.example',
      audience: ['https://api.example', 'other'],
      algorithms: ['RS256'],
      jwksUrl: undefined,
    });
    const algorithms = { ...issuer, JWT_ALGORITHMS: 'ES256,EdDSA' };
    expect(parseConfig(algorithms).accounts.tokenIssuer?.algorithms).toEqual(['ES256', 'EdDSA']);
    const wrong = (env: Environment) => problemsOf(env).map(({ variable }) => variable);
    for (const names of ['none', 'HS256', 'RS256,HS256', 'rs256', ','])
      expect(wrong({ ...issuer, JWT_ALGORITHMS: names })).toEqual(['JWT_ALGORITHMS']);
    expect(wrong({ JWT_ISSUER: 'https://id.example' })).toEqual(['JWT_AUDIENCE']);
    expect(wrong({ ...issuer, JWT_ISSUER: 'http://id.example' })).toEqual(['JWT_ISSUER']);
    expect(wrong({ ...issuer, JWT_JWKS_URL: 'http://id.example/keys' })).toEqual(['JWT_JWKS_URL']);
    expect(wrong({ JWT_AUDIENCE: 'api', JWT_JWKS_URL: 'https://id.example/keys' })).toEqual([
      'JWT_AUDIENCE',
      'JWT_JWKS_URL',
    ]);
  });

  it('refuses tokens of an issuer under row-level security, where PostgreSQL would have to believe them', () => {
    expect(problemsOf({ ...issuer, ROW_LEVEL_SECURITY: 'on' })).toEqual([
      {
        variable: 'JWT_ISSUER',
        expected: 'nothing, as ROW_LEVEL_SECURITY is on: PostgreSQL could not tell whether a token holds',
        received: 'an issuer',
      },
    ]);
  });

  it.each([
    ['SESSION_IDLE_DAYS', '-1'],
    ['SIGN_UP', 'never'],
    ['EMAIL_CONFIRMATION', 'on'],
    ['PASSWORD_MIN_LENGTH', '7'],
    ['ENCRYPTION_KEYS', 'k1:short'],
    ['ENCRYPTION_KEYS', `k1:${'A'.repeat(43)}=,k1:${'A'.repeat(43)}=`],
    ['APP_URL', 'app.example'],
    ['API_URL', 'api.example'],
    ['OIDC_PROVIDERS', 'google'],
    ['OIDC_PROVIDERS', '[{"name":"a","issuer":"http://a.example","clientId":"a"}]'],
    ['OIDC_PROVIDERS', '[{"name":"A b","issuer":"https://a.example","clientId":"a"}]'],
    ['OIDC_PROVIDERS', '[{"name":"a","issuer":"https://a.example","clientId":"a","secret":"b"}]'],
    [
      'OIDC_PROVIDERS',
      '[{"name":"a","issuer":"https://a.example","clientId":"a"},{"name":"a","issuer":"https://b.example","clientId":"a"}]',
    ],
    ['MAIL_FROM', 'mail'],
    ['MAIL_FROM', 'One <one@example.com>, two@example.com'],
    ['MAIL_FROM', 'One <one@example.com'],
    ['MAIL_FROM', 'One one@example.com'],
  ])('refuses %s=%s', (name, value) => {
    expect(problemsOf({ [name]: value }).map(({ variable }) => variable)).toEqual([name]);
  });

  it('never prints a password', () => {
    const problems = problemsOf({ SMTP_URL: 'smpt://me:hunter2@h', MAIL_FROM: 'a@b' });
    expect(problems).toHaveLength(1);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
    const secret = '[{"name":"a","clientSecret":"hunter2"}]';
    expect(JSON.stringify(problemsOf({ OIDC_PROVIDERS: secret }))).not.toContain('hunter2');
  });
});
