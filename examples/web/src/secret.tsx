/**
 * A secret that the API shows once: to be copied now, as nobody can ask for it again.
 * Knows how it is shown; what it is good for stands beside it.
 */
import type { ReactNode } from 'react';

interface Props {
  readonly name: string;
  readonly children: ReactNode;
  readonly onHide: () => void;
}

export const Secret = ({ name, children, onHide }: Props) => (
  <div className="notice" role="status" aria-label={`Secret of ${name}`}>
    <p>“{name}”, shown this once:</p>
    {children}
    <button type="button" onClick={onHide}>
      I have copied it
    </button>
  </div>
);

/** What became of a secret's row, in a word. */
export function lifeOf({ revokedAt, expiresAt }: SecretRow): 'active' | 'revoked' | 'ended' {
  if (revokedAt !== null) return 'revoked';
  return expiresAt !== null && Date.parse(expiresAt) <= Date.now() ? 'ended' : 'active';
}

export interface SecretRow {
  readonly revokedAt: string | null;
  readonly expiresAt: string | null;
}
