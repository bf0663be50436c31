import { measurePhases } from '../metrics/artefacts';
import type { BytePairs } from '../metrics/bytePairs';
import { measurePair } from '../metrics/measure';
import type { SsimOfPlanes } from '../metrics/ssimPlane';
import { message, say, type Message, type Said } from '../messages';
import type { Operators } from '../ops/operators';
import type { Samples } from '../ops/resampler';
import type { WholeTapsResizer } from '../ops/wholeTaps';
import { rasterToSamples, samplesToRaster, samplesToTensor } from '../ops/samples';
import { plainMemory, type TensorMemory } from '../ops/tensorMemory';
import { tooLarge, UpbenchError } from '../tensor/errors';
import { unstaged, type Staged } from '../tensor/staged';
import { formOf, hasUsualRange, rasterToTensor, tensorToRaster, type Raster } from '../tensor/raster';
import { MAX_ELEMENTS, type Tensor } from '../tensor/tensor';
import {
  checkFit,
  doesReadReference,
  findUpsampler,
  methodTitles,
  ownName,
  resolveParameters,
  type ParameterContext,
  type ParameterValues,
  type Upsampler,
  type UpsamplerInput,
  type WeightLibrary,
  type Weights,
} from '../upsamplers';
import { candidatePart, placeCandidate, type CandidateOutput } from './candidates';
import { candidatePlaces, isCandidate } from './keys';
import { cropToMultiple, degrade, degradedSamples, lumaRaster, type Crop } from './degrade';
import { eachMethod } from './eachMethod';
import { forecastOf } from './forecast';
import { memoryShelf, type OutputShelf } from './keptOutputs';
import { runNetwork, type NetworkService } from './networkRun';
import { aboutLow, cropToPair, type LowPicture } from './pairs';
import { probeMethod } from './probe';
import { comparedPart, excludedPart, metricsPart, warningsPart, weightsPart } from './resultParts';
import { BlockedOutput, blocksOf, reachOf, rowsOfRaster, rowsOfTensor, StopClock, type RowBlock } from './rowBlocks';
import type { Finished, FinishedOutput, Unkept } from './sameAs';
import type { Experiment, ImageResult, MethodResult, MethodSpec } from './schema';
import { fittedFor } from './degradations';
import { toSpecial } from './special';
import { imageResultOf } from './facts';
import type { MethodFailed, MethodProgress, PictureFacts } from './runEvents';
import { targetOf } from './targetSize';
import { timeRuns, type Clock } from './timing';

interface Picture {
  /** The path or name as given. */
  readonly file: string;
  readonly sha256: string;
  readonly raster: Raster;
  readonly notes: readonly Said[];
  /** Finished outputs of this picture by their names; an error says why one is not there. */
  readonly candidates?: ReadonlyMap<string, CandidateOutput | UpbenchError> | undefined;
  /** The small picture, where it is given and not made. */
  readonly low?: LowPicture | undefined;
}

/** Bytes of tensors and scratch that the operators have in use. */
export interface CountedMemory {
  readonly bytesInUse: number;
  /** The most at once since the last call; null where nobody counts. */
  takePeak(): number | null;
}

export interface RunServices {
  readonly operators: Operators;
  readonly clock: Clock;
  /** Called between steps; throws to cancel. */
  checkpoint(): void;
  readonly weights: WeightLibrary;
  /** Where the operators keep tensors. @default plain arrays */
  readonly tensors?: TensorMemory | undefined;
  /** What counts their bytes, where it is counted. */
  readonly memory?: CountedMemory | undefined;
  /** What computes the local SSIM. @default the portable `ssimPlane` */
  readonly ssimPlane?: SsimOfPlanes | undefined;
  /** What passes over 8-bit pictures. @default the loops of the metrics */
  readonly bytePairs?: BytePairs | undefined;
  /** A picture in 0..1 as the bytes of a file. @default `tensorToRaster` */
  readonly toBytes?: ((tensor: Tensor) => Uint8Array<ArrayBuffer>) | undefined;
  /** What sums bytes by whole weights, as Pillow and OpenCV do. @default portable loops */
  readonly byWholeTaps?: WholeTapsResizer | undefined;
  /** Where outputs are kept for the comparison with later ones. @default memory */
  readonly shelf?: OutputShelf | undefined;
  /** Values of an output above which it is made rows by rows. @default 8 million */
  readonly valuesPerBlock?: number | undefined;
  /** What runs the networks of the experiment, where it has any. */
  readonly networks?: NetworkService | undefined;
  /** Does the stages of a run, by their names. @default nobody asks */
  readonly staged?: Staged | undefined;
}

