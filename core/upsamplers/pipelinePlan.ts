import { message } from '../messages';
import { UpbenchError, describe } from '../tensor/errors';
import type { Shape } from '../tensor/tensor';
import { checkFit } from './checkFit';
import { convolution, isResizeMode, RESIZE_MODES, type ResizeMode } from './pipelineLayers';
import {
  factor,
  factorText,
  formatSteps,
  over,
  parseSteps,
  refusal,
  times,
  valueOf,
  type Factor,
  type StepText,
} from './pipelineText';
import { LARGEST_SCALE, parseValue, refuseUnknown, resolveValues, SMALLEST_SCALE } from './resolve';
import {
  doesReadReference,
  type ParameterContext,
  type ParameterValue,
  type ParameterValues,
  type Upsampler,
} from './upsampler';

interface AnyStep {
  readonly text: StepText;
  readonly factor: Factor;
}

/** A method, or a convolution, that enlarges its input by a whole number. */
export interface LayerStep extends AnyStep {
  readonly kind: 'layer';
  readonly method: Upsampler;
  readonly parameters: ParameterValues;
  /** Scale is the step's own; the reference is at hand for the last step alone. */
  readonly context: ParameterContext;
}

/** Interpolation to a size that is rounded from the size of the picture, whatever stands between. */
export interface ResizeStep extends AnyStep {
  readonly kind: 'resize';
  readonly mode: ResizeMode;
  /** Product of all factors up to this one. */
  readonly total: Factor;
}

export type Step = LayerStep | ResizeStep;

const ONE = factor(1);
const isWhole = ({ numerator, denominator }: Factor): boolean =>
  denominator === 1 && numerator >= SMALLEST_SCALE && numerator <= LARGEST_SCALE;

/** Height and width of the picture after steps that multiply to `by`, rounded half up. */
export function sizeAfter(picture: Shape, by: Factor): readonly [number, number] {
  const side = (size = 1): number =>
    Math.max(1, Math.floor((2 * size * by.numerator + by.denominator) / (2 * by.denominator)));
  return [side(picture[2]), side(picture[3])];
}

/** Reads, checks and resolves every step; a factor left out is what is missing to the scale. Throws the refusals. */
export function planSteps(text: string, context: ParameterContext, layers: readonly Upsampler[]): Step[] {
  const written = parseSteps(text);
  const open = written.filter(({ id, factor: by }) => by === null && id !== 'conv');
  if (open.length > 1) throw refusal(message('one-factor-left-out', { ids: open.map(({ id }) => id) }));
  const known = written.reduce((product, { factor: by }) => times(product, by ?? ONE), ONE);
  const missing = over(factor(context.scale), known);
  let total = ONE;
  let isRounded = false;
  return written.map((text, index) => {
    const by = text.factor ?? (text.id === 'conv' ? ONE : missing);
    total = times(total, by);
    const isLast = index === written.length - 1;
    const step = planStep({ step: text, index, by, total, isLast, isRounded }, context, layers);
    isRounded ||= step.kind === 'resize';
    return step;
  });
}

interface Placed {
  readonly step: StepText;
  readonly index: number;
  readonly by: Factor;
  /** Product of all factors up to this one. */
  readonly total: Factor;
  readonly isLast: boolean;
  /** Whether an earlier step may have rounded the size. */
  readonly isRounded: boolean;
}

function planStep(
  { step, index, by, total, isLast, isRounded }: Placed,
  context: ParameterContext,
  layers: readonly Upsampler[],
): Step {
  const method = layerOf(step, index, by, layers);
  // After a rounded size interpolation goes to the size that was meant.
  const mends = isRounded && isResizeMode(step.id) && Object.keys(step.given).length === 0;
  if (!method || mends) return resizeOf(step, index, by, total);
  const { seed, channels } = context;
  const own: ParameterContext = {
    scale: valueOf(by),
    channels,
    hasReference: isLast && context.hasReference,
    // Steps draw from sequences of their own; the first one from that of the method alone.
    ...(seed === undefined ? {} : { seed: (seed + index) % 2 ** 32 }),
  };
  return aboutStep(step, index, () => {
    refuseUnknown(method, step.given);
    const given: Record<string, ParameterValue> = {};
    for (const descriptor of method.parameters) {
      const text = step.given[descriptor.name];
      if (text !== undefined) given[descriptor.name] = parseValue(descriptor, text);
    }
    const parameters = resolveValues(method, given, own);
    if (!isLast && doesReadReference(method, parameters)) throw refusal(message('reference-only-last'));
    return { kind: 'layer', text: step, method, parameters, context: own, factor: by };
  });
}

