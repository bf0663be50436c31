import { freemem, totalmem } from 'node:os';
import { message } from '../../messages';
import { UpbenchError } from '../../tensor/errors';
import type { BitDepth } from '../../tensor/raster';
import { MAX_ELEMENTS } from '../../tensor/tensor';
import { leastBlockValues, VALUES_PER_BLOCK } from '../../experiment/rowBlocks';
import { BLOCK_BYTES, MOST_HELD_BYTES } from '../../kernels/bytePairs';
import { WINDOW_ROWS } from '../../kernels/similarity';

/** Bytes of outputs that a run keeps in memory; what comes after them lies in a file. */
export const MOST_KEPT_BYTES = 2 ** 27;

interface RunSize {
  /** As opened. */
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly bitDepth: BitDepth;
  readonly hasAlpha: boolean;
  readonly mode: 'reference' | 'enlarge' | 'masks';
  readonly scale: number;
  /** What a picture between two steps of a pipeline is at most enlarged by. @default scale */
  readonly largestScale?: number;
  /** Instances in the experiment; their outputs are kept in memory up to a limit, then in a file. */
  readonly methods: number;
  /** Finished outputs, which are all read before. @default 0 */
  readonly candidates?: number;
  /** Threads that may each write a picture meanwhile. @default 0 */
  readonly writers?: number | undefined;
  /** Whether a method needs the tensors of its whole output at once. */
  readonly isWhole: boolean;
}

/** Node, the decoder and the kernels, before they hold anything. */
const PROGRAM_BYTES = 150e6;
/** Of one output that is written, strip by strip. */
const ENCODING_BYTES = 2 ** 26;
/** A thread that writes pictures, before it holds one. */
const WRITER_BYTES = 3e7;
/** The largest picture that such a thread takes, as filtered rows. */
export const MOST_WRITTEN_BYTES = 2 ** 28;
/** Tensors of a block beside its output: those that a method makes on the way. */
const TENSORS_PER_BLOCK = 8;

/**
 * Bytes a run of one picture takes at its peak, from above: the program, the decoded file (twice while it is decoded), the
 * reference and the output as rasters, the earlier outputs as far as memory keeps them, the input as a tensor, the float32
 * tensors of the method that runs (of one block, or of the whole output and as much again for what it makes on the way), and
 * what the metrics read: the bytes of both pictures (of large ones some rows), or float64 planes; and what threads that write
 * pictures hold. A block has a few rows at least, however wide the picture is.
 */
export function estimateRunBytes(size: RunSize): number {
  const { width, height, channels, bitDepth, mode, scale, methods, candidates = 0, writers = 0 } = size;
  const factor = mode === 'reference' ? 1 : scale * scale;
  const values = width * height * factor * channels;
  const rasterBytes = (values * bitDepth) / 8;
  const decoded = (width * height * (channels + (size.hasAlpha ? 1 : 0)) * bitDepth) / 8;
  const kept = rasterBytes * (2 + candidates) + Math.min(methods * rasterBytes, MOST_KEPT_BYTES);
  const image = (values / (scale * scale)) * 4 * 2;
  const widest = Math.max(1, (size.largestScale ?? scale) / scale) ** 2;
  // The input's width is the reference's by the scale, and a row of it makes as many rows of the output.
  const inputWidth = mode === 'reference' ? width / scale : width;
  const block = Math.min(values, Math.max(VALUES_PER_BLOCK, leastBlockValues({ width: inputWidth, channels, scale })));
  const tensors = size.isWhole ? values * 4 * 4 * widest : block * 4 * TENSORS_PER_BLOCK;
  const bytesAtOnce =
    rasterBytes <= MOST_HELD_BYTES
      ? rasterBytes
      : Math.max(BLOCK_BYTES, 2 * WINDOW_ROWS * inputWidth * scale * channels);
  const measured = bitDepth === 8 ? 2 * Math.min(rasterBytes, bytesAtOnce) : (values / channels) * 8 * 5;
  const encoding = bitDepth === 32 ? 2 * rasterBytes : Math.min(2 * rasterBytes, ENCODING_BYTES);
  const writing = writers * (WRITER_BYTES + (rasterBytes <= MOST_WRITTEN_BYTES ? rasterBytes : 0));
  const running = kept + image + tensors + (mode === 'reference' ? measured : 0) + encoding + writing;
  return PROGRAM_BYTES + decoded + Math.max(decoded, running);
}

