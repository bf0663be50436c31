import { areProbabilities } from '../../experiment/masks/plan';
import { LARGEST_SCALE, SMALLEST_SCALE } from '../../upsamplers';
import { message } from '../../messages';
import type { Labels } from '../../segmentation';
import { classPalette } from '../../segmentation/palette';
import { UpbenchError } from '../../tensor/errors';
import type { NpyArray } from '../../tensor/npy';
import { writeBlob } from '../host/blobStore';
import type { PairInfo } from '../contract/maskSchema';
import type { NamedFile } from '../files/namedFile';
import type { OpenPairJob, SortedPair } from '../thread/jobs';
import { holdsArray, isFeatureTruth, parseArray, readScores, readTruth } from './labelFile';
import { readBytes, readPicture } from './pictureFile';
import { holdsSamples, writeIndexedPng } from './samplePng';
import { sniffFormat } from './sniff';

/** Sorts opened files into the small array, its truth and a photograph; refused where there is no array among them. */
export async function openPair({ files, names, folder }: OpenPairJob): Promise<SortedPair> {
  const arrays: { readonly index: number; readonly pixels: number; readonly array: NpyArray }[] = [];
  const others: number[] = [];
  for (const [index, { path, name }] of files.entries()) {
    const bytes = await readBytes(path, name);
    const array = holdsArray(bytes) ? parseArray(bytes, name) : null;
    if (array && isFeatureTruth(array))
      arrays.push({ index, pixels: array.shape.slice(-2).reduce((a, b) => a * b, 1), array });
    else others.push(index);
  }
  // Of two arrays of scores or features the small one is enlarged.
  arrays.sort((a, b) => a.pixels - b.pixels);
  const positions = arrays.find((one) => isPositions(one, arrays));
  const [array, bigger] = arrays.filter((one) => one !== positions);
  if (array === undefined)
    throw new UpbenchError('unavailable', message('pair-no-array', { names: files.map(({ name }) => name) }));
  const photograph = await findIndex(others, isPhotograph, files);
  const truth = bigger?.index ?? others.find((index) => index !== photograph) ?? null;
  const { info, labels } = await describe(files, array.index, truth, photograph, names);
  return {
    info: { ...info, indices: positions === undefined ? null : files[positions.index]!.name },
    picture:
      photograph === null && labels !== null ? writeBlob(folder, 'png', writeIndexedPng(labels, info.palette)) : null,
    roles: { array: array.index, truth, photograph, indices: positions?.index ?? null },
  };
}

interface SizedArray {
  readonly index: number;
  readonly array: NpyArray;
}

/** Integers, as many as the values of another array of real numbers: positions that an encoder's max-pooling recorded. */
function isPositions({ index, array: { type, shape } }: SizedArray, arrays: readonly SizedArray[]): boolean {
  return (
    /^[iu]/.test(type) &&
    arrays.some(
      (other) => other.index !== index && other.array.type.startsWith('f') && other.array.shape.join() === shape.join(),
    )
  );
}

async function findIndex(
  indices: readonly number[],
  test: (file: NamedFile) => Promise<boolean>,
  files: readonly NamedFile[],
): Promise<number | null> {
  for (const index of indices) if (await test(files[index]!)) return index;
  return null;
}

async function describe(
  files: readonly NamedFile[],
  array: number,
  truthAt: number | null,
  photographAt: number | null,
  names: readonly string[] | undefined,
): Promise<{ readonly info: Omit<PairInfo, 'indices' | 'hashes'>; readonly labels: Labels | null }> {
  const { values } = await readScores(files[array]!.path, files[array]!.name);
  const [, channels = 1, height = 1, width = 1] = values.shape;
  const truth = truthAt === null ? null : await readTruth(files[truthAt]!);
  const isFeatures = truth === null || truth.kind === 'features';
  const output =
    truth === null
      ? null
      : truth.kind === 'labels'
        ? { width: truth.labels.width, height: truth.labels.height }
        : { width: truth.values.shape[3]!, height: truth.values.shape[2]! };
  const factor = output ? output.height / height : NaN;
  const isWhole = output !== null && Number.isInteger(factor) && factor === output.width / width;
  const shares = new Array<number>(truth?.kind === 'labels' ? channels : 0).fill(0);
  if (truth?.kind === 'labels') {
    let counted = 0;
    for (const label of truth.labels.data) {
      if (label >= channels) continue;
      shares[label]!++;
      counted++;
    }
    for (let c = 0; c < channels; c++) shares[c] = counted === 0 ? 0 : shares[c]! / counted;
  }
  const info: Omit<PairInfo, 'indices' | 'hashes'> = {
    values: isFeatures ? 'features' : areProbabilities(values) ? 'probabilities' : 'logits',
    channels,
    input: { width, height },
    output,
    scale: isWhole && factor >= SMALLEST_SCALE && factor <= LARGEST_SCALE ? factor : null,
    truth: truthAt === null ? null : files[truthAt]!.name,
    photograph: photographAt === null ? null : files[photographAt]!.name,
    palette: isFeatures ? [] : classPalette(channels, truth.palette).map(([r, g, b]) => [r, g, b]),
    shares,
    ...(names ? { names: [...names] } : {}),
  };
  return { info, labels: truth?.kind === 'labels' ? truth.labels : null };
}

/** A picture with three colour channels; an indexed PNG holds labels instead. */
async function isPhotograph({ path, name }: NamedFile): Promise<boolean> {
  const bytes = await readBytes(path, name);
  if (sniffFormat(bytes) === 'png' && holdsSamples(bytes)) return false;
  return readPicture(bytes, name).then(
    ({ raster }) => raster.channels === 3 && raster.bitDepth !== 32,
    () => false,
  );
}
