import { message, type Message } from '../messages';
import type { Cause, Variant } from '../metrics';
import type { Operators } from '../ops/operators';
import type { Samples } from '../ops/resampler';
import { rasterToSamples, samplesToRaster, samplesToTensor } from '../ops/samples';
import { plainMemory } from '../ops/tensorMemory';
import { hasUsualRange, rasterToTensor, tensorToRaster, type Raster } from '../tensor/raster';
import { doesReadReference, findUpsampler, resolveParameters, type WeightLibrary } from '../upsamplers';
import { bicubic } from '../upsamplers/bicubic';
import { degrade, degradedSamples, lumaRaster } from './degrade';
import { isCandidate } from './keys';
import type { Experiment, MethodSpec } from './schema';
import { DEGRADATIONS, type Degradation } from './degradations';

/** The experiment that an output came of. */
export interface MadeBy extends Pick<Experiment, 'scale' | 'degradation' | 'space' | 'mode' | 'seed'> {
  readonly method: MethodSpec;
}

interface VariantServices {
  readonly operators: Operators;
  /** Weights for small pictures made in that way. */
  library(degradation: Degradation): Promise<WeightLibrary>;
  checkpoint(): void;
}

/** One way to make the output, in all that others do otherwise. */
interface Way {
  readonly method: MethodSpec;
  readonly degradation: Degradation;
  readonly isLuma: boolean;
  readonly roundsSmall: boolean;
}

interface Change {
  readonly cause: Cause;
  /** How unusual: log2 of one over its share. */
  readonly bits: number;
  readonly change: (way: Way) => Way;
}

/**
 * The outputs that the same experiment could have made: with another kernel, border, way to make the small picture,
 * rounding of it, or path; one change, two, or all that the scripts of papers do otherwise. Each is really computed.
 * @param reference the cropped original as the experiment had it, in colour where it is at hand
 */
export async function experimentVariants(
  reference: Raster,
  made: MadeBy,
  services: VariantServices,
): Promise<readonly Variant[]> {
  const { method, degradation, mode } = made;
  if (mode !== 'reference' || degradation === 'given' || isCandidate(method)) return [];
  const base: Way = { method, degradation, isLuma: made.space === 'y', roundsSmall: made.space !== 'y' };
  const changes = changesOf(base, reference);
  const pairs = changes.flatMap((first, i) =>
    changes.slice(i + 1).flatMap((second) => (second.cause.id === first.cause.id ? [] : [[first, second]])),
  );
  // The border plays no part where as many pixels as the scale are cropped, so the recipe is tried without it, too.
  const recipes = [changes.filter(isOfPapers)].flatMap((all) => [
    all.filter(({ cause }) => cause.id !== 'border'),
    ...(all.some(({ cause }) => cause.id === 'border') ? [all] : []),
  ]);
  const wanted = [...changes.map((change) => [change]), ...pairs, ...recipes.filter((recipe) => recipe.length > 2)];
  const variants: Variant[] = [];
  const smallOf = smallPictures(reference, made.scale, services.operators);
  for (const list of wanted) {
    services.checkpoint();
    const way = list.reduce((current, { change }) => change(current), base);
    const { picture, reference: own } = await outputOf(smallOf(way), way, made, services);
    // A recipe counts as one cause, whatever it consists of.
    const bits = recipes.includes(list) ? 3.5 + 0.5 * list.length : list.reduce((sum, change) => sum + change.bits, 0);
    variants.push({ causes: list.map(({ cause }) => cause), bits, picture, reference: own });
  }
  return variants;
}

