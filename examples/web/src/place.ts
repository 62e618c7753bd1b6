/**
 * Where a link of a mail, or of a dashboard that was shared, leads. The token stands behind #, which no server sees.
 * Knows addresses; refuses to know what is done with a token.
 */
export interface Place {
  readonly path: string;
  readonly token: string | undefined;
}

export const home: Place = { path: '/', token: undefined };

export const sharedPath = '/shared';

/** What the address says. A token that is of use once leaves the address, and so the browser's history. */
export function takePlace(): Place {
  const path = location.pathname;
  const token = new URLSearchParams(location.hash.slice(1)).get('token') ?? undefined;
  if (path !== sharedPath) history.replaceState(null, '', home.path);
  return { path, token };
}

export const sharedAddress = (secret: string): string => `${location.origin}${sharedPath}#token=${secret}`;
