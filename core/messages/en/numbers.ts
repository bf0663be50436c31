import { counted } from '../plural';
/** Rankings over several pictures, and what stands under tables. */
export const numbers = {
  'ranking-by': ({ metric }: { metric: string }) => `Ranking by ${metric}`,
  'ranking-place': () => 'Place',
  'ranking-method': () => 'Method',
  'ranking-mean': () => 'Mean',
  'ranking-median': () => 'Median',
  'ranking-spread': () => 'SD',
  'ranking-wins': () => 'Wins',
  'ranking-difference': () => 'Against the best',
  'ranking-best': () => 'best',
  'ranking-over': ({ count, pictures }: { count: number; pictures: number }) =>
    `Means and differences are over ${count === pictures ? 'all ' : `${count} of `}${counted(pictures, 'picture')}. Wins are over all ${pictures}: pictures on which no ranked method is better, as shown; ties all win.`,
  'ranking-interval': ({ receipt }: { receipt: string }) =>
    `In brackets, the interval of the mean difference: ${receipt}.`,
  'ranking-infinite': ({ files, more }: { files: readonly string[]; more: number }) =>
    `Left out of the means because a method has no error there (infinite): ${files.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
  'ranking-missing': ({ files, more }: { files: readonly string[]; more: number }) =>
    `Left out of the means because a method has no value there: ${files.join(', ')}${more > 0 ? ` and ${more} more` : ''}.`,
  'ranking-caption': ({
    metric,
    count,
    pictures,
    scale,
  }: {
    metric: string;
    count: number;
    pictures: number;
    scale: number;
  }) =>
    `${metric}, means over ${count === pictures ? '' : `${count} of `}${counted(pictures, 'picture')} at scale ${scale}.`,
  'pictures-title': ({ metric }: { metric: string }) => `Pictures by ${metric}`,
  'pictures-file': () => 'Picture',
  'pictures-span': () => 'Best to worst',
  'pictures-note': ({ shown, pictures }: { shown: number; pictures: number }) =>
    `${shown === pictures ? '' : `The first ${shown} of ${pictures} pictures. `}A click on a head sorts; a name leads to its picture.`,
  'report-time': () => 'Time',
  'report-time-note': () => 'ms; every sample is a dot, the line is the median',
  'report-peak-memory': () => 'Peak memory',
  'peak-of-network': () => 'The runtime of networks does not say how much memory it uses.',
  'peak-of-file': () => 'A finished output is not computed here.',
  'peak-not-timed': () => 'Without times memory is not counted.',
  'peak-not-counted': () => 'Memory is not counted where rows are computed in blocks or in float64.',
  'peak-unknown': ({ name, reason }: { name: string; reason: string }) => `Peak memory of ${name}: – (${reason})`,
  'report-samples': () => 'Samples',
  'report-whole-picture': () => 'The whole picture, with the place of the crops',
  'report-crop-note': ({
    width,
    height,
    x,
    y,
    scale,
  }: {
    width: number;
    height: number;
    x: number;
    y: number;
    scale: number;
  }) => `crop ${width}×${height} at ${x}, ${y}, enlarged ×${scale}; numbers are of the whole picture`,
  'left-out-of-best': ({ name, reason }: { name: string; reason: string }) =>
    `† ${name} is left out of "best": ${reason}.`,
  'same-output': ({ name, other, identity }: { name: string; other: string; identity: string }) =>
    `${name} gives the same picture as ${other}: ${identity}.`,
  'about-method': ({ name, sentence }: { name: string; sentence: string }) => `${name}: ${sentence}`,
  'was-not-run': ({ name, reason }: { name: string; reason: string }) => `${name} was not run: ${reason}`,
  'not-measured': ({ metric, reason }: { metric: string; reason: string }) => `${metric} was not measured: ${reason}`,
  'verdict-no-method': () => 'No method produced a picture that could be judged.',
  'verdict-no-original': () => 'There is no original to compare with, so no method is ranked.',
  'verdict-no-metric': ({ metrics, reason }: { metrics: readonly string[]; reason: string }) =>
    `No method is ranked: ${metrics.join(', ')} ${metrics.length === 1 ? 'does' : 'do'} not exist for this picture. ${reason}`.trim(),
};
