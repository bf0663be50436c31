import type { ParameterContext, ParameterValues, Upsampler, Weights } from '../upsamplers';
import { namedTensors } from '../upsamplers/saveWeights';
import { LOAD_WEIGHTS } from '../upsamplers/snippet';
import type { Tensor } from '../tensor/tensor';

/** What the layer is run on: a part of the picture around one output value. */
export interface Patch {
  /** [1, C, h, w], 0..1 */
  readonly image: Tensor;
  /** [1, C, h s, w s] */
  readonly reference: Tensor | undefined;
  /** Of the patch in the picture, in input pixels. */
  readonly top: number;
  readonly left: number;
}

interface TorchRequest {
  readonly upsampler: Upsampler;
  readonly parameters: ParameterValues;
  readonly context: ParameterContext;
  readonly weights: Weights | null;
  readonly patch: Patch;
  readonly channel: number;
  readonly y: number;
  readonly x: number;
  /** The value of white in the units of the file. */
  readonly white: number;
}

/** More values of a picture are no longer text that anybody wants to paste. */
const MOST_VALUES = 40_000;
const INDENT = '    ';

/** A number in Python, with as many digits as float32 has. */
export const short = (value: number): string => String(Number(value.toPrecision(9)));

/** `torch.tensor([...]).reshape(1, 3, 4, 4)`, a row of the last axis in each line. */
function literal({ shape, data }: Tensor, factor = 1): string[] {
  const width = shape.at(-1) ?? 1;
  const rows: string[] = [];
  for (let at = 0; at < data.length; at += width)
    rows.push(`    ${Array.from(data.subarray(at, at + width), (value) => short(value * factor)).join(', ')},`);
  return ['torch.tensor([', ...rows, `]).reshape(${shape.join(', ')})`];
}
const assigned = (name: string, lines: readonly string[], end = ''): string[] =>
  lines.map((line, i) => `${i === 0 ? `${name} = ` : ''}${line}${i === lines.length - 1 ? end : ''}`);

/**
 * Python that runs the layer itself with PyTorch on the patch and holds it against `total`, the sum of products before;
 * a comment where that cannot be written down.
 */
export function provenanceTorch(of: TorchRequest): string[] {
  const { upsampler, parameters, context, weights, patch, channel, y, x, white } = of;
  const { image, reference, top, left } = patch;
  const state = weights ? Object.entries(namedTensors(weights)) : [];
  const size = [image, reference, ...state.map(([, tensor]) => tensor)].reduce(
    (sum, tensor) => sum + (tensor?.data.length ?? 0),
    0,
  );
  if (size > MOST_VALUES)
    return ['', '# The layer itself is not run here: this value depends on more of the picture than fits into a text.'];
  const snippet = upsampler
    .snippet(parameters, context)
    .split('\n')
    // The weights stand in the text, and so does the input.
    .filter((line) => line !== '' && !line.startsWith('from safetensors') && !line.startsWith('#'));
  const isGiven = parameters['indices'] === 'given';
  if (isGiven || snippet.some((line) => line.includes('load_file') && line.trim() !== LOAD_WEIGHTS)) return [];
  const { scale } = context;
  const imports = snippet.filter((line) => /^(import|from) /.test(line));
  const code = snippet
    .filter((line) => !/^(import|from) /.test(line))
    .map((line) => (line === LOAD_WEIGHTS ? 'layer.load_state_dict(weights)' : line));
  const lines = [
    ...imports.filter((line) => line !== 'import torch'),
    ...assigned('x', literal(image, white), ` / ${white}`),
    ...(reference && code.some((line) => line.includes('reference'))
      ? assigned('reference', literal(reference, white), ` / ${white}`)
      : []),
    ...(state.length > 0 ? ['weights = {}'] : []),
    ...state.flatMap(([name, tensor]) => assigned(`weights['${name}']`, literal(tensor))),
    ...code,
    `value = float(y[0, ${channel}, ${y - top * scale}, ${x - left * scale}]) * ${white}`,
    "print('PyTorch', round(value, 4))",
    // Values of floats may lie far beyond white.
    `assert abs(value - total) <= 2e-5 * max(${white}, abs(total))`,
  ];
  return [
    '',
    `# The layer itself, with PyTorch, on the input from row ${top}, column ${left}`,
    'try:',
    `${INDENT}import torch`,
    'except ImportError:',
    `${INDENT}print('PyTorch is not installed: the layer itself was not run')`,
    'else:',
    ...lines.map((line) => `${INDENT}${line}`),
  ];
}
