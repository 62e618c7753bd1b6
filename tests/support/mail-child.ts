/**
 * A process that sends mails until it is killed. Told by the environment where.
 */
import { Keyring } from '../../src/accounts/keyring.ts';
import { encryptionKeyList } from '../../src/config-accounts.ts';
import { openMail } from '../../src/mail/open-mail.ts';
import { Closing } from '../../src/server/closing.ts';
import { createLog } from '../../src/server/log.ts';
import { createMetrics } from '../../src/server/metrics.ts';

const { DATABASE_URL, PREPARE, SMTP_URL, ENCRYPTION_KEYS } = process.env;

openMail({
  accounts: {
    appUrl: 'https://app.example',
    smtp: { url: SMTP_URL!, from: { name: '', address: 'mail@example.com' } },
  },
  isProduction: true,
  keyring: new Keyring(encryptionKeyList(ENCRYPTION_KEYS!)!),
  connection: { url: DATABASE_URL!, prepare: PREPARE !== 'false', statementTimeoutMs: 0 },
  log: createLog('silent'),
  metrics: createMetrics(),
  closing: new Closing(),
});