/** "850 MB", "2.4 GB" */
export function formatBytes(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return bytes >= 1e6 ? `${Math.round(bytes / 1e6)} MB` : `${Math.ceil(bytes / 1e3)} kB`;
}

/** Refuses a run that would not fit into `freeBytes`, with both numbers and what would help. */
export function assertFits(file: string, size: RunSize, freeBytes: number): void {
  const factor = size.mode === 'reference' ? 1 : size.scale * size.scale;
  const values = size.width * size.height * factor * size.channels;
  const advice = message(size.mode === 'enlarge' ? 'memory-smaller-scale' : 'memory-fewer-methods');
  if (values > MAX_ELEMENTS) {
    throw new UpbenchError('too-large', message('memory-values', { file, values, most: MAX_ELEMENTS, advice }));
  }
  const needed = estimateRunBytes(size);
  if (needed <= freeBytes) return;
  throw new UpbenchError(
    'too-large',
    message('memory-needed', { file, needed: formatBytes(needed), free: formatBytes(freeBytes), advice }),
  );
}

interface MaskSize {
  readonly channels: number;
  /** [height, width] */
  readonly input: readonly [number, number];
  readonly output: readonly [number, number];
  /** Instances in the experiment: the labels of every output are kept until its twins are found. */
  readonly methods: number;
  readonly hasTruth: boolean;
  /** Of feature maps the truth has as many channels. */
  readonly isFeatures: boolean;
}

/**
 * Bytes a run of one array takes at its peak, from above: the array (as read and as shared with the kernels), the
 * output with what a method makes on the way, the labels that are kept, and the distances and counts of the metrics.
 */
function estimateMaskBytes({ channels, input, output, methods, hasTruth, isFeatures }: MaskSize): number {
  const small = channels * input[0] * input[1];
  const pixels = output[0] * output[1];
  const tensors = 4 * pixels * channels * (hasTruth && isFeatures ? 5 : 3);
  const labels = isFeatures ? pixels * 8 * 6 : pixels * 4 * (methods + 3);
  const measuring = hasTruth && !isFeatures ? pixels * 40 : 0;
  return small * 4 * 3 + tensors + labels + measuring;
}

/** Refuses an array whose outputs would not fit, with both numbers and what would help. */
export function assertMaskFits(file: string, size: MaskSize, freeBytes: number): void {
  const { channels, output } = size;
  const shape = [channels, ...output].join('×');
  const values = channels * output[0] * output[1];
  if (values > MAX_ELEMENTS)
    throw new UpbenchError('too-large', message('mask-too-many-values', { file, shape, values, most: MAX_ELEMENTS }));
  const needed = estimateMaskBytes(size);
  if (needed <= freeBytes) return;
  const [need, free] = [formatBytes(needed), formatBytes(freeBytes)];
  throw new UpbenchError('too-large', message('mask-too-much-memory', { file, shape, needed: need, free }));
}

/** What this process may still allocate. macOS reports only pages that were never used, so half the memory is assumed there. */
export function freeMemory(): number {
  const available = freemem();
  const constrained = process.constrainedMemory();
  const within =
    constrained > 0 && constrained < totalmem() ? Math.max(0, constrained - process.memoryUsage.rss()) : Infinity;
  return Math.min(within, process.platform === 'darwin' ? Math.max(available, totalmem() / 2) : available);
}
