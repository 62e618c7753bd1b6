/**
 * GraphiQL: the page, from files of this package alone.
 * It may hold a token, but only for a browser on the same machine; refuses to know what is asked with it.
 */
import type { GraphiQLOptions } from 'graphql-yoga';
import { graphiqlBar, type ViewerChooser } from './graphiql-bar.ts';

export interface GraphiQLSettings {
  /** Of the page. */
  readonly title?: string;
  /** A token that the page sends for a browser on this machine where the viewer sends none; undefined for none. */
  demoToken?: string | undefined;
  /** Who can be chosen on the page to ask as; nobody where it is not given. */
  readonly viewers?: ViewerChooser;
  /** The operations that it opens with, the first of which is in front; whether it sends a token. */
  operations?(hasToken: boolean): readonly string[];
}

const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/** Whether a Host header names this machine: a page of another site that points its own name at it is no place for a token. */
export const isLoopbackName = (host: string | undefined): boolean => loopbackHost.test(host ?? '');

/** @param token that the page sends where the viewer sends none */
function graphiqlOptions(
  { title = 'GraphQL', operations, viewers }: GraphiQLSettings,
  token: string | undefined,
): GraphiQLOptions {
  const [first, ...others] = operations?.(token !== undefined) ?? [];
  return {
    title,
    ...(first === undefined
      ? {}
      : { defaultTabs: [first, ...others].map(query => ({ query })), defaultQuery: first }),
    // What somebody wrote there is there after a reload as well; GraphiQL's settings can say otherwise.
    shouldPersistHeaders: true,
    // The bar sends the token, where the Headers say nothing.
    ...(token === undefined || viewers ? {} : { additionalHeaders: { authorization: `Bearer ${token}` } }),
  };
}

/** The page is 9 MB of inlined script: loaded when it is first asked for, not at the start. @param token as above */
export async function renderGraphiQL(
  settings: GraphiQLSettings = {},
  token: string | undefined = undefined,
): Promise<string> {
  const module = await import('@graphql-yoga/render-graphiql');
  const bar = settings.viewers ? graphiqlBar(settings.viewers, token) : '';
  const page = module.renderGraphiQL(graphiqlOptions(settings, token));
  // Not a text to replace by: it may hold what looks like a pattern of one.
  return page.replace('</head>', () => `${steadyTabs}${bar}</head>`);
}

/** A tab that is pressed would jump away under the pointer, by an offset that GraphiQL left from its first layout. */
const steadyTabs = '<style>.graphiql-tab { transform: none !important; }</style>';
