/** A file, and what sentences call it. */
export interface NamedFile {
  readonly path: string;
  readonly name: string;
}

/** A weight file that methods may name as `file:NAME`; the program was told its path, never the page. */
export interface WeightFile extends NamedFile {
  /** What results call it; its name by default. */
  readonly origin?: string;
}
