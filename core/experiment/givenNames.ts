import { endingOf } from '../tensor/pictureKinds';
import { upsamplers } from '../upsamplers';
import { CANDIDATE, CANDIDATE_NAME } from './keys';

/** Which file goes with which picture, by their names alone: the same rules on the command line and in the window. */

/** The name without folder and ending. */
export function stemOf(file: string): string {
  const name = file.replace(/^.*[/\\]/s, '');
  const ending = endingOf(name);
  return ending === undefined ? name : name.slice(0, -ending.length - 1);
}

export const isPattern = (text: string): boolean => text.includes('{file}');

/** A pattern for one picture: `{file}` is its stem, `{scale}` the factor. */
export const fillPattern = (pattern: string, stem: string, scale: number): string =>
  pattern.replaceAll('{file}', () => stem).replaceAll('{scale}', String(scale));

/** The same as an expression for a whole name; `*` is anything. */
export function patternExpression(pattern: string, stem: string, scale: number): RegExp {
  const plain = (part: string): string => fillPattern(part, stem, scale).replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
  return new RegExp(`^${pattern.split('*').map(plain).join('.*')}$`, 'su');
}

/** The items by what `key` says of each, in the order they come. */
export function grouped<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return groups;
}

/** Reserved keys besides those of methods. */
const RESERVED = ['reference', 'input', 'original', 'all', 'none', CANDIDATE];

export const isCandidateName = (name: string): boolean =>
  CANDIDATE_NAME.test(name) && !RESERVED.includes(name) && !upsamplers.some(({ id }) => id === name);

/** A free candidate's name that is most like `text`: other letters become dashes, a taken or reserved one gets a number. */
export function candidateNameFor(text: string, taken: readonly string[]): string {
  const plain = text
    .replace(/[^A-Za-z0-9_-]+/g, '-')
    .replace(/^[-_]+|[-_]+$/g, '')
    .slice(0, 56);
  const name = plain === '' ? 'out' : isCandidateName(plain) ? plain : `out-${plain}`;
  for (let number = plain === '' ? 1 : 0; ; number++) {
    const tried = number === 0 ? name : `${name}-${number + (plain === '' ? 0 : 1)}`;
    if (!taken.includes(tried)) return tried;
  }
}

/** What the names of low-resolution pictures carry behind the stem of their original: `0001x2`, `img_LR`, `a__input_x2`. */
const LOW_SUFFIX = /(?:__input)?(?:[_-]?(?:lrbi|lrbicx?|lr|low|small|bicubic))?(?:[_-]?x(\d+)m?)?$/i;
/** What those of originals carry in the usual sets. */
const HIGH_SUFFIX = /[_-](?:hr|gt|sr_?gt)$/i;

/** The stem by which an original is looked for among small pictures. */
const originalStem = (file: string): string => stemOf(file).replace(HIGH_SUFFIX, '').toLowerCase();

/** The stems of originals that the name of a small picture may mean, and its factor where the name or its folder says it. */
function lowMeaning(
  file: string,
  folders: readonly string[],
): { readonly stems: readonly string[]; readonly scale: number | undefined } {
  const stem = stemOf(file);
  const suffix = LOW_SUFFIX.exec(stem);
  const inFolder = folders.map((folder) => /^(?:lr.*)?x(\d+)$/i.exec(folder)?.[1]).findLast((one) => one !== undefined);
  const factor = suffix?.[1] ?? inFolder;
  const bare = suffix === null || suffix[0] === '' ? stem : stem.slice(0, -suffix[0].length);
  return {
    stems: [...new Set([stem, bare].map((one) => one.toLowerCase()))],
    scale: factor === undefined ? undefined : Number(factor),
  };
}

/**
 * Finds among small pictures those that go with an original; a name that is equal to the last letter is meant before one
 * with a suffix. Names are parsed once, because there may be thousands.
 */
export function lowFinder<Low extends { readonly file: string; readonly folders: readonly string[] }>(
  lows: readonly Low[],
): (original: string, scale: number | undefined) => readonly Low[] {
  const byStem = new Map<string, { readonly low: Low; readonly scale: number | undefined; readonly stem: string }[]>();
  for (const low of lows) {
    const { stems, scale } = lowMeaning(low.file, low.folders);
    const known = { low, scale, stem: stemOf(low.file).toLowerCase() };
    for (const stem of stems) byStem.set(stem, [...(byStem.get(stem) ?? []), known]);
  }
  return (original, wanted) => {
    const stem = originalStem(original);
    const own = (byStem.get(stem) ?? []).filter(
      ({ scale }) => wanted === undefined || scale === undefined || scale === wanted,
    );
    const equal = own.filter((known) => known.stem === stem);
    return (equal.length === 1 ? equal : own).map(({ low }) => low);
  };
}

/** The factor that the path of an output says, in a folder `x3` or beside the picture's own name: `baby_x3.png`. */
export function scaleSaid(path: string, picture: string): number | undefined {
  const folders = path.split(/[/\\]/).slice(0, -1);
  const inFolder = folders.map((folder) => /(?:^|[_-])x(\d+)$/i.exec(folder)?.[1]).findLast((one) => one !== undefined);
  const rest = stemOf(path).replace(stemOf(picture), '');
  const factor = /(?:^|[_-])x(\d+)(?![0-9])/i.exec(rest)?.[1] ?? inFolder;
  return factor === undefined ? undefined : Number(factor);
}

/** The pattern that most of the pictures have a file for, as `{file}__out`; null where no file holds a picture's stem. */
export function patternOf(pictures: readonly string[], files: readonly string[]): string | null {
  const stems = files.map(stemOf);
  const counts = new Map<string, number>();
  for (const picture of new Set(pictures.map(stemOf))) {
    for (const stem of stems) {
      const at = stem.indexOf(picture);
      if (at < 0 || stem === picture) continue;
      const pattern = `${stem.slice(0, at)}{file}${stem.slice(at + picture.length)}`;
      counts.set(pattern, (counts.get(pattern) ?? 0) + 1);
    }
  }
  const [best] = [...counts].sort(([a, n], [b, m]) => m - n || a.length - b.length);
  return best?.[0] ?? null;
}

/** Finds the outputs of a picture among files: by equal stem, then by the pattern (with or without ending). */
export function outputFinder<File extends { readonly file: string }>(
  files: readonly File[],
  pattern: string | null,
  scale: number,
): (picture: string) => readonly File[] {
  const byStem = grouped(files, ({ file }) => stemOf(file));
  const byFile = grouped(files, ({ file }) => file);
  return (picture) => {
    const stem = stemOf(picture);
    const equal = byStem.get(stem) ?? [];
    if (equal.length > 0 || pattern === null) return equal;
    if (!pattern.includes('*')) {
      const name = fillPattern(pattern, stem, scale);
      return byStem.get(name) ?? byFile.get(name) ?? [];
    }
    const expression = patternExpression(pattern, stem, scale);
    return files.filter(({ file }) => expression.test(stemOf(file)) || expression.test(file));
  };
}
