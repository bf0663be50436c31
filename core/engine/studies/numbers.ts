import { message } from '../../messages';
import { strideHarmonics } from '../../checkerboard';
import { whyDocument } from '../../experiment/metricsSchema';
import {
  DIFFERENCE_DB,
  DISPUTED_METRICS,
  explainDifferences,
  measureCheckerboard,
  measurePair,
  measureSpectra,
  findMetric,
  metrics,
  metricsOfNumber,
  type Variant,
} from '../../metrics';
import { UpbenchError } from '../../tensor/errors';
import type { Raster } from '../../tensor/raster';
import { writeBlob } from '../host/blobStore';
import type { BlobRef } from '../contract/contract';
import type { NumbersAnswer, NumbersJob } from '../thread/jobs';
import type { MapDetail, MeasureDetail, RegionDetail, SpectrumDetail } from '../contract/numbersSchema';
import { readPicture } from '../pictures/pictureFile';
import { withRange } from '../pictures/valueRange';
import type { Computer } from '../thread/computer';
import type { WeightStore } from '../weights/weightStore';
import { variantsOf } from './variantsOf';
import { writePng } from '../pictures/png';

/** One question about one output; runs on a computing thread. */
export async function answerNumbers(
  job: NumbersJob,
  computer: Computer,
  weightStore: WeightStore,
): Promise<NumbersAnswer> {
  const { checkpoint } = computer;
  const read = async (path: string, name: string): Promise<Raster> => {
    const { raster } = await readPicture(path, name);
    // A PNG says its white itself.
    return job.range !== undefined && raster.bitDepth === 32 ? withRange(raster, job.range, name) : raster;
  };
  const picture = await read(job.output, 'the output');
  const reference = job.reference === null ? null : await read(job.reference, 'the reference');
  checkpoint();
  if (job.ask === 'checkerboard') {
    const { phaseMeans, ...measured } = measureCheckerboard(reference, picture, job.scale, checkpoint);
    return { ask: 'checkerboard', ...measured, phaseMeans: phaseMeans && phaseMeans.map((row) => [...row]) };
  }
  if (job.ask === 'spectrum') return { ask: 'spectrum', ...spectrum(job, reference, picture, checkpoint) };
  if (reference === null) throw new UpbenchError('unavailable', message('numbers-no-original'));
  if (job.ask === 'region') return { ask: 'region', ...partly(job, reference, picture, checkpoint) };
  return job.ask === 'map'
    ? { ask: 'map', ...localMap(job, reference, picture, checkpoint) }
    : { ask: 'measure', ...everything(job, reference, picture, checkpoint, await otherOutputs()) };

  /** Only a number to explain is worth running the experiment in other ways. */
  async function otherOutputs(): Promise<readonly Variant[]> {
    const { made, scale, theirs, weightFiles: files = [] } = job;
    if (made === undefined || theirs === undefined || reference === null) return [];
    return variantsOf(reference, { ...made, scale }, { computer, weightStore, files });
  }
}

function spectrum(
  { folder, scale }: NumbersJob,
  reference: Raster | null,
  picture: Raster,
  checkpoint: () => void,
): SpectrumDetail {
  const spectra = measureSpectra(reference, picture, checkpoint);
  const write = (raster: Raster): BlobRef => writeBlob(folder, 'png', writePng(raster, undefined, 'fast'));
  return {
    ...spectra,
    differenceDb: DIFFERENCE_DB,
    output: write(spectra.output),
    reference: spectra.reference && write(spectra.reference),
    difference: spectra.difference && write(spectra.difference),
    harmonics: strideHarmonics(scale),
  };
}

/** A pixel of the map belongs to a pixel of the picture, so nothing is cropped; the rest is as the protocol says. */
function localMap(
  { folder, scale, protocol, metric }: NumbersJob,
  reference: Raster,
  picture: Raster,
  checkpoint: () => void,
): MapDetail {
  const ids = [metric];
  const options = { ids, maps: ids, protocol, scale, crop: 0, regions: ['full'], checkpoint } as const;
  const { maps, metrics: found, unavailable } = measurePair(reference, picture, options);
  const [entry] = maps;
  const [mean] = found;
  const range = findMetric(metric).mapRange;
  if (!entry || !mean || !range) {
    const [why] = unavailable;
    throw why
      ? new UpbenchError('unavailable', why.said)
      : new UpbenchError('internal', message('numbers-no-map', { metric }));
  }
  const [low, high] = range;
  const { width, height } = picture;
  const grey = new Uint16Array(width * height);
  // A protocol that downsamples the pictures first has a smaller map.
  const share = { x: entry.map.width / width, y: entry.map.height / height };
  for (let y = 0, at = 0; y < height; y++) {
    const row = Math.min(entry.map.height - 1, Math.floor(y * share.y)) * entry.map.width;
    for (let x = 0; x < width; x++, at++) {
      const value = entry.map.data[row + Math.min(entry.map.width - 1, Math.floor(x * share.x))]!;
      grey[at] = Math.round(65535 * Math.min(1, Math.max(0, (value - low) / (high - low))));
    }
  }
  checkpoint();
  const png = writePng({ width, height, channels: 1, bitDepth: 16, data: grey }, undefined, 'fast');
  return { map: writeBlob(folder, 'png', png), width, height, low, high, metric: mean };
}

/** Metrics of a part, cut out first as if it were a picture of its own; without a place, of the whole and its interior. */
function partly(
  { scale, protocol, metrics: ids = [], roi }: NumbersJob,
  reference: Raster,
  picture: Raster,
  checkpoint: () => void,
): RegionDetail {
  const measured = measurePair(reference, picture, { ids, protocol, scale, roi, checkpoint });
  return { metrics: measured.metrics, unavailable: [...measured.unavailable] };
}

/** Every metric of the whole picture, and why others get other numbers. */
function everything(
  { scale, protocol, theirs }: NumbersJob,
  reference: Raster,
  picture: Raster,
  checkpoint: () => void,
  variants: readonly Variant[],
): MeasureDetail {
  const ids = metrics.map(({ id }) => id);
  const measured = measurePair(reference, picture, { ids, protocol, scale, regions: ['full'], checkpoint });
  const asked =
    theirs === undefined
      ? {}
      : { theirs: theirs.value, theirIds: theirs.id === null ? metricsOfNumber(theirs.value) : [theirs.id], variants };
  const why = explainDifferences(reference, picture, { scale, protocol, checkpoint, ids: DISPUTED_METRICS, ...asked });
  return { metrics: measured.metrics, unavailable: [...measured.unavailable], why: whyDocument(why) };
}
