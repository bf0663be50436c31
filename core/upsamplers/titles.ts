import type { Language } from '../messages';
import { upsamplers } from './registry';
import type { ParameterValues } from './upsampler';

/**
 * Titles for a list of uses: a method that appears several times gets letters, "Pixel shuffle a", "Pixel shuffle b"; a
 * use with a name of its own has that.
 */
export function methodTitles(
  ids: readonly string[],
  names: readonly (string | undefined)[] = [],
  language: Language = 'en',
): string[] {
  const uses = new Map<string, number>();
  return ids.map((id, index) => {
    const use = uses.get(id) ?? 0;
    uses.set(id, use + 1);
    const own = names[index];
    // Two uses that were given one name are told apart like two uses of one method.
    if (own !== undefined && own !== '') {
      const namesakes = names.flatMap((name, at) => (name === own ? [at] : []));
      return namesakes.length > 1 ? `${own} ${letters(namesakes.indexOf(index))}` : own;
    }
    const title = upsamplers.find((upsampler) => upsampler.id === id)?.title[language] ?? id;
    return ids.indexOf(id) === ids.lastIndexOf(id) ? title : `${title} ${letters(use)}`;
  });
}

/** 0 -> a, 25 -> z, 26 -> aa */
function letters(index: number): string {
  const letter = String.fromCharCode(97 + (index % 26));
  return index < 26 ? letter : letters(Math.floor(index / 26) - 1) + letter;
}

/** What the user called one use of a method, where it can be named. */
export function ownName(id: string, parameters: ParameterValues): string | undefined {
  const name = id === 'pipeline' ? parameters['name'] : undefined;
  return typeof name === 'string' && name.trim() !== '' ? name.trim() : undefined;
}
