import { message, say, type Language } from '../messages';
import { describeParameters, methodTitles, ownName, upsamplers } from '../upsamplers';
import { isCandidate } from './keys';
import type { Experiment, ImageResult, MethodResult } from './schema';

/** Stands behind the name of a use that is left out of "best"; a note says why. */
export const LEFT_OUT_MARK = '†';

type Use = Pick<MethodResult, 'id' | 'title' | 'parameters'>;

/** Parameters in the fewest words, "k4 s2 p1 bilinear"; nothing for a method that has none or is not known. */
export function shortParameters(
  { id, parameters }: Pick<MethodResult, 'id' | 'parameters'>,
  language: Language = 'en',
): string {
  const upsampler = upsamplers.find((one) => one.id === id);
  return upsampler === undefined ? '' : describeParameters(upsampler, parameters, language);
}

/** The one name of a use of a method: "Pixel shuffle b (k5 icnr)". */
export const labelOf = (use: Use, language?: Language): string =>
  withParameters(use.title, shortParameters(use, language));

export const withParameters = (title: string, short: string): string => (short === '' ? title : `${title} (${short})`);

/** The same with the mark of one that takes no part in "best". */
export function markedLabel(use: Use & Pick<MethodResult, 'excludedFromBest'>, language?: Language): string {
  const label = labelOf(use, language);
  return use.excludedFromBest === undefined ? label : `${label} ${LEFT_OUT_MARK}`;
}

/** Titles of an experiment's uses by key, with a letter where a method has several in one order of masks. */
export function titlesByKey({ methods }: Pick<Experiment, 'methods'>, language?: Language): Map<string, string> {
  const titles = new Map<string, string>();
  for (const order of ['logits', 'labels'] as const) {
    const uses = methods.filter((use) => (use.order ?? 'logits') === order);
    const own = methodTitles(
      uses.map(({ id }) => id),
      uses.map((spec) => (isCandidate(spec) ? spec.key : ownName(spec.id, spec.parameters))),
      language,
    );
    uses.forEach(({ key }, index) => {
      const title = own[index] ?? key;
      titles.set(key, order === 'labels' ? say(message('mask-labels-first', { title }), language) : title);
    });
  }
  return titles;
}

/** Labels by key of everything that was to run on a picture, also of what failed. */
export function labelsOf(
  image: Pick<ImageResult, 'methods'>,
  experiment: Pick<Experiment, 'methods'>,
  language?: Language,
) {
  const titles = titlesByKey(experiment, language);
  const labels = new Map<string, string>();
  for (const { id, key, parameters } of experiment.methods)
    labels.set(key, labelOf({ id, title: titles.get(key) ?? key, parameters }, language));
  for (const method of image.methods) labels.set(method.key, labelOf(method, language));
  return (key: string): string => labels.get(key) ?? key;
}
