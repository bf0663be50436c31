import { upsamplers } from './registry';

/** Titles for a list of uses: a method that appears several times gets letters, "Pixel shuffle a", "Pixel shuffle b". */
export function methodTitles(ids: readonly string[]): string[] {
  const uses = new Map<string, number>();
  return ids.map((id) => {
    const title = upsamplers.find((upsampler) => upsampler.id === id)?.title ?? id;
    if (ids.indexOf(id) === ids.lastIndexOf(id)) return title;
    const use = uses.get(id) ?? 0;
    uses.set(id, use + 1);
    return `${title} ${letters(use)}`;
  });
}

/** 0 -> a, 25 -> z, 26 -> aa */
function letters(index: number): string {
  const letter = String.fromCharCode(97 + (index % 26));
  return index < 26 ? letter : letters(Math.floor(index / 26) - 1) + letter;
}
