import { message, type Message } from '../messages';
import { fromLuma, toLuma } from '../network/conventions';
import type { Operators } from '../ops/operators';
import type { TensorMemory } from '../ops/tensorMemory';
import { UpbenchError } from '../tensor/errors';
import { maxValue, tensorToRaster, type Raster } from '../tensor/raster';
import { createTensor, type Shape, type Tensor } from '../tensor/tensor';
import { resolveParameters, type ParameterContext } from '../upsamplers';
import { bicubic } from '../upsamplers/bicubic';
import type { NetworkResult } from './networkSchema';
import { comparedPart, metricsPart, warningsPart, type Measured } from './resultParts';
import type { Finished, FinishedOutput } from './sameAs';
import type { CheckerboardResult, Experiment, MethodResult, MethodSpec } from './schema';
import { timeRuns, type Clock } from './timing';

interface Plane {
  readonly shape: Shape;
  readonly data: Float32Array;
}

/** A network that is ready for pictures [1, C, H, W] of 0..1. */
export interface OpenedNetwork {
  readonly about: Omit<NetworkResult, 'tiles' | 'seam'>;
  /** 1 or 3. */
  readonly channels: number;
  /** What is to be said of its conventions and colours. */
  readonly warnings: readonly Message[];
  costOf(rows: number, columns: number): NonNullable<MethodResult['cost']>;
  run(
    picture: Plane,
    onTile: (done: number, of: number) => void,
  ): Plane & {
    readonly tiles: number;
    readonly seam: NetworkResult['seam'];
    readonly notes: readonly Message[];
  };
}

/** Opens the networks of an experiment; refuses what cannot be run with its sentence. */
export interface NetworkService {
  open(spec: MethodSpec): OpenedNetwork;
}

interface NetworkStage {
  readonly experiment: Experiment;
  readonly services: {
    readonly operators: Operators;
    readonly clock: Clock;
    checkpoint(): void;
    readonly networks?: NetworkService | undefined;
  };
  readonly input: Raster;
  readonly reference: Raster | null;
  readonly image: Tensor;
  readonly context: ParameterContext;
  readonly tensors: TensorMemory;
}

/** A network in the place of a method: run, timed, rounded like a saved file and measured as methods are. */
export function runNetwork(
  { spec, place }: { readonly spec: MethodSpec; readonly place: number },
  stage: NetworkStage,
  earlier: readonly (Finished | FinishedOutput)[],
  progress: (part: number) => void,
  judge: {
    measure(output: Raster): Measured;
    phases(output: Raster): Omit<CheckerboardResult, 'probe'>;
  },
): { readonly result: MethodResult; readonly method: Omit<FinishedOutput, 'output'>; readonly output: Raster } {
  const { experiment, services, input, reference, image, context } = stage;
  const { checkpoint, clock, networks } = services;
  if (!networks || !spec.network)
    throw new UpbenchError('unavailable', message('network-not-here', { name: spec.key }));
  const network = networks.open(spec);
  const { scale } = context;
  if (context.size) throw new UpbenchError('size-mismatch', message('network-size', { name: spec.key }));
  if (network.about.scale !== scale && network.about.scale !== 1)
    throw new UpbenchError(
      'size-mismatch',
      message('network-scale', { name: spec.key, own: network.about.scale, wanted: scale }),
    );
  // Floats may have another white.
  const white = input.bitDepth === 32 ? maxValue(input) : 1;
  const data = white === 1 ? Float32Array.from(image.data) : Float32Array.from(image.data, (value) => value / white);
  const notes = new Map<string, Message>();
  const note = (said: Message): void => void notes.set(said.code, said);
  let tiles = 1;
  let seam: NetworkResult['seam'] = null;
  let isTimed = false;
  const through = (picture: Plane): Plane => {
    const made = network.run(picture, (done, of) => {
      if (!isTimed) progress((0.5 * done) / of);
    });
    tiles = made.tiles;
    seam = made.seam;
    made.notes.forEach(note);
    return made;
  };
  const { output: made, timing } = timeRuns(
    () => {
      checkpoint();
      const result = asPictureOf(network, { shape: image.shape, data }, stage, through, note);
      isTimed = true;
      return result;
    },
    experiment.timing,
    clock,
  );
  const output = tensorToRaster(
    createTensor(made.shape, white === 1 ? made.data : made.data.map((value) => value * white)),
    input,
  );
  if (output.height !== input.height * scale || output.width !== input.width * scale)
    throw new UpbenchError(
      'size-mismatch',
      message('network-output-size', {
        name: spec.key,
        own: `${output.width}×${output.height}`,
        wanted: `${input.width * scale}×${input.height * scale}`,
      }),
    );
  progress(0.5);
  const measured = judge.measure(output);
  progress(0.9);
  const method = { key: spec.key, upsampler: null };
  const before = network.about.scale === 1 ? scale : 1;
  const warnings = [...network.warnings, ...notes.values()];
  const { file, sha256 } = network.about;
  return {
    method,
    output,
    result: {
      id: spec.id,
      key: spec.key,
      title: spec.key,
      parameters: {},
      outputShape: [1, output.channels, output.height, output.width],
      cost: network.costOf(input.height * before, input.width * before),
      candidate: { file, sha256, notes: [], place },
      network: { ...network.about, tiles, seam },
      timing,
      ...metricsPart(measured),
      ...comparedPart(method, output, earlier, reference !== null),
      ...warningsPart(warnings),
      checkerboard: { ...judge.phases(output), probe: null },
    },
  };
}

