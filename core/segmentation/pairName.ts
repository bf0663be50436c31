const SIDES = /[._-](logits|scores|probs|probabilities|features|truth|labels?|mask|gt|photo|photograph|image)$/i;

/** A file's name without folder, ending and what tells a side apart: `a.logits.npy`, `a_truth.npy` and `a.png` belong together. */
export function pairName(path: string): string {
  const file = path.split(/[\\/]/).pop() ?? path;
  const dot = file.lastIndexOf('.');
  return (dot > 0 ? file.slice(0, dot) : file).replace(SIDES, '');
}

/** Files that belong together: all of a handful with an array among them, else those with matching names. */
export function pairGroups<File>(files: readonly File[], nameOf: (file: File) => string): File[][] {
  const isArray = (file: File): boolean => /\.np[yz]$/i.test(nameOf(file));
  const arrays = files.filter(isArray).length;
  if (arrays === 0 || files.length < 2) return [];
  if (files.length <= 3 && arrays <= 2) return [[...files]];
  const groups = new Map<string, File[]>();
  for (const file of files) {
    const name = pairName(nameOf(file));
    groups.set(name, [...(groups.get(name) ?? []), file]);
  }
  return [...groups.values()].filter((group) => group.length > 1 && group.length <= 4 && group.some(isArray));
}
