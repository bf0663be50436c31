/**
 * Names of the sets of a table by their folders: the folder's own name; where two share it, with the parent's, and where
 * that is no help, with a number.
 * @param folders with slashes, each once
 */
export function setNames(folders: readonly string[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const folder of folders) {
    const parts = folder.split(/[/\\]/).filter((part) => part !== '');
    const own = parts.at(-1) ?? folder;
    const longer = parts.slice(-2).join('/');
    const name = !taken.has(own) ? own : !taken.has(longer) ? longer : `${longer} (${names.size + 1})`;
    taken.add(name);
    names.set(folder, name);
  }
  return names;
}
