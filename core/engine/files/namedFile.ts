/** A file, and what sentences call it. */
export interface NamedFile {
  readonly path: string;
  readonly name: string;
}

/** A weight file that methods may name as `file:NAME`; the program was told its path, never the page. */
export interface WeightFile extends NamedFile {
  /** What results call it; its name by default. */
  readonly origin?: string;
  /** Of a file that holds values of a network: which network, and where the network says that they are. */
  readonly beside?: { readonly network: string; readonly location: string };
}
