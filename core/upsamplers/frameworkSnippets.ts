import { codeFor, FRAMEWORKS, frameworkOf, namesOfRule, rulePython, type Dialect } from '../dialects';
import type { ResampleRule } from '../ops/resampleRule';
import type { FrameworkSnippet, ParameterContext } from './upsampler';

/** Code of other frameworks that makes the same output. */

const IMPORTS: Readonly<Record<string, readonly string[]>> = {
  torch: ['import torch.nn.functional as F'],
  onnx: ['from onnx import helper'],
  tensorflow: ['import tensorflow as tf'],
  tensorflow1: ['import tensorflow as tf'],
  keras: ['import keras'],
  opencv: ['import cv2'],
  pillow: ['from PIL import Image'],
  matlab: [],
  jax: ['import jax'],
  skimage: ['import skimage.transform'],
};

type Size = readonly [height: number | string, width: number | string];

/** Wanted size in code: numbers where they are known, else h and w of the input times the scale. */
const sizeIn = ({ scale, size }: Pick<ParameterContext, 'scale' | 'size'>): Size =>
  size ?? [`${scale} * h`, `${scale} * w`];

/** One snippet per framework that has the rule; the one whose rule was chosen comes first. */
export function snippetsOf(
  names: readonly string[],
  first: string,
  context: Pick<ParameterContext, 'scale' | 'size'>,
): FrameworkSnippet[] {
  const known = FRAMEWORKS.filter(({ id }) => names.some((name) => frameworkOf(name) === id));
  const ordered = [...known].sort((a, b) => Number(b.id === first) - Number(a.id === first));
  return ordered.flatMap(({ id, title }) => {
    const name = names.find((one) => frameworkOf(one) === id)!;
    const code = codeFor(name, sizeIn(context));
    if (code === null) return [];
    const comment = id === 'matlab' ? '%' : '#';
    const lines = [...(IMPORTS[id] ?? []), ...(context.size ? [] : [`${comment} h, w: height and width of x`]), code];
    return [{ framework: title, name, code: `${lines.join('\n')}\n` }];
  });
}

/** The same for a rule, by all names that it has. */
export const snippetsOfRule = (
  rule: ResampleRule,
  context: Pick<ParameterContext, 'scale' | 'size'>,
): FrameworkSnippet[] => snippetsOf(namesOfRule(rule), 'torch', context);

/** PyTorch lines for a row: its own function where it has one, else the rule step by step. */
export function ruleSnippetLines(row: Dialect, name: string, { scale, size }: ParameterContext): readonly string[] {
  const target: Size = size ?? [`x.shape[-2] * ${scale}`, `x.shape[-1] * ${scale}`];
  const notes = [
    `# the rule of ${name}`,
    ...(row.bytes ? ['# in floats; 8-bit files are computed in whole numbers there, up to 1 of 255 apart'] : []),
  ];
  const own = row.names.find((one) => frameworkOf(one) === 'torch' && !one.includes('lanczos'));
  if (own !== undefined && row.bytes === undefined) return [...notes, codeFor(own, target)!];
  return [...notes, ...rulePython(row.rule, target, row)];
}
