/**
 * Chromium, without a window and without a network but this machine's.
 * Knows where Debian and others put it; refuses to know what is looked at.
 */
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Undefined where there is none: then nothing is tested in a browser, and the run says so. */
export const chromiumPath = [process.env.CHROMIUM_PATH ?? '', ...places].find(
  path => path !== '' && existsSync(path),
);
if (!chromiumPath) {
  console.warn(
    `Nothing is tested in a browser: there is no Chromium at ${places.join(', ')}. Install it ("apt-get install chromium") or set CHROMIUM_PATH.`,
  );
}

export const openBrowser = (): Promise<Browser> =>
  chromium.launch({
    executablePath: chromiumPath!,
    args: [
      '--headless=new',
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
