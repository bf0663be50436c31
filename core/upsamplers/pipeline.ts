import type { Operators } from '../ops/operators';
import { message, say, type Said } from '../messages';
import { createTensor, type Shape, type Tensor } from '../tensor/tensor';
import { OTHER_LOOK } from './looks';
import { composed } from './pipelineKernel';
import { isSmooth, resizeCost } from './pipelineLayers';
import { planSteps, productOf, productText, shapesOf, sizeAfter, stepsThatFit, type Step } from './pipelinePlan';
import { pipelineSnippet } from './pipelineSnippet';
import { factorText, GRAMMAR, valueOf } from './pipelineText';
import { LARGEST_SCALE, SMALLEST_SCALE } from './resolve';
import { namedTensors } from './saveWeights';
import { enlarged } from './shapes';
import {
  defineUpsampler,
  doesReadReference,
  type EquivalentKernel,
  type ParameterContext,
  type ParameterValues,
  type Upsampler,
  type UpsamplerInput,
  type Weights,
} from './upsampler';
import { choiceOf } from './values';

/** Steps to start from; the default is the simplest, so that a new pipeline always fits. */
const EXAMPLES: Readonly<Record<number, readonly string[]>> = {
  2: [
    'bilinear x2',
    'area x1/2 > conv-transpose x2 > bilinear x2',
    'bilinear x2 > conv',
    'conv-transpose x4 > area x1/2',
  ],
  3: ['bilinear x3', 'conv-transpose x2 > bilinear x3/2', 'bilinear x3 > conv', 'pixel-shuffle x2 > bicubic x3/2'],
  4: [
    'bilinear x2 > bilinear x2',
    'conv-transpose x2 > bilinear x2',
    'conv-transpose x2 > conv-transpose x2',
    'pixel-shuffle x2 > pixel-shuffle x2',
    'area x1/2 > conv-transpose x2 > bilinear x4',
  ],
};

const SCALES = Array.from({ length: LARGEST_SCALE - SMALLEST_SCALE + 1 }, (_, i) => SMALLEST_SCALE + i);

