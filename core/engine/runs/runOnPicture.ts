import { isMadeWhole } from '../../experiment/madeWhole';
import { runPicture } from '../../experiment/run';
import type { OutputShelf } from '../../experiment/keptOutputs';
import type { ImageResult } from '../../experiment/schema';
import { fittedFor } from '../../experiment/degradations';
import { createReferenceOperators } from '../../ops';
import { cropRaster, type Raster } from '../../tensor/raster';
import { largestScale } from '../../upsamplers';
import { contextOf } from '../../upsamplers/context';
import { nearestAlpha } from '../pictures/alpha';
import type { Computer } from '../thread/computer';
import type { RunJob, RunJobEvent } from '../thread/jobs';
import { assertFits } from '../thread/memory';
import { staged } from '../thread/stageClock';
import { readPicture } from '../pictures/pictureFile';
import { readCandidates, readLow } from './givenPictures';
import { FileShelf } from './outputShelf';
import { areShown, CropKeeper } from './printedCrops';
import { FileEvents, noFile, type RunFile } from './runFiles';
import { writePicture } from '../pictures/encodePicture';
import type { WeightStore } from '../weights/weightStore';

/** Decodes, refuses what does not fit into memory, runs, and writes each picture the moment it exists. */
export async function runOnPicture(
  job: RunJob,
  computer: Computer,
  weightStore: WeightStore,
  emit: (event: RunJobEvent) => void,
): Promise<ImageResult> {
  if (job.experiment.mode === 'masks') return (await import('./runOnPair')).runOnPair(job, computer, weightStore, emit);
  const { experiment, name, folder, pictures } = job;
  const { pngFilter, encoder } = computer;
  const { range, layout } = experiment;
  if (pictures !== 'none') encoder?.prepare();
  const {
    raster,
    sha256,
    notesSaid: notes,
    icc,
  } = await staged('decode', () => readPicture(job.path, name, { range, layout }));
  const low = job.low && (await readLow(job.low, raster, experiment));
  const candidates = await readCandidates(job.candidates ?? [], raster, experiment);
  computer.checkpoint();
  const { width, height, channels, bitDepth } = raster;
  assertFits(
    name,
    {
      width,
      height,
      channels,
      bitDepth,
      hasAlpha: raster.alpha !== undefined,
      mode: experiment.mode,
      scale: factorOf(experiment, raster),
      methods: experiment.methods.length,
      largestScale: largestScale(experiment.methods, experiment.scale),
      candidates: candidates.size,
      writers: pictures === 'none' ? 0 : encoder?.threads,
      isWhole:
        experiment.size !== undefined ||
        experiment.methods.some((spec) => isMadeWhole(spec, contextOf(experiment, raster))),
    },
    job.freeBytes,
  );
  const { methods, degradation } = experiment;
  const weights = await weightStore.library({
    methods,
    degradation: fittedFor(degradation),
    files: job.weightFiles,
    picture: sha256,
    // Not the run's own: their tensors are given back after every method.
    services: { operators: createReferenceOperators(computer.checkpoint), checkpoint: computer.checkpoint },
    context: contextOf(experiment, raster),
  });
  const networks = methods.some(({ network }) => network !== undefined)
    ? await (await computer.networks?.())?.service(methods, job.weightFiles ?? [], () => job.freeBytes)
    : undefined;
  // The alpha of the small picture, spread again: what a method's output would get from a file of that size.
  let small: Raster | undefined;
  const write = (picture: Raster, alpha = small && nearestAlpha(small, picture.width, picture.height)): RunFile => {
    if (pictures === 'none') return noFile;
    computer.checkpoint();
    return staged('encode', () =>
      writePicture(folder, picture, { alpha, effort: pictures, icc, filter: pngFilter, encoder }),
    );
  };
  const events = new FileEvents();
  // Nobody knows of progress before the picture is there.
  let hasBegun = false;
  /** Outputs that are written while they are measured. */
  const made = new Map<string, RunFile>();
  const checkpoint = (): void => {
    computer.checkpoint();
    events.flush();
  };

  const given = { candidates, ...(low === undefined ? {} : { low }) };
  const files = new FileShelf(folder);
  let crops: CropKeeper | undefined;
  const shelf: OutputShelf = { keep: (output) => (crops ?? files).keep(output) };
  try {
    const image = runPicture(
      { file: name, sha256, raster, notes, ...given },
      experiment,
      { ...computer, checkpoint, weights, networks, shelf, staged },
      (event) => {
        if (event.type === 'input') {
          const { reference, input, facts } = event;
          if (job.crops === true && reference !== null && areShown(reference, experiment))
            crops = new CropKeeper(files, reference);
          const whole = raster.alpha && cropRaster(raster, facts.crop);
          const alpha = whole && nearestAlpha(whole, input.width, input.height);
          small = alpha === undefined ? undefined : { ...input, alpha };
          const written = [
            reference === null || job.reference === false ? noFile : write(reference, whole?.alpha),
            write(input),
          ];
          events.say(written, ([original = null, low = null]) => {
            emit({ ...facts, type: 'input', reference: original, input: low });
            hasBegun = true;
          });
        } else if (event.type === 'made') made.set(event.key, write(event.output));
        else if (event.type === 'method') {
          const { result, output } = event;
          const file = made.get(result.key) ?? write(output);
          made.delete(result.key);
          events.say([file], ([blob = null]) => emit({ type: 'method', result, output: blob }));
          staged('crops', () => crops?.hear(result.key, output));
        } else if (event.type === 'method-failed') {
          made.get(event.key)?.drop();
          made.delete(event.key);
          events.say([], () => emit(event));
        } else if (hasBegun) emit(event);
      },
    );
    const printed = staged('crops', () => crops?.printed());
    staged('waiting for files', () => events.finish());
    if (printed) emit({ type: 'crops', crops: printed });
    return image;
  } finally {
    events.drop();
    for (const file of made.values()) file.drop();
    files.close();
  }
}

/** What the picture is enlarged by, from above where a size is asked for. */
function factorOf({ scale, size }: RunJob['experiment'], { width, height }: Raster): number {
  return size === undefined ? scale : Math.ceil(Math.max(size.width / width, size.height / height));
}
