import { strideHarmonics } from '../../checkerboard';
import { whyDocument } from '../../experiment/metricsSchema';
import {
  DIFFERENCE_DB,
  DISPUTED_METRICS,
  explainDifferences,
  measureCheckerboard,
  measurePair,
  measureSpectra,
  metrics,
} from '../../metrics';
import { UpbenchError } from '../../tensor/errors';
import type { Raster } from '../../tensor/raster';
import { writeBlob } from '../host/blobStore';
import type { BlobRef } from '../contract/contract';
import type { NumbersAnswer, NumbersJob } from '../thread/jobs';
import type { MapDetail, MeasureDetail, RegionDetail, SpectrumDetail } from '../contract/numbersSchema';
import { readPicture } from '../pictures/pictureFile';
import { writePng } from '../pictures/png';

/** One question about one output; runs on a computing thread. */
export async function answerNumbers(job: NumbersJob, checkpoint: () => void): Promise<NumbersAnswer> {
  const { raster: picture } = await readPicture(job.output, 'the output');
  const reference = job.reference === null ? null : (await readPicture(job.reference, 'the reference')).raster;
  checkpoint();
  if (job.ask === 'checkerboard') {
    const { phaseMeans, ...measured } = measureCheckerboard(reference, picture, job.scale, checkpoint);
    return { ask: 'checkerboard', ...measured, phaseMeans: phaseMeans && phaseMeans.map((row) => [...row]) };
  }
  if (job.ask === 'spectrum') return { ask: 'spectrum', ...spectrum(job, reference, picture, checkpoint) };
  if (reference === null)
    throw new UpbenchError('unavailable', 'There is no original to compare with, so this cannot be measured.');
  if (job.ask === 'region') return { ask: 'region', ...partly(job, reference, picture, checkpoint) };
  return job.ask === 'map'
    ? { ask: 'map', ...localMap(job, reference, picture, checkpoint) }
    : { ask: 'measure', ...everything(job, reference, picture, checkpoint) };
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

function localMap(
  { folder, scale, protocol, metric }: NumbersJob,
  reference: Raster,
  picture: Raster,
  checkpoint: () => void,
): MapDetail {
  const ids = [metric];
  const options = { ids, maps: ids, protocol, scale, regions: ['full'], checkpoint } as const;
  const { maps, metrics: found, unavailable } = measurePair(reference, picture, options);
  const [entry] = maps;
  if (!entry) throw new UpbenchError('unavailable', unavailable[0]?.reason ?? `${metric} has no map.`);
  const { width, height, data } = entry.map;
  const grey = Uint8Array.from(data, (value) => Math.round(255 * Math.min(1, Math.max(0, value))));
  const png = writePng({ width, height, channels: 1, bitDepth: 8, data: grey }, undefined, 'fast');
  return { map: writeBlob(folder, 'png', png), width, height, protocol: found[0]?.protocol ?? '' };
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
): MeasureDetail {
  const ids = metrics.map(({ id }) => id);
  const measured = measurePair(reference, picture, { ids, protocol, scale, regions: ['full'], checkpoint });
  const why = DISPUTED_METRICS.flatMap((id) =>
    explainDifferences(reference, picture, {
      ...{ scale, protocol, checkpoint, ids: [id] },
      ...(theirs?.id === id ? { theirs: theirs.value } : {}),
    }),
  );
  return { metrics: measured.metrics, unavailable: [...measured.unavailable], why: whyDocument(why) };
}
