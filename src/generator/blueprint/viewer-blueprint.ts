/**
 * What is known of who asks: the row that every statement carries, and its columns. Whose row it is the application says.
 */

/** The row that every statement carries, and that rules ask about the viewer. */
export interface ViewerBlueprint {
  /** The SQL name of the common table expression. */
  readonly name: string;
  /** The column that tells whose the credentials are, where several may be one's; each answer tells it to the server. */
  readonly account?: string;
  /** The single value that guests have, and nobody else: who is let in to a few rows, and only reads. Undefined where there are none. */
  readonly guest?: string;
  /** What it holds, by the name that rules know it by. */
  readonly columns: Readonly<
    Record<
      string,
      {
        readonly sqlName: string;
        /** The PostgreSQL type; of a set, that of its elements. */
        readonly sqlType: string;
        readonly set: boolean;
        /** The common table expression that holds it; that of the viewer's row unless given. */
        readonly from?: string;
        /** Of a set, a select of its elements, so that one can be looked for without making the set; they may be fewer, and none. */
        readonly elements?: string;
        /** The set whose first elements these are, at most `size`: all of it where they are fewer. */
        readonly firstOf?: { readonly set: string; readonly size: number };
        /** In words: "the projects that the viewer belongs to". */
        readonly meaning: string;
        /** Of a single value, that the viewer has one: "a user is signed in". */
        readonly presence?: string;
      }
    >
  >;
}

/** The viewer of an application that knows nothing of who asks. */
export interface NoViewer extends ViewerBlueprint {
  readonly name: 'everyone';
  readonly columns: Readonly<Record<never, never>>;
}
