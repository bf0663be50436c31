import { message, say, type Message } from '../../messages';
import type { Operators } from '../../ops/operators';
import { plainMemory, type TensorMemory } from '../../ops/tensorMemory';
import {
  featureMeasures,
  featureMetrics,
  findFeatureMetric,
  largestClass,
  maskNumbers,
  measureTruth,
  oneHot,
  tallyOf,
  type Labels,
  type MeasuredTruth,
  type ScoreKind,
} from '../../segmentation';
import { classPalette, type ClassColour } from '../../segmentation/palette';
import { UpbenchError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import {
  checkFit,
  doesReadReference,
  findUpsampler,
  resolveParameters,
  type ParameterContext,
  type WeightLibrary,
} from '../../upsamplers';
import { contextOf } from '../../upsamplers/context';
import { eachMethod } from '../eachMethod';
import { titlesByKey } from '../names';
import { excludedPart, warningsPart, weightsPart } from '../resultParts';
import type { Experiment, ImageResult, MethodResult, MethodSpec } from '../schema';
import { toSpecial } from '../special';
import { imageResultOf } from '../facts';
import type { MethodFailed, MethodProgress, PictureFacts } from '../runEvents';
import { timeRuns, type Clock } from '../timing';
import { foresee } from './foresee';
import type { MaskPair } from './pair';
import { planPair, type PairPlan } from './plan';
import { sameOutputs, type FinishedMask } from './same';
import { DEFAULT_MASKS, type MaskSpec } from './schema';

interface MaskServices {
  readonly operators: Operators;
  readonly clock: Clock;
  /** Called between steps; throws to cancel. */
  checkpoint(): void;
  readonly weights: WeightLibrary;
  /** Where the operators keep tensors. @default plain arrays */
  readonly tensors?: TensorMemory | undefined;
}

/** What a method made: labels where the channels are classes, and the values they came from. */
export interface MaskOutput {
  readonly labels: Labels | null;
  /** [1, C, H, W]; zeros and ones between two orders of labels. The owner may read it during the event only. */
  readonly values: Tensor;
}

export type MaskEvent =
  | {
      readonly type: 'input';
      readonly plan: PairPlan;
      readonly palette: readonly ClassColour[];
      readonly facts: PictureFacts;
    }
  | MethodProgress
  | { readonly type: 'method'; readonly result: MethodResult; readonly output: MaskOutput }
  | MethodFailed;

/** What all methods of one pair share. */
interface Stage {
  readonly experiment: Experiment;
  readonly spec: MaskSpec;
  readonly plan: PairPlan;
  readonly pair: MaskPair;
  readonly services: MaskServices;
  readonly tensors: TensorMemory;
  readonly context: ParameterContext;
  readonly scores: Tensor;
  readonly reference: Tensor | undefined;
  /** The labels of the small scores as zeros and ones. */
  labelled(): Tensor;
  /** What feature maps are held against, measured once. */
  wanted(): MeasuredTruth | null;
}

/**
 * Runs an experiment on one array: every method enlarges the scores, or the labels they give, and what comes out is held
 * against the truth. Nothing is made small and nothing is rounded. A method that is refused is reported and the others
 * go on; refusals that concern the pair are thrown.
 */
export function runMask(
  pair: MaskPair,
  experiment: Experiment,
  services: MaskServices,
  emit: (event: MaskEvent) => void,
): ImageResult {
  const spec = experiment.masks ?? DEFAULT_MASKS;
  const plan = planPair(pair, experiment, spec);
  const palette = plan.values === 'features' ? [] : classPalette(plan.channels, paletteOf(pair));
  const facts = factsOfPair(pair, plan, spec, palette);
  emit({ type: 'input', plan, palette, facts });
  const tensors = services.tensors ?? plainMemory;
  const scores = tensors.share(pair.scores);
  const reference = pair.truth?.kind === 'features' ? tensors.share(pair.truth.values) : undefined;
  let labelled: Tensor | undefined;
  let wanted: MeasuredTruth | undefined;
  const stage: Stage = {
    experiment,
    spec,
    plan,
    pair,
    services,
    tensors,
    scores,
    reference,
    context: contextOfPair(plan, pair, experiment),
    wanted: () => (pair.truth?.kind === 'features' ? (wanted ??= measureTruth(pair.truth.values)) : null),
    labelled: () => (labelled ??= tensors.share(oneHot(largestClass(pair.scores), plan.channels))),
  };
  const titles = titlesOf(experiment.methods);
  const finished: FinishedMask[] = [];
  try {
    const made = eachMethod(
      experiment.methods,
      titles,
      () => services.checkpoint(),
      emit,
      (use, label, progress) => {
        const { result, output, method } = runMethod(use, label, stage, finished, progress);
        finished.push(method);
        emit({ type: 'method', result, output });
        tensors.release(output.values);
        return result;
      },
    );
    return imageResultOf(facts, { file: pair.file, sha256: pair.sha256, ...made });
  } finally {
    for (const tensor of [scores, reference, labelled]) if (tensor) tensors.release(tensor);
  }
}

function factsOfPair(
  { truth, indices }: MaskPair,
  { input, output, values, channels, notes }: PairPlan,
  spec: MaskSpec,
  palette: readonly ClassColour[],
): PictureFacts {
  return {
    width: input.width,
    height: input.height,
    channels,
    bitDepth: 32,
    crop: { right: 0, bottom: 0 },
    masks: {
      values,
      channels,
      input,
      output,
      truth: truth && { file: truth.file, sha256: truth.sha256 },
      ...(indices ? { indices: { file: indices.file, sha256: indices.sha256 } } : {}),
      palette: palette.map(([r, g, b]) => [r, g, b]),
      ...(spec.names ? { names: spec.names } : {}),
    },
    notes: notes.map((note) => say(note)),
    notesSaid: [...notes],
  };
}

/** Titles of the uses; the two orders of one use share their letter. */
function titlesOf(methods: readonly MethodSpec[]): string[] {
  const titles = titlesByKey({ methods: [...methods] });
  return methods.map(({ key, id }) => titles.get(key) ?? id);
}

const paletteOf = ({ truth }: MaskPair): readonly ClassColour[] | null =>
  truth?.kind === 'labels' ? truth.palette : null;

function contextOfPair(plan: PairPlan, pair: MaskPair, { seed }: Experiment): ParameterContext {
  return {
    ...contextOf({ scale: plan.scale, mode: 'masks', seed }, plan),
    hasReference: pair.truth?.kind === 'features',
    content: plan.values === 'features' ? 'features' : 'scores',
    hasIndices: pair.indices !== null,
    ...(plan.size ? { size: plan.size } : {}),
  };
}

function runMethod(
  use: MethodSpec,
  title: string,
  stage: Stage,
  earlier: readonly FinishedMask[],
  progress: (part: number) => void,
): { readonly result: MethodResult; readonly output: MaskOutput; readonly method: FinishedMask } {
  const { experiment, plan, pair, services, tensors, context } = stage;
  const { operators, clock, checkpoint, weights: library } = services;
  const order = use.order ?? 'logits';
  if (order === 'labels' && plan.values === 'features') throw unavailable(message('mask-features-have-no-labels'));
  const upsampler = findUpsampler(use.id);
  const parameters = resolveParameters(upsampler, use.parameters, context);
  const image = order === 'labels' ? stage.labelled() : stage.scores;
  const outputShape = checkFit(upsampler, image.shape, parameters, context);
  const weights = upsampler.makeWeights(parameters, context, library);
  const readsReference = doesReadReference(upsampler, parameters);
  const input = {
    image,
    scale: context.scale,
    size: context.size,
    ...(readsReference && stage.reference ? { reference: stage.reference } : {}),
    ...(pair.indices ? { indices: pair.indices.positions } : {}),
  };
  const { output: values, timing } = timeRuns(
    () =>
      tensors.scope(() => {
        checkpoint();
        return upsampler.run(operators, input, parameters, weights);
      }),
    experiment.timing,
    clock,
    tensors.release,
  );
  progress(0.5);
  const labels = plan.values === 'features' ? null : largestClass(values, checkpoint);
  const measured = measure(values, labels, order, stage);
  progress(0.9);
  const foreseen = context.size ? null : foresee(upsampler, parameters, context, weights, services, tensors);
  const equivalent = foreseen?.equivalent ?? null;
  const warnings = [...(upsampler.warnings?.(parameters, context) ?? []), ...(foreseen?.forecast.warningsSaid ?? [])];
  const method: FinishedMask = { key: use.key, upsampler, parameters, context, equivalent, order, labels };
  return {
    method,
    output: { labels, values },
    result: {
      id: upsampler.id,
      key: use.key,
      title,
      parameters: { ...parameters },
      order,
      ...weightsPart(weights),
      outputShape: [...outputShape],
      cost: upsampler.cost(image.shape, parameters, context),
      timing,
      ...measured,
      ...excludedPart(readsReference && stage.reference !== undefined, weights),
      sameAs: sameOutputs(method, earlier),
      ...warningsPart(warnings),
      ...(foreseen ? { forecast: foreseen.forecast } : {}),
      ...(foreseen?.probe
        ? { checkerboard: { global: null, local: null, phaseMeans: null, probe: foreseen.probe } }
        : {}),
      snippet: upsampler.snippet(parameters, context),
    },
  };
}

type Measured = Pick<MethodResult, 'metrics' | 'unavailable' | 'mask' | 'features'>;

/** A number before it is a result: a receipt or a reason. */
interface Numbered {
  readonly id: string;
  readonly unit: string;
  readonly better: 'higher' | 'lower';
  readonly answer: { readonly value: number; readonly receipt: Message } | { readonly unavailable: Message };
}

function measure(values: Tensor, labels: Labels | null, order: 'logits' | 'labels', stage: Stage): Measured {
  const { experiment, spec, plan, pair, services } = stage;
  const { checkpoint } = services;
  if (plan.values === 'features') {
    const features = featureMeasures(values, stage.wanted(), plan.scale, checkpoint);
    const chosen = experiment.metrics.length > 0 ? experiment.metrics.map(findFeatureMetric) : featureMetrics;
    const numbers = chosen.map(({ id, unit, better, compute }) => ({ id, unit, better, answer: compute(features) }));
    return {
      ...resultsOf(numbers),
      features: {
        ...features,
        channels: features.channels.map((channel) => ({ ...channel })),
        spectrum: {
          radius: [...features.spectrum.radius],
          output: [...features.spectrum.output],
          truth: features.spectrum.truth && [...features.spectrum.truth],
        },
      },
    };
  }
  const { truth } = pair;
  if (truth?.kind !== 'labels' || labels === null) return { metrics: [] };
  const kind: ScoreKind = plan.values;
  const tally = tallyOf(truth.labels, labels, order === 'logits' ? { values, kind } : null, {
    classes: plan.channels,
    ignore: spec.ignore,
    boundaryPixels: spec.boundaryPixels,
    checkpoint,
  });
  const numbers = maskNumbers(tally, experiment.metrics, spec).map(({ id, metric: { unit, better }, answer }) => ({
    id,
    unit,
    better,
    answer,
  }));
  return { ...resultsOf(numbers), mask: structuredCopy(tally) };
}

function resultsOf(numbers: readonly Numbered[]): Pick<Measured, 'metrics' | 'unavailable'> {
  const metrics: Measured['metrics'] = [];
  const unavailable: NonNullable<Measured['unavailable']> = [];
  for (const { id, unit, better, answer } of numbers) {
    if ('unavailable' in answer)
      unavailable.push({ id, region: 'full', reason: say(answer.unavailable), said: answer.unavailable });
    else
      metrics.push({
        id,
        value: toSpecial(answer.value),
        unit,
        better,
        region: 'full',
        protocol: say(answer.receipt),
        receipt: [answer.receipt],
      });
  }
  return { metrics, ...(unavailable.length > 0 ? { unavailable } : {}) };
}

/** Plain data of its own, as results are. */
function structuredCopy(tally: ReturnType<typeof tallyOf>): NonNullable<MethodResult['mask']> {
  return JSON.parse(JSON.stringify(tally)) as NonNullable<MethodResult['mask']>;
}

function unavailable(sentence: Message): UpbenchError {
  return new UpbenchError('unavailable', sentence);
}
