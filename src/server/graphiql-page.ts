/**
 * The page of GraphiQL as it is sent: made and compressed once for all who get the same.
 * Knows who gets the demo's token; what is on the page is `graphiql.ts`'s.
 */
import type { IncomingMessage } from 'node:http';
import type { Answer, Coding } from './answer.ts';
import type { ClientAddresses } from './client-address.ts';
import { compress, quality } from './compression.ts';
import { entityTagOf } from './entity-tag.ts';
import { type GraphiQLSettings, isLoopbackName, renderGraphiQL } from './graphiql.ts';

/** Whether a browser asks for a page, and not a program for data. */
export const isForBrowser = ({ method, headers }: IncomingMessage): boolean =>
  (method === 'GET' || method === 'HEAD') && headers.accept?.includes('text/html') === true;

interface Page {
  /** The token that it holds. */
  readonly token: string | undefined;
  readonly content: Promise<{ readonly body: Buffer; readonly tag: string }>;
  readonly codings: Map<Coding, Promise<Buffer>>;
}

export class GraphiqlPage {
  private readonly settings: GraphiQLSettings;
  private readonly addresses: ClientAddresses;
  /** With the demo's token, and without. */
  private readonly pages = new Map<boolean, Page>();

  constructor(settings: GraphiQLSettings, addresses: ClientAddresses) {
    this.settings = settings;
    this.addresses = addresses;
  }

  async answer(request: IncomingMessage): Promise<Answer> {
    const page = this.pageWith(this.isOnThisMachine(request) ? this.settings.demoToken : undefined);
    const { body, tag } = await page.content;
    return {
      status: 200,
      headers: pageHeaders,
      body,
      encoded: coding => {
        const kept = page.codings.get(coding) ?? compress(body, coding, quality.kept);
        page.codings.set(coding, kept);
        return kept;
      },
      // A page with a token in it is not for anybody's disk.
      ...(page.token === undefined ? { tag } : {}),
    };
  }

  /** Whether the request came from this machine, through no proxy, and to a name of this machine. */
  private isOnThisMachine(request: IncomingMessage): boolean {
    return this.addresses.isLocal(request) && isLoopbackName(request.headers.host);
  }

  private pageWith(token: string | undefined): Page {
    const known = this.pages.get(token !== undefined);
    if (known && known.token === token) return known;
    const content = renderGraphiQL(this.settings, token).then(text => ({
      body: Buffer.from(text),
      tag: entityTagOf(text),
    }));
    const page: Page = { token, content, codings: new Map() };
    this.pages.set(token !== undefined, page);
    return page;
  }
}

/** GraphiQL is all inline; nothing else may be loaded, and no other site may frame it. */
const pageHeaders = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy':
    "default-src 'none'; script-src 'unsafe-inline' blob:; worker-src blob:; style-src 'unsafe-inline'; font-src data:; img-src data: 'self'; connect-src 'self' blob: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
};
