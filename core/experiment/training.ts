import { accumulate, momentsFor, type FittableLayer, type LayerParameters, type Moments } from '../fit';
import type { Operators } from '../ops/operators';
import { rasterToTensor, type Raster } from '../tensor/raster';
import { createTensor, type Tensor } from '../tensor/tensor';
import { fitTraitsOf, fittableLayerOf } from '../upsamplers';
import { cropToMultiple, degrade } from './degrade';
import type { Degradation } from './degradations';

/** A layer to be trained: resolved parameters, and how its small pictures are made. */
export interface TrainingLayer {
  readonly id: string;
  readonly parameters: LayerParameters;
  readonly scale: number;
  readonly degradation: Degradation;
  /** 3 for a layer with kernels of its own for each colour (or mixing them), 1 for kernels that all channels share. */
  readonly channels: number;
}

export interface TrainingServices {
  readonly operators: Operators;
  /** Called between steps; throws to cancel. */
  readonly checkpoint: () => void;
}

export function layerOf({ id, parameters, scale, channels }: TrainingLayer): FittableLayer {
  return fittableLayerOf(id, parameters, { scale, channels });
}

/** Moments for the layer, empty. */
export function emptyTraining(layer: TrainingLayer): Moments {
  return momentsFor(layerOf(layer), layer);
}

/** What a layer reads, and what it should give back. */
export type TrainingPair = readonly [source: Tensor, target: Tensor];

/**
 * What the layer learns from one training picture: its small version is made as an experiment makes it, and the picture
 * is what the layer should give back. A layer with one channel learns from every channel of a colour picture; for a
 * layer with three, a grey picture has three equal ones.
 */
export function trainingPairs(
  layer: TrainingLayer,
  picture: Raster,
  { operators, checkpoint }: TrainingServices,
): TrainingPair[] {
  const { scale, degradation, channels } = layer;
  const { raster } = cropToMultiple(picture, scale);
  checkpoint();
  const target = rasterToTensor(raster);
  const small = rasterToTensor(degrade(raster, scale, degradation, operators));
  const seen = unpooled(layer, small, target, operators) ?? small;
  return matched(seen, target, channels);
}

/** Adds one training picture. */
export function addTrainingPicture(
  moments: Moments,
  layer: TrainingLayer,
  picture: Raster,
  services: TrainingServices,
): void {
  addPairs(moments, layer, trainingPairs(layer, picture, services), services);
}

/** The moments of one training picture alone, of which the pairs are there already. */
export function momentsOf(layer: TrainingLayer, pairs: readonly TrainingPair[], services: TrainingServices): Moments {
  const moments = emptyTraining(layer);
  addPairs(moments, layer, pairs, services);
  return moments;
}

function addPairs(
  moments: Moments,
  layer: TrainingLayer,
  pairs: readonly TrainingPair[],
  { checkpoint }: TrainingServices,
): void {
  const { border } = layerOf(layer);
  for (const [source, target] of pairs) accumulate(moments, source, target, border, checkpoint);
}

/** What the layer reads where that is not the small picture. */
function unpooled(layer: TrainingLayer, image: Tensor, reference: Tensor, operators: Operators): Tensor | null {
  const { id, scale, parameters } = layer;
  const made = fitTraitsOf(id, parameters).unpooled?.(operators, { image, reference, scale }, parameters);
  // Fast operators may hand out memory that they use again.
  return made ? createTensor(made.shape, made.data.slice()) : null;
}

/** Source and target pairs with `channels` channels. */
function matched(source: Tensor, target: Tensor, channels: number): TrainingPair[] {
  const given = source.shape[1] ?? 1;
  if (given === channels) return [[source, target]];
  if (channels === 1) return Array.from({ length: given }, (_, c) => [channelOf(source, c), channelOf(target, c)]);
  return [[repeated(source, channels), repeated(target, channels)]];
}

function channelOf({ shape, data }: Tensor, channel: number): Tensor {
  const [, , height = 1, width = 1] = shape;
  const plane = height * width;
  return createTensor([1, 1, height, width], data.slice(channel * plane, (channel + 1) * plane));
}

function repeated({ shape, data }: Tensor, channels: number): Tensor {
  const out = new Float32Array(data.length * channels);
  for (let c = 0; c < channels; c++) out.set(data, c * data.length);
  return createTensor([1, channels, ...shape.slice(2)], out);
}
