import { counted } from '../plural';
/** Finished outputs of others, and pairs of an original and its small picture. */
export const candidates = {
  'equal-here': () => 'equal on this picture',
  'candidate-cropped': ({ right, bottom }: { right: number; bottom: number }) =>
    `Cropped like the original, by ${counted(right, 'pixel')} at the right and ${bottom} at the bottom.`,
  'metrics-own-crop': ({ right, bottom, scale }: { right: number; bottom: number; scale: number }) =>
    `The reference was cropped as compare crops it for ×${scale}: by ${right} px at the right and ${bottom} px at the bottom.`,
  'candidate-alpha': () => 'Alpha of the finished output was left out.',
  'candidate-floats': () => 'The floats of the finished output were measured as they are, neither clipped nor rounded.',
  'candidate-larger': ({
    file,
    own,
    wanted,
    right,
    bottom,
  }: {
    file: string;
    own: string;
    wanted: string;
    right: number;
    bottom: number;
  }) =>
    `"${file}" is ${own}, but the outputs are ${wanted}: cut ${counted(right, 'column')} at the right and ${counted(bottom, 'row')} at the bottom of it, where it covers the same picture.`,
  'candidate-smaller': ({
    file,
    own,
    wanted,
    right,
    bottom,
  }: {
    file: string;
    own: string;
    wanted: string;
    right: number;
    bottom: number;
  }) =>
    `"${file}" is ${own}, but the outputs are ${wanted}: cut ${counted(right, 'column')} at the right and ${counted(bottom, 'row')} at the bottom of the original, where it covers the same picture.`,
  'candidate-size': ({ file, own, wanted }: { file: string; own: string; wanted: string }) =>
    `"${file}" is ${own}, but the outputs are ${wanted}: it belongs to another scale or picture.`,
  'candidate-channels': ({ file, own, wanted }: { file: string; own: number; wanted: number }) =>
    `"${file}" has ${counted(own, 'channel')}, but the original has ${wanted}.`,
  'candidate-range': ({ file, least, most, white }: { file: string; least: string; most: string; white: number }) =>
    `"${file}" holds floats from ${least} to ${most}, where black is 0 and white is ${white}. Set the value of white with --range, or rescale them.`,
  'candidate-missing': ({ name }: { name: string }) => `There is no finished output "${name}" of this picture.`,
  'low-missing': () => 'Its small picture is not given.',
  'outputs-are-floats': () => 'Outputs of floats are measured as they come out: neither clipped nor rounded.',
  'weights-of-other-degradation': () =>
    'its shipped weights were fitted for small pictures made by area averaging, not for the given ones',
  'pair-sizes': ({ file, original, low, scale }: { file: string; original: string; low: string; scale: number }) =>
    `"${file}" is ${low} and its original ${original}: the sizes do not give scale ${scale}.`,
  'pair-forms': ({ file }: { file: string }) =>
    `"${file}" and its original differ in channels, bit depth or value range.`,
  'candidate-name': () =>
    'a name of letters, digits, "-" and "_" that is not the name of a method, as in --candidate mine=out/{file}.png',
  'candidate-twice': ({ name }: { name: string }) => `--candidate ${name} is given twice.`,
  'candidate-no-file': ({ name, count, files }: { name: string; count: number; files: readonly string[] }) =>
    `--candidate ${name} has no file for ${count} of the pictures: ${files.join(', ')}${count > files.length ? ', ...' : ''}.`,
  'candidate-two-files': ({ name, picture, files }: { name: string; picture: string; files: readonly string[] }) =>
    `--candidate ${name} has several files for "${picture}": ${files.join(', ')}. Give a pattern such as {file}__out.png.`,
  'candidate-shared': ({ name, file, pictures }: { name: string; file: string; pictures: readonly string[] }) =>
    `--candidate ${name} has one file, "${file}", for several pictures: ${pictures.join(', ')}. Give a folder or a pattern with {file}.`,
  'candidate-not-there': ({ name, path }: { name: string; path: string }) =>
    `--candidate ${name}: cannot find "${path}".`,
  'candidate-cost-of-none': ({ option, name }: { option: string; name: string }) =>
    `--${option} names "${name}", which is not a candidate.`,
  'candidate-cost': ({ option }: { option: string }): string =>
    option === 'candidate-time'
      ? 'NAME=MILLISECONDS, as in mine=12.5'
      : 'NAME=MULTIPLY-ADDS, as in mine=1.2e9 or mine=1.2G',
  'low-no-file': ({ count, files }: { count: number; files: readonly string[] }) =>
    `--low has no small picture for ${count} of the pictures: ${files.join(', ')}${count > files.length ? ', ...' : ''}.`,
  'low-two-files': ({ picture, files }: { picture: string; files: readonly string[] }) =>
    `--low has several small pictures for "${picture}": ${files.join(', ')}. Name the folder of one scale, or give --scale.`,
  'low-no-scale': ({ original, low, file }: { original: string; low: string; file: string }) =>
    `"${file}" is ${low} and its original ${original}: the scale is not a whole number.`,
  'low-other-scale': ({ found, wanted }: { found: number; wanted: number }) =>
    `The small pictures are of scale ${found}, but --scale says ${wanted}.`,
  'low-needs-original': () => '--low needs originals: it does not go with --mode enlarge.',
  'low-and-degradation': () => '--low gives the small pictures, so --degradation does not apply. Omit one of them.',
  'pair-scale': ({ scale }: { scale: number }) => `The small pictures are given: scale ${scale} from the sizes.`,
  'candidates-none': ({ path }: { path: string }) => `--candidates "${path}" holds neither pictures nor folders.`,
};
