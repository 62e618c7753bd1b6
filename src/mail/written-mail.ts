/**
 * A letter as text and as simple HTML, with the link that it leads to.
 * Knows markup and where the application for people is; refuses to know what is said.
 */
import type { Letter, LetterLink } from './letters.ts';

export interface WrittenMail {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** @param expiresAt when the link ends; undefined where it does not */
export function writeMail(letter: Letter, appUrl: string, expiresAt: Date | undefined): WrittenMail {
  const { subject, paragraphs, link, closing } = letter;
  const url = link && urlOf(link, appUrl);
  const end = link && expiresAt ? [`The link can be used until ${momentOf(expiresAt)}.`] : [];
  const linkText = url === undefined ? [] : [`${link!.label}:\n${url}`];
  const linkHtml =
    url === undefined ? [] : [`<a href="${escaped(url)}">${escaped(link!.label)}</a><br>${escaped(url)}`];
  const after = [...end, closing];
  const html = [...paragraphs.map(escaped), ...linkHtml, ...after.map(escaped)];
  return {
    subject,
    text: `${[...paragraphs, ...linkText, ...after].join('\n\n')}\n`,
    html: `<!doctype html>\n<html lang="en">\n<body>\n${html.map(each => `<p>${each}</p>`).join('\n')}\n</body>\n</html>\n`,
  };
}

const urlOf = ({ path, token }: LetterLink, appUrl: string): string =>
  `${appUrl}/${path}${token === undefined ? '' : `#token=${encodeURIComponent(token)}`}`;

const momentOf = (moment: Date): string =>
  `${moment.toLocaleString('en-GB', { dateStyle: 'long', timeStyle: 'short', timeZone: 'UTC' })} UTC`;

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escaped = (text: string): string => text.replace(/[&<>"]/g, character => entities[character]!);