export type PictureEvent =
  | {
      readonly type: 'input';
      readonly reference: Raster | null;
      readonly input: Raster;
      readonly facts: PictureFacts;
    }
  | MethodProgress
  /** As soon as it is there; what is measured of it comes with `method`. */
  | { readonly type: 'made'; readonly key: string; readonly output: Raster }
  | { readonly type: 'method'; readonly result: MethodResult; readonly output: Raster }
  | MethodFailed;

/** What one method came to. */
interface Made {
  readonly result: MethodResult;
  readonly method: Unkept;
  readonly output: Raster;
}

/** What all methods of one run share. */
interface Stage {
  readonly experiment: Experiment;
  readonly services: RunServices;
  readonly input: Raster;
  readonly reference: Raster | null;
  readonly image: Tensor;
  /** The input in float64, in units of the file: not rounded in the papers' space. */
  readonly samples: () => Samples;
  /** Whether they are whole numbers 0..255. */
  readonly areBytes: boolean;
  readonly referenceTensor: () => Tensor | undefined;
  readonly context: ParameterContext;
  readonly tensors: TensorMemory;
  /** Gives the memory of the stage's tensors back. */
  close(): void;
}

/**
 * Runs an experiment on one picture: crops, makes the small input (or takes the picture itself), and for every method
 * runs, times, rounds like a saved file and measures. A method that is refused is reported and the others go on;
 * `cancelled` and refusals that concern the picture itself are thrown. Outputs carry no alpha.
 */
export function runPicture(
  picture: Picture,
  experiment: Experiment,
  services: RunServices,
  emit: (event: PictureEvent) => void,
): ImageResult {
  const { staged = unstaged } = services;
  const stage = staged('degrade', () => prepare(picture, experiment, services, emit));
  const titles = methodTitles(
    experiment.methods.map(({ id }) => id),
    experiment.methods.map((spec) => (isCandidate(spec) ? spec.key : ownName(spec.id, spec.parameters))),
  );
  const shelf = services.shelf ?? memoryShelf;
  const finished: (Finished | FinishedOutput)[] = [];
  try {
    const made = eachMethod(
      experiment.methods,
      titles,
      () => services.checkpoint(),
      emit,
      (spec, label, progress) => {
        const made = (output: Raster): void => emit({ type: 'made', key: spec.key, output });
        const { result, method, output } = spec.network
          ? networkOf(spec, stage, finished, progress)
          : isCandidate(spec)
            ? takeCandidate(spec, picture, stage, finished, progress)
            : runMethod(spec, label, stage, finished, progress, made);
        emit({ type: 'method', result, output });
        // Nothing comes after the last that would be compared with it.
        if (spec !== experiment.methods.at(-1))
          finished.push({ ...method, output: staged('keep', () => shelf.keep(output)) });
        return result;
      },
    );
    return imageResultOf(stage.facts, { file: picture.file, sha256: picture.sha256, ...made });
  } finally {
    stage.close();
  }
}

function factsOfPicture({ raster, low, notes }: Picture, crop: Crop): PictureFacts {
  const { width, height, channels, bitDepth, peak } = raster;
  const said = [...notes, ...(low?.notes ?? []), ...floatNotes(raster)];
  return {
    width,
    height,
    channels,
    bitDepth,
    crop,
    ...(peak === undefined ? {} : { range: peak }),
    ...(low === undefined ? {} : { low: aboutLow(low) }),
    notes: said.map((note) => say(note)),
    notesSaid: said,
  };
}

/** Floats are measured as they come out; whole numbers as a file would hold them. */
function floatNotes({ bitDepth }: Raster): Message[] {
  return bitDepth === 32 ? [message('outputs-are-floats')] : [];
}

