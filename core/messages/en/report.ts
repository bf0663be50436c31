import { counted } from '../plural';
/** What stands in reports: HTML, Markdown, LaTeX and their charts. */
import { listed } from '../descriptor';

export const report = {
  'report-title': ({
    count,
    candidates,
    subject,
    scale,
  }: {
    count: number;
    candidates: number;
    subject: string;
    scale: number;
  }) => {
    const some = (number: number, what: string): string =>
      number === 0 ? '' : `${number} ${what}${number === 1 ? '' : 's'}`;
    const what = [some(count, 'upsampling layer'), some(candidates, 'candidate')].filter((part) => part !== '');
    return `${what.join(' and ') || 'No upsampling layer'} on ${subject} at ×${scale}`;
  },
  'report-pictures-count': ({ count }: { count: number }) => counted(count, 'picture'),
  'report-others': ({ count }: { count: number }) =>
    `The other ${counted(count, 'picture is', 'pictures are')} in results.csv and results.json.`,
  'report-failed': () => 'Failed',
  'report-sha': ({ file, sha256 }: { file: string; sha256: string }) => `SHA-256 of ${file} ${sha256}`,
  'report-open-again': () => 'Open this file in Upbench to run it again.',
  'report-degradation-given': () => 'given as a file',
  'report-degradation-area': () => 'area mean',
  'report-degradation-bicubic': () => 'bicubic, antialiased',
  'report-degradation-matlab-bicubic': () => 'bicubic, as imresize of MATLAB',
  'report-metrics': () => 'Metrics',
  'report-metrics-note': () => 'whole picture; • best in column',
  'report-metrics-interior': () => 'interior, without the border',
  'report-method': () => 'Method',
  'report-higher': () => 'higher is better',
  'report-lower': () => 'lower is better',
  'report-pictures': () => 'Pictures',
  'report-original': () => 'Original',
  'report-reference-tag': () => 'REF',
  'report-look-closer': () => 'Look closer',
  'report-left': () => 'Left',
  'report-right': () => 'Right',
  'report-wipe': () => 'Wipe',
  'report-blink': () => 'Blink',
  'report-difference': () => 'Difference',
  'report-gain': () => 'Gain',
  'report-zoom-out': () => 'Zoom out',
  'report-zoom-in': () => 'Zoom in',
  'report-stage': () => 'Two pictures in one view; Shift and arrow keys move the wipe',
  'report-median': () => 'Median',
  'report-time-range': ({ longest }: { longest: string }) => `0 to ${longest}`,
  'report-cost': () => 'Cost and parameters',
  'report-cost-note': () => 'MACs by definition, and counted at the output size',
  'report-learnable': () => 'Learnable',
  'report-at-output': () => 'at output',
  'report-bytes': () => 'Bytes',
  'report-output': () => 'Output',
  'report-parameters-weights': () => 'Parameters and weights',
  'report-parameters': () => 'Parameters',
  'report-finished-output': ({ file }: { file: string }) => `finished output, ${file}`,
  'report-checkerboard': () => 'Checkerboard',
  'report-checkerboard-note': () => 'forecast from the weights, measured in the error (1/255)',
  'report-phases': () => 'Phases',
  'report-forecast': () => 'Forecast',
  'report-measured': () => 'Measured',
  'report-in-words': () => 'In words',
  'report-phase-gains': ({ gains }: { gains: string }) => `Phase gains ${gains}`,
  'report-pytorch-note': () => 'the code that makes the same outputs',
  'report-environment': () => 'Environment',
  'report-application': () => 'Application',
  'report-date': () => 'Date',
  'report-processor': () => 'Processor',
  'report-processor-cores': ({ cpu, cores }: { cpu: string; cores: number }) => `${cpu}, ${cores} cores`,
  'report-platform': () => 'Platform',
  'report-computed-by': () => 'Computed by',
  'report-arithmetic': ({ operators, arithmetic }: { operators: string; arithmetic: string }) =>
    `${operators}, ${arithmetic} arithmetic`,
  'report-arithmetic-exact': () => 'exact',
  'report-arithmetic-fast': () => 'fast',
  'report-versions': () => 'Versions',
  'report-seed': () => 'Seed',
  'report-timing': () => 'Timing',
  'report-not-timed': () => 'not timed',
  'report-timing-samples': ({ samples }: { samples: number }) =>
    `at least ${counted(samples, 'sample')} a method, median and MAD`,
  'report-at-scale': ({ scale }: { scale: number }) => `Upsampling at ×${scale}`,
  'report-markdown-cropped': ({ facts, right, bottom }: { facts: string; right: number; bottom: number }) =>
    `${facts}, cropped by ${right} px at the right and ${bottom} px at the bottom`,
  'report-facts-verdict': ({ facts, verdict }: { facts: string; verdict: string }) => `${facts}. ${verdict}`,
  'chart-quality-time': () => 'Quality against time',
  'chart-quality-time-unit': ({ metric }: { metric: string }) => `${metric}, over ms (log); dashed: the Pareto front`,
  'chart-time': () => 'Time per method',
  'chart-time-unit': () => 'ms, median with its deviation',
  'chart-wrong': () => 'Wrong pixels by distance from the boundary',
  'chart-wrong-unit': () => '% over px; in order of value at 1 px; ⊞: labels first',
  'chart-metrics': () => 'Metrics side by side',
  'chart-metrics-unit': () => 'worst on the left, best on the right',
  'report-small': ({ size }: { size: string }) => `Input, ${size}`,
  'report-small-given': ({ size, file }: { size: string; file: string }) => `Input as given, ${size}: ${file}`,
  'chart-candidates': ({ metric }: { metric: string }) => `${metric} over the candidates`,
  'chart-candidates-unit': ({ unit }: { unit: string }) => `${unit === '' ? '' : `${unit}; `}dashed: the best methods`,
  'chart-candidates-line': () => 'Candidates',
  'chart-over-pictures': ({ metric }: { metric: string }) => `${metric} over the pictures`,
  'chart-box-unit': ({ unit }: { unit: string }) =>
    `${unit === '' ? '' : `${unit}; `}box: middle half, line: median, dot: mean, whiskers: all`,
  'report-fact-picture': () => 'Picture',
  'report-fact-cropped': () => 'Cropped to',
  'report-fact-input': () => 'Input',
  'report-fact-scale': () => 'Scale',
  'report-fact-protocol': () => 'Protocol',
  'report-picture-pair': ({ file, pair }: { file: string; pair: string }) => `${file}, ${pair}`,
  'report-picture-facts': ({ size, bits, colour }: { size: string; bits: number; colour: string }) =>
    `${size}, ${bits}-bit ${colour}`,
  'report-input-made': ({ size, how, isLuma }: { size: string; how: string; isLuma: boolean }) =>
    `${size}, ${how}${isLuma ? ', luma, not rounded' : ''}`,
  'report-input-itself': () => 'the picture itself, enlarged',
  'chart-missing': () => 'This chart could not be drawn. Its numbers are in the tables.',
  'latex-caption': ({ file, size, scale, input }: { file: string; size: string; scale: number; input: string }) =>
    `${file} (${size}) at scale ${scale}, ${input}.`,
  'latex-size': ({ width, height }: { width: number; height: number }) => `${width} by ${height}`,
  'latex-input-given': () => 'input given as a file',
  'latex-input-by': ({ degradation }: { degradation: string }) => `input by ${degradation} downsampling`,
  'latex-needs-chinese': () => '',
  'bootstrap-receipt': ({ resamples, percent, seed }: { resamples: number; percent: number; seed: number }) =>
    `percentile bootstrap of the mean of the paired differences, ${resamples} resamples of the pictures, ${percent} %, seed ${seed}`,
  'closest-to-original': ({
    names,
    value,
    metric,
    gap,
  }: {
    names: readonly string[];
    value: string;
    metric: string;
    gap: string;
  }) => `${listed(names, 'en')} ${names.length > 1 ? 'are' : 'is'} closest to the original: ${value} ${metric}${gap}.`,
  'ahead-of': ({ gap, rival }: { gap: string; rival: string }) => `, ${gap} ahead of ${rival}`,
  'ahead-of-lower': ({ gap, rival }: { gap: string; rival: string }) => `, ${gap} ahead of ${rival}`,
  'shows-checkerboard': ({ method, strength }: { method: string; strength: string }) =>
    `${method} shows a checkerboard (${strength} of 255).`,
  'shows-checkerboard-because': ({
    method,
    strength,
    verdict,
  }: {
    method: string;
    strength: string;
    verdict: string;
  }) => `${method} shows a checkerboard (${strength} of 255): ${verdict}`,
  'mean-of-metric': ({ metric }: { metric: string }) => `mean of ${metric}`,
  'chart-reliability': () => 'Reliability',
  'chart-reliability-unit': () => '% right over % confidence; expected calibration error beside',
  'chart-reliability-ideal': () => 'sure = right',
};
