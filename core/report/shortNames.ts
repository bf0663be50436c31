/** Names of files without the folders that all of them lie in: headings and tables say what tells pictures apart. */
export function shortNames(files: readonly string[]): (file: string) => string {
  const folders = files.map((file) => file.split(/[\\/]/).slice(0, -1));
  const [first = [], ...others] = folders;
  const apart = first.findIndex((part, at) => others.some((folder) => folder[at] !== part));
  const common = apart === -1 ? first.length : apart;
  return (file) => file.split(/[\\/]/).slice(common).join('/') || file;
}