function prepare(
  picture: Picture,
  experiment: Experiment,
  services: RunServices,
  emit: (event: PictureEvent) => void,
): Stage & { readonly facts: PictureFacts } {
  const { raster, low } = picture;
  const { mode, degradation, seed } = experiment;
  // Made small here, it would be called given.
  if (degradation === 'given' && low === undefined) throw new UpbenchError('missing-file', message('low-missing'));
  // Against an original the size is the original's.
  const { scale, size } =
    mode === 'enlarge'
      ? targetOf(experiment, raster.height, raster.width)
      : { scale: experiment.scale, size: undefined };
  services.checkpoint();
  const isLuma = experiment.space === 'y';
  const source = isLuma ? lumaRaster(raster) : raster;
  const { raster: reference, crop } =
    mode !== 'reference'
      ? { raster: null, crop: { right: 0, bottom: 0 } }
      : low === undefined
        ? cropToMultiple(source, scale)
        : cropToPair(source, isLuma ? { ...low, raster: lumaRaster(low.raster) } : low, scale);
  const tensors = services.tensors ?? plainMemory;
  const { operators } = services;
  const how = fittedFor(degradation);
  // The scripts of papers enlarge the small luma as it came out, not as a file would hold it.
  const unrounded =
    isLuma && reference && low === undefined ? degradedSamples(reference, scale, how, operators, tensors) : null;
  const given = low && (isLuma ? lumaRaster(low.raster) : low.raster);
  const input = unrounded
    ? samplesToRaster(unrounded, raster)
    : reference
      ? (given ?? degrade(reference, scale, how, operators, tensors))
      : source;
  const outputShape = [input.channels, ...(size ?? [input.height * scale, input.width * scale])];
  if (outputShape.reduce((product, size) => product * size, 1) > MAX_ELEMENTS)
    throw tooLarge(message('an-output'), outputShape, MAX_ELEMENTS);
  const facts = factsOfPicture(picture, crop);
  emit({ type: 'input', reference, input, facts });
  const image = tensors.share(unrounded ? samplesToTensor(unrounded, raster) : rasterToTensor(input));
  let original: Tensor | undefined;
  return {
    experiment,
    services,
    input,
    reference,
    facts,
    image,
    tensors,
    samples: () => unrounded ?? rasterToSamples(input),
    areBytes: unrounded === null && hasUsualRange(input) && input.bitDepth === 8,
    // Only unpooling looks at it.
    referenceTensor: () => (reference ? (original ??= tensors.share(rasterToTensor(reference))) : undefined),
    context: { scale, channels: input.channels, hasReference: reference !== null, seed, ...(size ? { size } : {}) },
    close: () => {
      tensors.release(image);
      if (original) tensors.release(original);
    },
  };
}

function runMethod(
  spec: MethodSpec,
  title: string,
  stage: Stage,
  earlier: readonly (Finished | FinishedOutput)[],
  progress: (part: number) => void,
  made: (output: Raster) => void,
): Made {
  const { experiment, services, image, reference, context, tensors } = stage;
  const { operators, weights: library } = services;
  const upsampler = findUpsampler(spec.id);
  const parameters = resolveParameters(upsampler, spec.parameters, context);
  const outputShape = checkFit(upsampler, image.shape, parameters, context);
  const weights = upsampler.makeWeights(parameters, context, library);
  const readsReference = doesReadReference(upsampler, parameters);
  const { staged = unstaged } = services;
  const { output, timing } = staged(spec.id, () => runTimed(stage, { upsampler, parameters, weights, readsReference }));
  made(output);
  progress(0.5);
  const measured = reference ? measureOutput(reference, output, stage) : null;
  progress(0.9);
  const equivalent = upsampler.equivalentKernel(parameters, context, weights);
  const method = { key: spec.key, upsampler, parameters, context, equivalent };
  const forecast = forecastOf(upsampler, equivalent, parameters, context);
  const isOfOther = experiment.degradation === 'given' && weights?.builtIn === true;
  const warnings = [
    ...(upsampler.warnings?.(parameters, context) ?? []),
    ...forecast.warningsSaid,
    ...(isOfOther ? [message('weights-of-other-degradation')] : []),
  ];
  const ready = { upsampler, parameters, weights, context, equivalent };
  // Of a size that is no multiple no phases repeat.
  const probed = context.size ? null : staged('probe', () => probeMethod(ready, operators, tensors));
  return {
    method,
    output,
    result: {
      id: upsampler.id,
      key: spec.key,
      title,
      parameters,
      ...weightsPart(weights),
      outputShape: [...outputShape],
      cost: upsampler.cost(image.shape, parameters, context),
      timing,
      ...metricsPart(measured),
      ...excludedPart(readsReference, weights),
      ...staged('same-as', () => comparedPart(method, output, earlier, reference !== null)),
      ...warningsPart(warnings),
      forecast,
      ...(probed
        ? {
            checkerboard: {
              ...phaseResult(reference, output, stage),
              probe: { gain: probed.gain.map((row) => [...row]), score: toSpecial(probed.score), rms: probed.rms },
            },
          }
        : {}),
      snippet: upsampler.snippet(parameters, context),
    },
  };
}

