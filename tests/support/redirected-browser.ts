/**
 * A browser on its way from address to address: it keeps cookies, follows redirections, and stays where the application begins.
 * Knows HTTP; refuses to know why it is sent anywhere.
 */

/** Where things are. */
export interface Places {
  /** Where the server says to be, and where it is. */
  readonly apiUrl: string;
  readonly origin: string;
  /** Where the application is, which is not opened. */
  readonly appUrl: string;
}

/** Follows a browser's way from an address until it is sent to the application, or stays. */
export class RedirectedBrowser {
  private readonly places: () => Places;
  private readonly cookies = new Map<string, string>();
  readonly visited: string[] = [];
  /** All values that cookies have had. */
  readonly kept: string[] = [];
  /** Changes addresses on the way. */
  meddle: (url: string) => string | Promise<string> = url => url;

  constructor(places: () => Places) {
    this.places = places;
  }

  async open(
    address: string,
  ): Promise<{ readonly status: number; readonly url: string; readonly text: string }> {
    const { apiUrl, origin, appUrl } = this.places();
    let url = address;
    for (let hops = 0; hops < 20; hops++) {
      url = await this.meddle(url);
      this.visited.push(url);
      if (url.startsWith(appUrl)) return { status: 200, url, text: '' };
      const { host, pathname } = new URL(url);
      const cookie = [...this.cookies]
        .filter(([key]) => key.startsWith(`${host} `) && pathname.startsWith(key.split(' ')[1]!))
        .map(([key, value]) => `${key.split(' ')[2]}=${value}`)
        .join('; ');
      const response = await fetch(url.replace(apiUrl, origin), {
        redirect: 'manual',
        headers: { cookie },
      });
      for (const set of response.headers.getSetCookie()) {
        const [, name, value] = /^([^=]+)=([^;]*)/.exec(set)!;
        const path = /;\s*path=([^;]+)/i.exec(set)?.[1] ?? '/';
        this.cookies.set(`${host} ${path} ${name}`, value!);
        if (value) this.kept.push(value);
      }
      const location = response.headers.get('location');
      if (location === null) return { status: response.status, url, text: await response.text() };
      url = new URL(location, url).href;
    }
    throw new Error('The browser is sent around.');
  }
}