/** The picture in as many channels as the network has, through it, and back. */
function asPictureOf(
  network: OpenedNetwork,
  picture: Plane,
  stage: NetworkStage,
  through: (picture: Plane) => Plane,
  note: (said: Message) => void,
): Plane {
  const { scale } = stage.context;
  const [, channels = 1, h = 1, w = 1] = picture.shape;
  const enlarged = (one: Plane): Plane => {
    if (network.about.scale !== 1) return one;
    note(message('network-enlarged-before', { scale }));
    return enlargedByBicubic(one, stage);
  };
  if (channels === network.channels) return through(enlarged(picture));
  if (channels === 1 && network.channels === 3) {
    note(message('network-grey-as-colour'));
    const { shape, data } = through(enlarged({ shape: [1, 3, h, w], data: repeated(picture.data) }));
    const plane = data.length / 3;
    const mean = Float32Array.from(
      { length: plane },
      (_, i) => (data[i]! + data[plane + i]! + data[2 * plane + i]!) / 3,
    );
    return { shape: [1, 1, ...shape.slice(2)], data: mean };
  }
  if (channels === 3 && network.channels === 1) {
    note(message('network-luma-alone'));
    const { y, colours } = toLuma(picture.data);
    const luma = through(enlarged({ shape: [1, 1, h, w], data: y }));
    const other = enlargedByBicubic({ shape: [1, 2, h, w], data: colours }, stage);
    return { shape: [1, 3, ...luma.shape.slice(2)], data: fromLuma(luma.data, other.data) };
  }
  throw new UpbenchError(
    'shape-mismatch',
    message('network-channels', { name: network.about.file, own: network.channels, given: channels }),
  );
}

function repeated(data: Float32Array): Float32Array {
  const all = new Float32Array(3 * data.length);
  for (let i = 0; i < 3; i++) all.set(data, i * data.length);
  return all;
}

function enlargedByBicubic({ shape, data }: Plane, { services, tensors, context }: NetworkStage): Plane {
  const own: ParameterContext = { ...context, channels: shape[1] ?? 1 };
  const image = tensors.share(createTensor(shape, data));
  const made = tensors.scope(() =>
    bicubic.run(services.operators, { image, scale: context.scale }, resolveParameters(bicubic, {}, own), null),
  );
  const plane = { shape: [...made.shape], data: Float32Array.from(made.data) };
  tensors.release(made);
  tensors.release(image);
  return plane;
}