/** The method of a step; null for one that interpolates by another factor than a whole one from 2 to 32. */
function layerOf({ id }: StepText, index: number, by: Factor, layers: readonly Upsampler[]): Upsampler | null {
  const method = id === 'conv' ? convolution : layers.find((layer) => layer.id === id);
  if (id === 'conv') {
    if (valueOf(by) !== 1) throw refusal(message('conv-keeps-size', { step: index + 1, factor: factorText(by) }));
    return convolution;
  }
  if (method && isWhole(by)) return method;
  if (isResizeMode(id)) return null;
  const ids = [...new Set([...layers.map((layer) => layer.id), 'area', 'conv'])];
  if (!method) throw refusal(message('no-step', { id: describe(id), ids }));
  throw refusal(
    message('step-whole-factor', {
      step: index + 1,
      id,
      min: SMALLEST_SCALE,
      max: LARGEST_SCALE,
      factor: factorText(by),
      free: RESIZE_MODES,
    }),
  );
}

function resizeOf(text: StepText, index: number, by: Factor, total: Factor): ResizeStep {
  const [name] = Object.keys(text.given);
  if (name !== undefined)
    throw refusal(message('step-takes-no-parameters', { step: index + 1, id: text.id, factor: factorText(by), name }));
  return { kind: 'resize', text, mode: text.id as ResizeMode, factor: by, total };
}

/** What each step makes of the picture; throws the refusal of the first that does not make exactly its factor. */
export function shapesOf(steps: readonly Step[], picture: Shape): Shape[] {
  let shape = picture;
  return steps.map((step, index) => {
    shape =
      step.kind === 'resize'
        ? [...picture.slice(0, 2), ...sizeAfter(picture, step.total)]
        : aboutStep(step.text, index, () => checkFit(step.method, shape, step.parameters, step.context), steps);
    return shape;
  });
}

/** A refusal said of a step, with the whole list of steps as the fix where the step has one. */
function aboutStep<Result>(text: StepText, index: number, make: () => Result, steps?: readonly Step[]): Result {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof UpbenchError)) throw error;
    const { fix } = error.details;
    const cured = fix && { ...text, given: { ...text.given, ...stringsOf(fix) } };
    const all = steps?.map((step, at) => (at === index && cured ? cured : step.text));
    const sentence = message('said-of-step', { step: index + 1, id: text.id, sentence: error.said ?? error.message });
    throw new UpbenchError(error.code, sentence, {
      parameter: 'steps',
      ...(cured && all ? { fix: { steps: formatSteps(all) } } : {}),
    });
  }
}

function stringsOf(values: ParameterValues): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

/** "x6 (2 · 3)" */
export function productText(steps: readonly Step[]): string {
  const parts = steps.filter(({ text }) => text.id !== 'conv').map((step) => factorText(step.factor));
  const product = factorText(productOf(steps));
  return parts.length > 1 ? `x${product} (${parts.join(' · ')})` : `x${product}`;
}

export function productOf(steps: readonly Step[]): Factor {
  return steps.reduce((product, step) => times(product, step.factor), ONE);
}

/** The nearest list of steps that does reach the scale: the last step that can make up the difference does, or one more. */
export function stepsThatFit(steps: readonly Step[], scale: number): string {
  const written = steps.map(({ text, factor: by }) => ({ ...text, factor: text.id === 'conv' ? null : by }));
  const missing = over(factor(scale), productOf(steps));
  const canTake = (index: number): boolean => {
    const { text, factor: by } = steps[index]!;
    const wanted = times(by, missing);
    if (text.id === 'conv' || valueOf(wanted) < 1 / 16 || valueOf(wanted) > 16) return false;
    // Parameters of a layer were chosen for its stride.
    return isResizeMode(text.id)
      ? text.given['alignCorners'] === undefined || isWhole(wanted)
      : isWhole(wanted) && Object.keys(text.given).length === 0;
  };
  const at = steps.findLastIndex((_, index) => canTake(index));
  // What would have to keep the size need not be there.
  if (at >= 0 && steps.length > 1 && valueOf(times(steps[at]!.factor, missing)) === 1)
    return formatSteps(written.filter((_, index) => index !== at));
  if (valueOf(missing) !== 1 && at >= 0)
    return formatSteps(
      written.map((step, index) => (index === at ? { ...step, factor: times(steps[at]!.factor, missing) } : step)),
    );
  return formatSteps([...written, { id: 'bilinear', given: {}, factor: missing }]);
}
