import { counted } from '../plural';
/** Tables of papers: sets, scales and methods. */

const some = ({ files, more }: { files: readonly string[]; more: number }): string =>
  `${files.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;

const timesOf = (scales: readonly number[]): string => scales.map((scale) => `×${scale}`).join(', ');

/** Exported because the declarations of all messages name it. */
export interface TheirsValues {
  theirs: string;
  set: string;
  scale: number;
  name: string;
  metric: string;
  predicted: string;
}

/** Exported for the same reason. */
export interface OthersValues {
  set: string;
  scales: readonly number[];
  metrics: readonly string[];
  files: readonly string[];
  more: number;
}

export const table = {
  'table-theirs': () => 'a number of decibels',
  'table-theirs-none': ({ theirs }: { theirs: string }) =>
    `${theirs} is not a value of this table, neither as the mean of PSNRs nor as the PSNR of the mean error.`,
  'table-theirs-mean-of-psnrs': (v: TheirsValues) =>
    `${v.theirs} is the mean of the pictures' ${v.metric} of ${v.name} on ${v.set} ×${v.scale} (${v.predicted}).`,
  'table-theirs-psnr-of-mean': (v: TheirsValues) =>
    `${v.theirs} is the ${v.metric} of the mean error of all pictures, of ${v.name} on ${v.set} ×${v.scale} (${v.predicted}); papers print the mean of the pictures' PSNR.`,

  'table-variants': ({ variants }: { variants: readonly string[] }) => variants.join('/'),
  'table-head-method': () => 'Method',
  'table-head-scale': () => 'Scale',
  'table-head-parameters': () => 'Params',
  'table-head-macs': () => 'Mult-Adds',
  'table-head-macs-at-output': () => 'at output size',
  'table-path': ({ degradation, space, protocol }: { degradation: string; space: string; protocol: string }) =>
    `Protocol ${protocol}; ${degradation === 'given' ? 'small pictures given as files' : `small pictures made by ${degradation}`}; ${
      space === 'y'
        ? 'the luma alone, rounded to 8 bits, enlarged without rounding the small picture, rounded once at the end'
        : 'the colours of the file, every picture rounded as a file holds it'
    }.`,
  'table-metric': ({
    metric,
    scales,
    parts,
  }: {
    metric: string;
    scales: readonly number[];
    parts: readonly string[];
  }) => `${metric} ${timesOf(scales)}: ${parts.join(', ')}; mean over the pictures of a set.`,
  'table-over': ({
    set,
    scales,
    count,
    pictures,
    grey,
  }: {
    set: string;
    scales: readonly number[];
    count: number;
    pictures: number;
    grey: number;
  }) =>
    `${set} ${timesOf(scales)}: ${count === pictures ? '' : `${count} of `}${counted(pictures, 'picture')}${grey > 0 ? `, ${grey} of them grey and counted` : ''}.`,
  'table-left-out': ({
    set,
    scale,
    ...names
  }: {
    set: string;
    scale: number;
    files: readonly string[];
    more: number;
  }) => `${set} ×${scale}: left out for all methods, because one has no finite value there: ${some(names)}.`,
  'table-failed': ({ set, scale, ...names }: { set: string; scale: number; files: readonly string[]; more: number }) =>
    `${set} ×${scale}: could not be measured: ${some(names)}.`,
  'table-missing': ({ set, scale, method, reason }: { set: string; scale: number; method: string; reason: string }) =>
    `${set} ×${scale} has no ${method}: ${reason}`,
  'table-open': ({ set, scale, open }: { set: string; scale: number; open: number }) =>
    `${set} ×${scale}: ${open} more picture${open === 1 ? ' was' : 's were'} not run yet.`,
  'table-differs': ({ set, scales, metrics, parts, ...names }: OthersValues & { parts: readonly string[] }) =>
    `${set} ${timesOf(scales)}: ${metrics.join(' and ')} with ${parts.join(', ')} of ${some(names)}.`,
  'table-unmeasured': ({ set, scales, metrics, reason, ...names }: OthersValues & { reason: string }) =>
    `${set} ${timesOf(scales)}: no ${metrics.join(' and no ')} of ${some(names)}, so ${names.files.length + names.more === 1 ? 'it is' : 'they are'} left out for all methods: ${reason}`,
  'table-marks': () =>
    "Bold is the best mean of a set and scale, underlined the second (* and ' in plain text); means printed alike share the mark.",
  'table-cost': ({ width, height, channels }: { width: number; height: number; channels: number }) =>
    `Params are learnable values; Mult-Adds are multiply-adds for an output of ${width}×${height}, methods on ${counted(channels, 'channel')}: by definition (a transposed convolution counted at its input), and with every convolution counted at its output size.`,
  'table-cost-size': ({ scale, width, height }: { scale: number; width: number; height: number }) =>
    `Mult-Adds at ×${scale} are for ${width}×${height}, the size that the scale reaches.`,
  'table-cost-said': () => 'Costs of finished outputs are given by the user.',
  'table-made': ({
    app,
    version,
    date,
    operators,
  }: {
    app: string;
    version: string;
    date: string;
    operators: string;
  }) => `${app} ${version}, ${date}, ${operators}.`,
  'table-no-sets': () => 'Name at least one folder of pictures, a set. See upbench table --help.',
  'table-candidate-scale': ({ scales }: { scales: readonly number[] }) =>
    `a pattern with {scale} for the scales ${scales.join(', ')}, as in mine=out/x{scale}/{file}.png; the same outputs cannot be those of all of them`,
  'table-scales': () => 'whole numbers from 2 to 32 separated by commas, as in 2,3,4',
  'table-cost-at': () => 'a size of width x height, as in 1280x720',
  'table-one-output': () => 'Only one of --markdown, --latex, --csv and --json can go to standard output.',
  'table-nothing': () => 'No set could be measured, so there is no table.',
  'table-low-scale': ({ set, scale, found }: { set: string; scale: number; found: number }) =>
    `--low: the small pictures of ${set} are of scale ${found}, not ${scale}. Give a pattern with {scale}.`,
  'table-network': () => 'NAME=FILE, a name and an ONNX network or the text of a PyTorch model',
  'table-network-other': ({
    name,
    scale,
    input,
    output,
  }: {
    name: string;
    scale: number;
    input: string;
    output: string;
  }) =>
    `The network ${name} makes ${output} of ${input}, which is not an enlargement by ${scale}; its cost is left out there. Name one file per scale, with {scale} in it.`,
  'table-network-fixed': ({ name, size }: { name: string; size: string }) =>
    `The network ${name} takes ${size} only, so its cost cannot be counted for another output.`,
};