interface Ready {
  readonly upsampler: Upsampler;
  readonly parameters: ParameterValues;
  readonly weights: Weights | null;
  readonly readsReference: boolean;
}

/** The output as a file would hold it: by the method's own float64 rule where it has one, else by the operators. */
function runTimed(stage: Stage, ready: Ready) {
  const { services, tensors, experiment, image, context } = stage;
  const { upsampler, parameters, weights, readsReference } = ready;
  const blocks = rowBlocksOf(stage, ready);
  if (blocks) return runBlocks(stage, ready, blocks);
  const referenceTensor = readsReference ? stage.referenceTensor() : undefined;
  const input: UpsamplerInput = {
    image,
    scale: context.scale,
    size: context.size,
    ...(referenceTensor ? { reference: referenceTensor } : {}),
  };
  const exactly = upsampler.exactly?.(parameters);
  if (exactly) {
    const samples = stage.samples();
    const { output, timing } = timeRuns(
      () => exactly(samples, { ...input, areBytes: stage.areBytes, byWholeTaps: services.byWholeTaps }),
      experiment.timing,
      services.clock,
      () => undefined,
    );
    return { output: samplesToRaster(output, stage.input), timing };
  }
  const run = (): Tensor =>
    tensors.scope(() => {
      services.checkpoint();
      return upsampler.run(services.operators, input, parameters, weights);
    });
  const counted = countFirst(run, [input.image, ...(input.reference ? [input.reference] : [])], services.memory);
  const { output: tensor, timing } = timeRuns(counted.run, experiment.timing, services.clock, tensors.release);
  const output = rounded(tensor, stage);
  tensors.release(tensor);
  const peakBytes = counted.peakBytes();
  return { output, timing: timing && peakBytes !== null ? { ...timing, peakBytes } : timing };
}

/**
 * Counts what the first run has in use: later ones keep its output beside their own. What lay there before is not the
 * method's, but for its inputs.
 */
function countFirst(
  run: () => Tensor,
  inputs: readonly Tensor[],
  memory: CountedMemory | undefined,
): { readonly run: () => Tensor; readonly peakBytes: () => number | null } {
  let bytes: number | null | undefined;
  return {
    run: () => {
      if (memory === undefined || bytes !== undefined) return run();
      memory.takePeak();
      const before = memory.bytesInUse;
      const output = run();
      const peak = memory.takePeak();
      bytes = peak === null ? null : peak - before + inputs.reduce((sum, { data }) => sum + data.byteLength, 0);
      return output;
    },
    peakBytes: () => bytes ?? null,
  };
}

/** How the input is cut into rows; null where the method makes the picture in one go. */
function rowBlocksOf({ context, image, services }: Stage, { upsampler, parameters }: Ready): RowBlock[] | null {
  const reach = reachOf(upsampler, parameters, context);
  const [, channels = 1, height = 1, width = 1] = image.shape;
  return reach === null
    ? null
    : blocksOf({ height, width, channels, scale: context.scale }, reach, services.valuesPerBlock);
}

