import { fitWeights, repeatWeights, type FittedWeights, type Moments } from '../fit';
import { message, type Message } from '../messages';
import { UpbenchError } from '../tensor/errors';
import type { Raster } from '../tensor/raster';
import type { Tensor } from '../tensor/tensor';
import {
  findUpsampler,
  fitKeyOf,
  resolveParameters,
  type FittedRequest,
  type ParameterContext,
  type WeightLibrary,
  type Weights,
} from '../upsamplers';
import { addTrainingPicture, emptyTraining, layerOf, type TrainingLayer, type TrainingServices } from './training';
import type { MethodSpec } from './schema';
import type { Degradation } from './degradations';

/** What a layer was fitted to. */
export interface LayerWeights {
  readonly weight: Tensor;
  readonly bias?: Tensor;
}

/** Weights fitted beforehand, by the key of their layer. */
export type ShippedWeights = ReadonlyMap<string, LayerWeights>;

/** Fits of earlier runs. */
export interface FitCache {
  get(key: string): LayerWeights | undefined;
  keep(key: string, weights: LayerWeights): void;
}

/** What results call weights fitted on the training pictures that come with the program. */
export function builtInOrigin(degradation: Degradation): Message {
  return degradation === 'area'
    ? message('fitted-on-built-in')
    : message('fitted-on-built-in-made-by', { degradation });
}

/** Channels that the moments of a layer need: one where the channels share their kernels. */
function trainingLayer({ id, parameters, scale, channels }: FittedRequest, degradation: Degradation): TrainingLayer {
  const isDense = parameters['groups'] === 'dense' && channels > 1;
  return { id, parameters, scale, degradation, channels: isDense ? channels : 1 };
}

function keyOf(request: FittedRequest, degradation: Degradation): string {
  return fitKeyOf(request.id, request.parameters, { ...request, degradation });
}

/** Fits layers on a fixed set of pictures, and keeps the moments: other kernels over the same patch cost nothing more. */
export class BuiltInFitter {
  private readonly moments = new Map<string, Moments>();
  private readonly fitted = new Map<string, FittedWeights>();

  constructor(private readonly pictures: readonly Raster[]) {}

  /** The best weights of the layer for these pictures, of one channel where all share theirs; refused for a layer that cannot be fitted. */
  fit(request: FittedRequest, degradation: Degradation, services: TrainingServices): FittedWeights {
    const key = keyOf(request, degradation);
    let made = this.fitted.get(key);
    if (made === undefined) {
      const layer = trainingLayer(request, degradation);
      made = fitWeights(layerOf(layer), this.momentsOf(layer, services));
      this.fitted.set(key, made);
    }
    return made;
  }

  private momentsOf(layer: TrainingLayer, services: TrainingServices): Moments {
    const { border, source } = layerOf(layer);
    const empty = emptyTraining(layer);
    const { scale, degradation, channels, parameters } = layer;
    const indices = source === 'unpooled' ? String(parameters['indices']) : '';
    const key = [scale, degradation, channels, border, source, indices].join(' ');
    const known = this.moments.get(key);
    if (known !== undefined && empty.offsets.every((offset) => known.offsets.includes(offset))) return known;
    // Kept only when whole: a cancelled sum must not be taken for one.
    for (const picture of this.pictures) addTrainingPicture(empty, layer, picture, services);
    this.moments.set(key, empty);
    return empty;
  }
}

/** Where a run's weights come from: shipped ones first, then the fitter where the training pictures are at hand. */
export function fittedLibrary(options: {
  readonly shipped: ShippedWeights;
  readonly degradation: Degradation;
  readonly fitter?: BuiltInFitter | undefined;
  readonly kept?: FitCache | undefined;
  readonly services: TrainingServices;
  readonly files?: WeightLibrary | undefined;
}): WeightLibrary & { fitted(request: FittedRequest): Weights } {
  const { shipped, degradation, fitter, kept, services, files } = options;
  return {
    find: (key) => files?.find(key),
    fitted(request) {
      const origin = builtInOrigin(degradation);
      // Refuses what cannot be fitted before anything is looked up.
      layerOf(trainingLayer(request, degradation));
      const key = keyOf(request, degradation);
      let weights = shipped.get(key) ?? kept?.get(key);
      if (weights === undefined) {
        if (fitter === undefined) throw noTrainingSet();
        const { weight, bias } = fitter.fit(request, degradation, services);
        weights = { weight, ...(bias ? { bias } : {}) };
        kept?.keep(key, weights);
      }
      const isShared = trainingLayer(request, degradation).channels < request.channels;
      return { ...(isShared ? repeatWeights(weights, request.channels) : weights), origin, builtIn: true };
    },
  };
}

function noTrainingSet(): UpbenchError {
  return new UpbenchError('unavailable', message('no-training-pictures'), { parameter: 'weights' });
}

/** Whether any of the methods asks for fitted weights that are neither shipped nor kept. Methods that will be refused ask for none. */
export function needsFitting(
  methods: readonly Pick<MethodSpec, 'id' | 'parameters'>[],
  context: ParameterContext,
  degradation: Degradation,
  shipped: ShippedWeights,
  kept?: FitCache,
): boolean {
  return methods.some(({ id, parameters: given }) => {
    try {
      const upsampler = findUpsampler(id);
      const parameters = resolveParameters(upsampler, given, context);
      const parts = upsampler.parts?.(parameters, context) ?? [{ id, parameters, scale: context.scale }];
      return parts.some((part) => {
        if (part.parameters['weights'] !== 'fitted') return false;
        const key = keyOf({ ...context, ...part }, degradation);
        return !shipped.has(key) && kept?.get(key) === undefined;
      });
    } catch {
      return false;
    }
  });
}
