import { createHash } from 'node:crypto';
import { runMask, type MaskOutput } from '../../experiment/masks/run';
import type { MaskPair, MaskTruth } from '../../experiment/masks/pair';
import type { ImageResult } from '../../experiment/schema';
import { fittedFor } from '../../experiment/degradations';
import { targetOf } from '../../experiment/targetSize';
import { message } from '../../messages';
import { createReferenceOperators } from '../../ops';
import { largestClass } from '../../segmentation';
import { paintComponents, principalComponents } from '../../segmentation/components';
import type { ClassColour } from '../../segmentation/palette';
import { UpbenchError } from '../../tensor/errors';
import { formatNpy, npyToIndices } from '../../tensor/npy';
import type { Tensor } from '../../tensor/tensor';
import type { BlobRef } from '../contract/contract';
import { writeBlob } from '../host/blobStore';
import { holdsArray, parseArray, readScores, readTruth } from '../pictures/labelFile';
import { readBytes } from '../pictures/pictureFile';
import { writePng } from '../pictures/png';
import { writeIndexedPng } from '../pictures/samplePng';
import type { NamedFile } from '../files/namedFile';
import type { RunJob, RunJobEvent } from '../thread/jobs';
import { assertMaskFits } from '../thread/memory';
import type { WeightStore } from '../weights/weightStore';
import type { Computer } from '../thread/computer';

/** Reads an array and its truth, refuses what does not fit into memory, runs, and writes each output as it comes. */
export async function runOnPair(
  job: RunJob,
  computer: Computer,
  weightStore: WeightStore,
  emit: (event: RunJobEvent) => void,
): Promise<ImageResult> {
  const { experiment, name, folder, pictures, pair: files } = job;
  const { values: scores, sha256 } = await readScores(job.path, name);
  computer.checkpoint();
  const [, channels = 1, height = 1, width = 1] = scores.shape;
  const { scale, size } = targetOf(experiment, height, width);
  const truth = files?.truth ? await readTruth(files.truth, experiment.masks?.values === 'features') : null;
  const isFeatures = truth?.kind === 'features' || experiment.masks?.values === 'features';
  assertMaskFits(
    name,
    {
      channels,
      input: [height, width],
      output: size ?? [height * scale, width * scale],
      methods: experiment.methods.length,
      hasTruth: truth !== null,
      isFeatures,
    },
    job.freeBytes,
  );
  const { methods, degradation, seed } = experiment;
  const weights = await weightStore.library({
    methods,
    degradation: fittedFor(degradation),
    files: job.weightFiles,
    picture: sha256,
    services: { operators: createReferenceOperators(computer.checkpoint), checkpoint: computer.checkpoint },
    context: {
      scale,
      channels,
      hasReference: truth?.kind === 'features',
      seed,
      content: isFeatures ? 'features' : 'scores',
      hasIndices: files?.indices !== undefined,
    },
  });
  const indices = files?.indices ? await readIndices(files.indices) : null;
  const pair: MaskPair = { file: name, sha256, scores, truth, indices };
  let palette: readonly ClassColour[] = [];
  // Fitted on the small array, kept for every output.
  const colours = isFeatures && pictures !== 'none' ? principalComponents(scores) : undefined;
  const write = ({ labels, values }: MaskOutput): BlobRef | null => {
    if (pictures === 'none') return null;
    computer.checkpoint();
    if (labels !== null) return writeBlob(folder, 'png', writeIndexedPng(labels, palette));
    return colours ? writeBlob(folder, 'png', writePng(painted(values, paintComponents(values, colours)))) : null;
  };
  return runMask(pair, experiment, { ...computer, weights }, (event) => {
    if (event.type === 'input') {
      palette = event.palette;
      const own = { labels: isFeatures ? null : largestClass(scores), values: scores };
      emit({
        ...event.facts,
        type: 'input',
        reference: truth === null ? null : write(asOutput(truth)),
        input: write(own),
      });
    } else if (event.type === 'method') {
      const { result, output } = event;
      const scores = pictures === 'fast' && result.order !== 'labels' ? keepScores(folder, output.values) : undefined;
      emit({ type: 'method', result, output: write(output), scores });
    } else emit(event);
  });
}

/** Largest values that are kept for views; beyond, views show the labels alone. */
const MOST_KEPT = 2 ** 25;

function keepScores(folder: string, { shape, data }: Tensor): BlobRef | undefined {
  if (data.length > MOST_KEPT) return undefined;
  return writeBlob(folder, 'npy', formatNpy({ shape: shape.slice(1), data }));
}

function asOutput(truth: MaskTruth): MaskOutput {
  return truth.kind === 'labels'
    ? { labels: truth.labels, values: { shape: [1, 0, 0, 0], data: new Float32Array(0) } }
    : { labels: null, values: truth.values };
}

function painted({ shape }: Tensor, data: Uint8Array) {
  return { width: shape[3]!, height: shape[2]!, channels: 3, bitDepth: 8, data } as const;
}

async function readIndices({ path, name }: NamedFile): Promise<MaskPair['indices']> {
  const bytes = await readBytes(path, name);
  if (!holdsArray(bytes)) throw new UpbenchError('unsupported-file', message('indices-not-array', { name }));
  const { shape, data } = npyToIndices(parseArray(bytes, name), `"${name}"`);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return { file: name, sha256, positions: { shape: shape.length === 3 ? [1, ...shape] : shape, data } };
}