/** A large output, rows by rows: the operators hold those of one block only. Its time is that of all blocks. */
function runBlocks(stage: Stage, { upsampler, parameters, weights, readsReference }: Ready, blocks: RowBlock[]) {
  const { services, tensors, experiment, context, image, reference, input } = stage;
  const { scale } = context;
  const [, channels = 1, height = 1, width = 1] = image.shape;
  const output = new BlockedOutput({ height, width, channels, scale }, input);
  const clock = new StopClock(services.clock);
  const made = (block: RowBlock): Tensor => {
    const cut: Tensor[] = [];
    const share = (make: () => Tensor): Tensor => {
      const tensor = clock.apart(make);
      cut.push(tensor);
      return tensor;
    };
    try {
      const rows = share(() => rowsOfTensor(image, block, tensors));
      const seen =
        readsReference && reference
          ? share(() => rowsOfRaster(reference, { from: block.from * scale, rows: block.rows * scale }, tensors))
          : undefined;
      const given = { image: rows, scale, ...(seen ? { reference: seen } : {}) };
      return tensors.scope(() => upsampler.run(services.operators, given, parameters, weights));
    } finally {
      cut.forEach(tensors.release);
    }
  };
  let isThere = false;
  const { timing } = timeRuns(
    () => {
      for (const block of blocks) {
        services.checkpoint();
        const tensor = made(block);
        clock.apart(() => {
          if (!isThere) output.put(block, rounded(tensor, stage));
          tensors.release(tensor);
        });
      }
      isThere = true;
    },
    experiment.timing,
    clock,
  );
  return { output: output.raster, timing };
}

/** As a file would hold it. */
function rounded(tensor: Tensor, { input, services }: Stage): Raster {
  const { staged = unstaged } = services;
  return staged('rounding', () => roundedLike(input, tensor, services));
}

function roundedLike(input: Raster, tensor: Tensor, { toBytes }: RunServices): Raster {
  const [, channels = 0, height = 0, width = 0] = tensor.shape;
  if (!toBytes || input.bitDepth !== 8 || !hasUsualRange(input)) return tensorToRaster(tensor, input);
  return { width, height, channels, ...formOf(input), data: toBytes(tensor) };
}

function measureOutput(reference: Raster, output: Raster, { experiment, services }: Stage) {
  const { scale, protocol, metrics: ids } = experiment;
  const { checkpoint, ssimPlane, bytePairs: bytes, staged } = services;
  return measurePair(reference, output, { ids, protocol, scale, checkpoint, ssimPlane, bytes, staged });
}

function networkOf(
  spec: MethodSpec,
  stage: Stage,
  earlier: readonly (Finished | FinishedOutput)[],
  progress: (part: number) => void,
): ReturnType<typeof runNetwork> {
  const { experiment, reference } = stage;
  const place = candidatePlaces(experiment.methods).get(spec.key) ?? 0;
  return runNetwork({ spec, place }, stage, earlier, progress, {
    measure: (output) => (reference ? measureOutput(reference, output, stage) : null),
    phases: (output) => phaseResult(reference, output, stage),
  });
}

/** A finished output in the place of a method's: measured like one, with no cost and no time but what the user says. */
function takeCandidate(
  spec: MethodSpec,
  { candidates }: Picture,
  stage: Stage & { readonly facts: PictureFacts },
  earlier: readonly (Finished | FinishedOutput)[],
  progress: (part: number) => void,
): Made {
  const given =
    candidates?.get(spec.key) ?? new UpbenchError('missing-file', message('candidate-missing', { name: spec.key }));
  if (given instanceof UpbenchError) throw given;
  const { experiment, input, reference, context, facts } = stage;
  const { scale } = experiment;
  const [height, width] = context.size ?? [input.height * scale, input.width * scale];
  const finished = experiment.space === 'y' ? { ...given, raster: lumaRaster(given.raster) } : given;
  const { output, notes } = placeCandidate(finished, {
    width,
    height,
    crop: facts.crop,
    like: reference ?? input,
    hasOriginal: reference !== null,
  });
  progress(0.3);
  const measured = reference ? measureOutput(reference, output, stage) : null;
  progress(0.9);
  const method = { key: spec.key, upsampler: null };
  return {
    method,
    output,
    result: {
      id: spec.id,
      key: spec.key,
      title: spec.key,
      parameters: {},
      outputShape: [1, output.channels, output.height, output.width],
      ...candidatePart(spec, given, notes, candidatePlaces(experiment.methods)),
      timing: null,
      ...metricsPart(measured),
      ...comparedPart(method, output, earlier, reference !== null),
      warnings: [],
      checkerboard: { ...phaseResult(reference, output, stage), probe: null },
    },
  };
}

function phaseResult(reference: Raster | null, output: Raster, { context, services }: Stage) {
  const { checkpoint, bytePairs, staged = unstaged } = services;
  const { global, local, phaseMeans } = staged('phases', () =>
    measurePhases(reference, output, context.scale, checkpoint, bytePairs),
  );
  return { global, local, phaseMeans: phaseMeans && phaseMeans.map((row) => [...row]) };
}
