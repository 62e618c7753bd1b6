/**
 * Secrets that a test has given to a server, and everything that the server gave away: where the one is found in the other.
 * Knows forms in which a text can be written down; refuses to know where secrets and outputs come from.
 */

/** Something that came out of a server. */
export interface Output {
  /** What it is, for whoever reads that a secret is in it. */
  readonly from: string;
  readonly text: string;
  /** The secrets that it is there to tell. */
  readonly tells: ReadonlySet<string>;
}

export class PlantedSecrets {
  private readonly names = new Map<string, string>();
  private readonly outputs: Output[] = [];

  /** @param name what it is, told in place of the secret itself */
  plant<Secret extends string>(name: string, secret: Secret): Secret {
    // What is short is found by chance.
    if (secret.length < 8) throw new Error(`The ${name} is too short to be looked for.`);
    this.names.set(secret, name);
    return secret;
  }

  /** @param tells the secrets that it is meant to tell to whoever gets it */
  put(from: string, text: string, tells: readonly string[] = []): void {
    this.outputs.push({ from, text, tells: new Set(tells) });
  }

  /** The kinds of secrets that were planted. */
  kinds(): string[] {
    return [...new Set(this.names.values())].sort();
  }

  /** How many outputs are of what; all that was searched. */
  searched(): Record<string, number> {
    const counts: Record<string, number> = {};
    for (const { from } of this.outputs) counts[from] = (counts[from] ?? 0) + 1;
    return counts;
  }

  /** Each secret that is where it is not meant to be, with what stands around it. */
  found(): string[] {
    const all = [...this.names].map(([secret, name]) => ({ secret, name, forms: formsOf(secret) }));
    return this.outputs.flatMap(({ from, text, tells }) =>
      all.flatMap(({ secret, name, forms }) => {
        const form = tells.has(secret) ? undefined : forms.find(each => text.includes(each));
        return form === undefined ? [] : [`${name} in ${from}: ${around(text, form)}`];
      }),
    );
  }
}

/** A text as it may be written down: as it is, in an address, in JSON, in hexadecimal, in Base64 at any place of a longer text. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const base64 = [0, 1, 2].map(before => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The first characters have bits of what stands before, the last one of what stands behind.
    return whole.slice(before === 0 ? 0 : before + 1, (before + bytes.length) % 3 === 0 ? undefined : -1);
  });
  const forms = [
    secret,
    encodeURIComponent(secret),
    new URLSearchParams({ secret }).toString().slice('secret='.length),
    JSON.stringify(secret).slice(1, -1),
    bytes.toString('hex'),
    ...base64,
    ...base64.map(text => text.replaceAll('+', '-').replaceAll('/', '_')),
  ];
  return [...new Set(forms)];
}

const around = (text: string, form: string): string => {
  const at = text.indexOf(form);
  const part = `${text.slice(Math.max(0, at - 200), at)}[…]${text.slice(at + form.length, at + form.length + 60)}`;
  return part.replace(/\s+/g, ' ');
};
