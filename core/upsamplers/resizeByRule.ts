import { bytesMoved, interpolateCost, noCost } from '../cost';
import { applyDialect, findDialect, FRAMEWORKS, frameworkOf, namesOf, ruleInForce, type Dialect } from '../dialects';
import { inAll } from '../messages';
import { ruleTaps } from '../ops/resampler';
import { elementCount, type Shape } from '../tensor/tensor';
import { snippetsOf, ruleSnippetLines } from './frameworkSnippets';
import { resizeTensor, ruleEquivalent } from './resize';
import { targetShape } from './shapes';
import { snippetOf } from './snippet';
import { defineUpsampler, type ParameterContext, type ParameterValues, type UpsamplerInput } from './upsampler';
import { choiceOf } from './values';

const DEFAULT_RULE = 'torch:bilinear align_corners=False';

const nameOf = (parameters: ParameterValues): string => choiceOf(parameters, 'rule');
const rowOf = (parameters: ParameterValues): Dialect => findDialect(nameOf(parameters));

/** The rule in force for a picture; some functions have another one where nothing gets larger. */
function ruleFor(
  row: Dialect,
  [, , height = 1, width = 1]: Shape,
  { scale, size }: Pick<UpsamplerInput, 'scale' | 'size'>,
) {
  const [h, w] = size ?? [height * scale, width * scale];
  return ruleInForce(row, { height, width }, { height: h, width: w });
}

/** Weighted input values of one output, far from the border. */
function tapCount(row: Dialect, { scale }: Pick<ParameterContext, 'scale'>): number {
  const { start, weight } = ruleTaps({ inSize: 24, outSize: 24 * scale, scale: null }, row.rule);
  const counts = Array.from({ length: scale }, (_, p) => {
    const d = 12 * scale + p;
    return weight.subarray(start[d]!, start[d + 1]!).filter((value) => Math.abs(value) > 1e-12).length;
  });
  return Math.max(...counts);
}

export const resize = defineUpsampler({
  id: 'resize',
  title: { en: 'Resize by a rule', 'zh-CN': '按规则缩放' },
  shortTitle: { en: 'Resize', 'zh-CN': '缩放' },
  summary: {
    en: 'Interpolation as any framework has it: PyTorch, ONNX, TensorFlow, OpenCV, Pillow, MATLAB and others.',
    'zh-CN': '采用任一框架的插值规则：PyTorch、ONNX、TensorFlow、OpenCV、Pillow、MATLAB 等。',
  },
  look: {
    glyph: { path: 'M2.25 9.75v-7.5h7.5M5 9.75h4.75V5', hollow: true },
    light: '#595959',
    dark: '#bdbdbd',
    dashed: true,
  },
  formula: inAll('y[o] = Σ w(u(o) − m)·x[m]'),
  explanation: {
    what: {
      en: 'The same name means different pixels in different frameworks: where they look, how they weigh, and what lies beyond the border. This method follows the rule that is named.',
      'zh-CN': '同一名称在不同框架中得到不同的像素：取样位置、权重与边界之外的处理各不相同。本方法遵循所选的规则。',
    },
    use: {
      en: 'To see what half a pixel costs between training and the phone.',
      'zh-CN': '查看训练与手机端之间相差半个像素的代价。',
    },
    blindSpot: {
      en: 'Rules marked "from documentation, not run" were held against no arrays.',
      'zh-CN': '标有“仅据文档，未运行”的规则没有与实际数组比对过。',
    },
  },
  source: {
    authors: 'Parker, J. A., Kenyon, R. V., Troxel, D. E.',
    year: 1983,
    title: 'Comparison of interpolating methods for image resampling',
    doi: '10.1109/TMI.1983.4307610',
  },
  baseline: true,
  usesReference: false,
  onRequest: true,
  parameters: [
    {
      kind: 'text',
      name: 'rule',
      maxLength: 200,
      description: {
        en: 'Whose rule: a framework and its function with options, as upbench why-arrays names them.',
        'zh-CN': '采用谁的规则：框架及其函数与选项，与 upbench why-arrays 给出的名称相同。',
      },
      grammar: {
        en: 'a rule by its name or id, such as onnx:linear asymmetric',
        'zh-CN': '规则的名称或 id，例如 onnx:linear asymmetric',
      },
      default: () => DEFAULT_RULE,
      check: (value) => void findDialect(value),
      groups: FRAMEWORKS.map(({ id, title }) => ({ id, title, values: namesOf(id) })),
      chip: (value) => inAll(String(value)),
    },
  ],
  makeWeights: () => null,
  outputShape: (input, _parameters, context) => targetShape(input, context),
  cost(input, parameters, context) {
    const output = targetShape(input, context);
    const row = rowOf(parameters);
    const cost = row.rule.kernel.kind === 'nearest' ? noCost : interpolateCost(output, tapCount(row, context) ** 2);
    return { ...cost, bytes: bytesMoved([elementCount(input)], [], output) };
  },
  run: (operators, input, parameters) =>
    resizeTensor(operators, input, ruleFor(rowOf(parameters), input.image.shape, input)),
  exactly(parameters) {
    const row = rowOf(parameters);
    // Floats are the operators' work; whole numbers, and ranges that are kept, are made value by value.
    if (row.bytes === undefined && !row.clamped && !row.smoothed) return null;
    const { bytes: _bytes, smallerBytes: _smaller, ...floats } = row;
    return (samples, { scale, size, areBytes, byWholeTaps }) => {
      const [height, width] = size ?? [samples.height * scale, samples.width * scale];
      return applyDialect(areBytes === true ? row : floats, samples, { height, width }, byWholeTaps);
    };
  },
  equivalentKernel(parameters, context) {
    const row = rowOf(parameters);
    return row.clamped || row.rule.kernel.kind === 'spline' ? null : ruleEquivalent(row.rule, context);
  },
  snippet: (parameters, context) =>
    snippetOf({ weights: false, lines: ruleSnippetLines(rowOf(parameters), nameOf(parameters), context) }),
  snippets: (parameters, context) => snippetsOf(rowOf(parameters).names, frameworkOf(nameOf(parameters)), context),
});