/** The method that chains `layers` and convolutions: one text of steps, run from left to right. */
export function pipelineOf(layers: readonly Upsampler[]) {
  const planOf = (parameters: ParameterValues, context: ParameterContext): Step[] =>
    planSteps(choiceOf(parameters, 'steps'), context, layers);

  /** Reads what needs no picture: the scale cannot matter, so any that lets every step be read is right. */
  const lastReads = (parameters: ParameterValues): boolean =>
    SCALES.some((scale) => {
      try {
        const last = planOf(parameters, { scale, channels: 3, hasReference: true }).at(-1);
        return last?.kind === 'layer' && doesReadReference(last.method, last.parameters);
      } catch {
        return false;
      }
    });

  return defineUpsampler({
    id: 'pipeline',
    title: { en: 'Pipeline', 'zh-CN': '流水线' },
    shortTitle: { en: 'Pipeline', 'zh-CN': '流水线' },
    summary: {
      en: 'Runs other methods and convolutions one after the other, through any sizes in between.',
      'zh-CN': '依次运行其他方法与卷积，中间可以经过任意尺寸。',
    },
    look: { ...OTHER_LOOK, glyph: { path: 'M2 1.5H5.5L10 6 5.5 10.5H2L6.5 6Z', hollow: false } },
    formula: { en: 'y = fₙ(… f₂(f₁(x))),  Π scales = s', 'zh-CN': 'y = fₙ(… f₂(f₁(x))),  Π 各步倍数 = s' },
    explanation: {
      what: {
        en: 'Methods and convolutions one after the other, whose factors multiply to the scale.',
        'zh-CN': '依次进行的方法与卷积，各步倍数之积等于总倍数。',
      },
      use: {
        en: 'To compare two steps of ×2 with one of ×4, or a transposed convolution followed by bilinear with either alone.',
        'zh-CN': '比较两次 ×2 与一次 ×4，或比较转置卷积接双线性与单独使用其中之一。',
      },
      blindSpot: {
        en: 'Those of its steps: a pattern of an early step is enlarged by the later ones.',
        'zh-CN': '各步自身的伪影：前面步骤的图案会被后面的步骤放大。',
      },
    },
    source: {
      authors: 'Lai, W.-S., Huang, J.-B., Ahuja, N., Yang, M.-H.',
      year: 2017,
      title: 'Deep Laplacian Pyramid Networks for Fast and Accurate Super-Resolution',
      doi: '10.1109/CVPR.2017.618',
    },
    baseline: false,
    usesReference: false,
    onRequest: true,
    parameters: [
      {
        kind: 'text',
        name: 'steps',
        description: {
          en: 'What runs, from left to right: "conv-transpose x2 > bilinear x2". A step may have parameters in brackets, conv-transpose(kernelSize=4;weights=bilinear) x2; bilinear, bicubic, nearest and area take any factor (x1/2, x1.5), conv keeps the size, and one step may leave its factor out to reach the scale.',
          'zh-CN':
            '从左到右依次运行的步骤：“conv-transpose x2 > bilinear x2”。步骤可在括号中带参数，如 conv-transpose(kernelSize=4;weights=bilinear) x2；bilinear、bicubic、nearest 与 area 可取任意倍数（x1/2、x1.5），conv 不改变尺寸，其中一步可省略倍数以达到总倍数。',
        },
        maxLength: 1000,
        grammar: { en: say(GRAMMAR, 'en'), 'zh-CN': say(GRAMMAR, 'zh-CN') },
        default: ({ scale }) => EXAMPLES[scale]?.[0] ?? `bilinear x${scale}`,
        check: (value, context) => void planSteps(value, context, layers),
        examples: ({ scale }) => EXAMPLES[scale] ?? [],
        chip: (value) => value,
      },
      {
        kind: 'text',
        name: 'name',
        description: {
          en: 'What the pipeline is called in results; empty for its steps.',
          'zh-CN': '流水线在结果中的名称；留空则使用其步骤。',
        },
        maxLength: 60,
        grammar: { en: 'a name', 'zh-CN': '名称' },
        default: () => '',
      },
    ],
    makeWeights(parameters, context, library) {
      const steps = planOf(parameters, context);
      const made = steps.map((step) =>
        step.kind === 'layer' ? step.method.makeWeights(step.parameters, step.context, library) : null,
      );
      const learnt = steps.flatMap((step, index) => {
        const weights = made[index];
        return weights ? [{ name: nameOf(step), weights }] : [];
      });
      if (learnt.length === 0) return null;
      const values = learnt.flatMap(({ weights }) => Object.values(namedTensors(weights)));
      return {
        weight: concatenated(values),
        layers: made,
        origin: originOf(learnt),
        ...(learnt.some(({ weights }) => weights.sawPicture) ? { sawPicture: true } : {}),
        ...(learnt.some(({ weights }) => weights.builtIn) ? { builtIn: true } : {}),
      };
    },
    outputShape: (input, parameters, context) => shapesOf(planOf(parameters, context), input).at(-1) ?? input,
    fitTo(input, parameters, context): ParameterValues {
      const steps = planOf(parameters, context);
      const output = shapesOf(steps, input).at(-1) ?? input;
      const fits = enlarged(input, context.scale).every((size, axis) => size === output[axis]);
      return fits && valueOf(productOf(steps)) === context.scale ? {} : { steps: stepsThatFit(steps, context.scale) };
    },
    maker: (parameters, context) => message('steps-multiply-to', { product: productText(planOf(parameters, context)) }),
    parts: (parameters, context) =>
      planOf(parameters, context)
        .filter((step) => step.kind === 'layer')
        .map(({ method, parameters: own, context: at }) => ({ id: method.id, parameters: own, scale: at.scale })),
    cost(input, parameters, context) {
      const steps = planOf(parameters, context);
      const shapes = [input, ...shapesOf(steps, input)];
      const costs = steps.map((step, index) =>
        step.kind === 'layer'
          ? step.method.cost(shapes[index]!, step.parameters, step.context)
          : resizeCost(step.mode, shapes[index]!, shapes[index + 1]!),
      );
      const sum = (name: 'parameters' | 'macs' | 'macsAtOutputSize' | 'bytes'): number =>
        costs.reduce((total, cost) => total + cost[name], 0);
      return {
        parameters: sum('parameters'),
        macs: sum('macs'),
        macsAtOutputSize: sum('macsAtOutputSize'),
        bytes: sum('bytes'),
      };
    },
    run(operators, input, parameters, weights) {
      const { image, scale, reference } = input;
      const context = { scale, channels: image.shape[1] ?? 1, hasReference: reference !== undefined };
      return runSteps(operators, planOf(parameters, context), input, weights);
    },
    equivalentKernel(parameters, context, weights) {
      let whole: EquivalentKernel | null = null;
      for (const [index, step] of planOf(parameters, context).entries()) {
        const own =
          step.kind === 'resize'
            ? null
            : step.method.equivalentKernel(step.parameters, step.context, weights?.layers?.[index] ?? null);
        // One step that is no single periodic kernel makes the chain none.
        if (!own) return null;
        whole = whole ? composed(whole, own) : own;
      }
      return whole;
    },
    forecast: { overlap: 'not-counted' },
    snippet: (parameters, context) => pipelineSnippet(planOf(parameters, context)),
    readsReference: lastReads,
    warnings(parameters, context) {
      const all = planOf(parameters, context).flatMap((step) =>
        step.kind === 'layer' ? (step.method.warnings?.(step.parameters, step.context) ?? []) : [],
      );
      // What several steps warn of is said once.
      return [...new Map(all.map((warning) => [say(warning), warning])).values()];
    },
    identity: (parameters, context) =>
      message('identity-steps', { steps: planOf(parameters, context).map(nameOf).join(' > ') }),
  });
}

function runSteps(
  operators: Operators,
  steps: readonly Step[],
  { image, reference }: UpsamplerInput,
  weights: Weights | null,
): Tensor {
  let x = image;
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'resize') {
      const { mode, total } = step;
      x = operators.interpolate(x, {
        size: sizeAfter(image.shape, total),
        mode,
        ...(isSmooth(mode) ? { alignCorners: false } : {}),
      });
      continue;
    }
    const { method, parameters, context } = step;
    const seen = index === steps.length - 1 && reference ? { reference } : {};
    x = method.run(
      operators,
      { image: x, scale: context.scale, ...seen },
      parameters,
      weights?.layers?.[index] ?? null,
    );
  }
  return x;
}

/** Where the weights of the steps that have some came from. */
function originOf(learnt: readonly { readonly name: string; readonly weights: Weights }[]): Said {
  const [first] = learnt;
  if (first !== undefined && learnt.length === 1) return first.weights.origin;
  const steps = learnt.map(({ name, weights }) => message('weights-of-step', { step: name, origin: weights.origin }));
  return message('weights-of-steps', { steps });
}

const nameOf = ({ text, factor }: Step): string => (text.id === 'conv' ? text.id : `${text.id} x${factorText(factor)}`);

function concatenated(tensors: readonly Tensor[]): Tensor {
  const shape: Shape = [tensors.reduce((sum, { data }) => sum + data.length, 0)];
  const out = createTensor(shape);
  let at = 0;
  for (const { data } of tensors) {
    out.data.set(data, at);
    at += data.length;
  }
  return out;
}