function changesOf({ method, degradation, isLuma, roundsSmall }: Way, reference: Raster): Change[] {
  const changes: Change[] = [];
  const add = (id: Cause['id'], value: string, bits: number, words: Message, change: Change['change']): void =>
    void changes.push({ cause: { id, value, words }, bits, change });
  const withParameter = (name: string, value: string) => (way: Way) => ({
    ...way,
    method: { ...way.method, parameters: { ...way.method.parameters, [name]: value } },
  });
  if (method.id === bicubic.id) {
    const { a = '-0.75', border = 'replicate' } = method.parameters;
    const other = a === '-0.75' ? '-0.5' : '-0.75';
    add('kernel-a', other, 1.5, message('why-kernel-a', { a: other }), withParameter('a', other));
    const edge = border === 'mirror' ? 'replicate' : 'mirror';
    add('border', edge, 2.5, message(`why-border-${edge}`), withParameter('border', edge));
  }
  for (const how of DEGRADATIONS)
    if (how !== degradation)
      add('degradation', how, 2, message('why-degradation', { degradation: how }), (way) => ({
        ...way,
        degradation: how,
      }));
  add(
    'small-rounding',
    roundsSmall ? 'no' : 'yes',
    2.5,
    message(roundsSmall ? 'why-small-rounding' : 'why-small-rounded'),
    (way) => ({ ...way, roundsSmall: !roundsSmall }),
  );
  if (reference.channels === 3)
    add('space', isLuma ? 'rgb' : 'y', 2.5, message(isLuma ? 'why-space-rgb' : 'why-space-y'), (way) => ({
      ...way,
      isLuma: !isLuma,
      roundsSmall: isLuma,
    }));
  return changes;
}

/** What the MATLAB scripts of papers do. */
function isOfPapers({ cause: { id, value } }: Change): boolean {
  const papers: Partial<Record<Cause['id'], string>> = {
    'kernel-a': '-0.5',
    border: 'mirror',
    degradation: 'matlab-bicubic',
    space: 'y',
  };
  return papers[id] === value;
}

interface Small {
  /** What outputs are held against: the original, or its luma. */
  readonly source: Raster;
  readonly samples: Samples;
  readonly areBytes: boolean;
}

/** The small pictures of all ways, each made when it is first asked for: most ways differ only in how they enlarge it. */
function smallPictures(reference: Raster, scale: number, operators: Operators): (way: Way) => Small {
  let luma: Raster | undefined;
  const known = new Map<string, Small>();
  const make = ({ degradation, isLuma, roundsSmall }: Way): Small => {
    const source = isLuma ? (luma ??= lumaRaster(reference)) : reference;
    if (!roundsSmall)
      return {
        source,
        areBytes: false,
        samples: degradedSamples(source, scale, degradation, operators, plainMemory),
      };
    const rounded = degrade(source, scale, degradation, operators);
    const areBytes = rounded.bitDepth === 8 && hasUsualRange(rounded);
    return { source, samples: rasterToSamples(rounded), areBytes };
  };
  return (way) => {
    const name = `${way.degradation} ${way.isLuma} ${way.roundsSmall}`;
    const small = known.get(name) ?? make(way);
    known.set(name, small);
    return small;
  };
}

async function outputOf(
  { source, samples, areBytes }: Small,
  { method, degradation }: Way,
  { scale, seed }: MadeBy,
  { operators, library }: VariantServices,
): Promise<{ readonly picture: Raster; readonly reference: Raster }> {
  const upsampler = findUpsampler(method.id);
  const context = { scale, channels: source.channels, hasReference: true, seed };
  const parameters = resolveParameters(upsampler, method.parameters, context);
  const exactly = upsampler.exactly?.(parameters);
  if (exactly) return { picture: samplesToRaster(exactly(samples, { scale, areBytes }), source), reference: source };
  const weights = upsampler.makeWeights(parameters, context, await library(degradation));
  const readsReference = doesReadReference(upsampler, parameters);
  const image = samplesToTensor(samples, source);
  const input = { image, scale, ...(readsReference ? { reference: rasterToTensor(source) } : {}) };
  return { picture: tensorToRaster(upsampler.run(operators, input, parameters, weights), source), reference: source };
}
