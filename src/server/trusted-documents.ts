/**
 * Documents that clients name by an id instead of sending them: which one a request is about, and whether another may be asked.
 * Knows the members of requests; documents come from the manifest alone, and no request can add one.
 */
import type { GraphQLSchema } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import { badUserInput } from '../errors.ts';
import { plainIdOf, readManifest, type TrustedDocument } from './document-manifest.ts';

export interface TrustedDocumentsOptions {
  /** Whether other documents may be asked as well, or trusted ones only. */
  readonly mode: 'prefer' | 'only';
  /** The path of the manifest. */
  readonly file: string;
}

/** What of a request says which document it is about, in whatever form it came. */
export interface DocumentRequest {
  readonly query?: unknown;
  readonly documentId?: unknown;
  readonly extensions?: unknown;
}

/** What Apollo Client and urql take as the request to send the document itself; both know it by these letters. */
const sendTheText = 'PersistedQueryNotFound';

const noDocument = 'Send the id of a document as "documentId", or the document as "query".';
const unknownDocument =
  'No trusted document has this id. Its manifest may be older than the client: the server reads TRUSTED_DOCUMENTS_FILE when it starts.';
const onlyTrusted =
  'This server answers trusted documents only. Send the id of one as "documentId", or have this document added to the manifest.';

export class TrustedDocuments {
  readonly file: string;
  readonly documents: readonly TrustedDocument[];
  private readonly mode: TrustedDocumentsOptions['mode'];
  private readonly texts: ReadonlyMap<string, string>;
  private readonly trusted: Set<unknown>;

  /** @throws ManifestError where the manifest cannot be used with the schema */
  constructor({ mode, file }: TrustedDocumentsOptions, schema: GraphQLSchema) {
    this.mode = mode;
    this.file = file;
    this.documents = readManifest(file, schema);
    this.texts = new Map(this.documents.map(({ id, text }) => [plainIdOf(id), text]));
    this.trusted = new Set(this.texts.values());
  }

  /** The document that a request is about. @throws BAD_USER_INPUT where it may not be asked, or is not known */
  textOf({ query, documentId, extensions }: DocumentRequest): unknown {
    if (documentId != null) {
      if (query != null) throw badUserInput('Send "documentId" or "query", not both.');
      return this.textNamed(documentId, '"documentId"') ?? refuse(unknownDocument);
    }
    if (query == null) {
      const id = persistedQueryIn(extensions);
      // Where texts are taken, the client sends it then; it is run, and not kept.
      const unknown = this.mode === 'prefer' ? sendTheText : unknownDocument;
      return this.textNamed(id, '"extensions.persistedQuery.sha256Hash"') ?? refuse(unknown);
    }
    // A trusted document may also be sent as it is.
    return this.mode === 'prefer' || this.trusted.has(query) ? query : refuse(onlyTrusted);
  }

  /** Takes a document that the server made of a trusted one, always the same of the same, as trusted too. */
  derive(text: string): void {
    this.trusted.add(text);
  }

  private textNamed(id: unknown, member: string): string | undefined {
    if (typeof id !== 'string')
      throw badUserInput(`${member} must be a text: the id that the manifest has for the document.`);
    return this.texts.get(plainIdOf(id));
  }
}

/** The id of a document as Apollo Client sends it. */
function persistedQueryIn(extensions: unknown): unknown {
  if (!isObject(extensions) || !('persistedQuery' in extensions)) return refuse(noDocument);
  const { persistedQuery } = extensions;
  return isObject(persistedQuery) && 'sha256Hash' in persistedQuery ? persistedQuery.sha256Hash : undefined;
}

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

function refuse(message: string): never {
  throw badUserInput(message);
}

/** Gives Yoga the document that a request names. */
export function useTrustedDocuments(trusted: TrustedDocuments): Plugin {
  return {
    onParams({ params, request, setParams }) {
      const { documentId, ...rest }: DocumentRequest & typeof params = params;
      const named = documentId ?? documentIdIn(request);
      const query = trusted.textOf({ ...rest, documentId: named });
      // What is no text is Yoga's to refuse.
      if (typeof query === 'string') setParams({ ...rest, query });
    },
  };
}

/** The id in the address of a GET, of which Yoga reads what it knows only. */
const documentIdIn = ({ method, url }: Request): string | undefined =>
  method === 'GET' ? (new URL(url).searchParams.get('documentId') ?? undefined) : undefined;
