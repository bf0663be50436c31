import { freemem, totalmem } from 'node:os';
import { message } from '../../messages';
import { UpbenchError } from '../../tensor/errors';
import type { BitDepth } from '../../tensor/raster';
import { MAX_ELEMENTS } from '../../tensor/tensor';

export interface RunSize {
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
  /** Instances in the experiment: every output is kept until its twins are found. */
  readonly methods: number;
}

/**
 * Bytes a run of one picture takes at its peak, from above: the decoded file, reference and outputs as rasters, the
 * float32 tensors of the method that runs (input, output, and as much again for what it makes on the way), and the
 * float64 planes of the structural metrics.
 */
export function estimateRunBytes(size: RunSize): number {
  const { width, height, channels, bitDepth, mode, scale, methods } = size;
  const factor = mode === 'reference' ? 1 : scale * scale;
  const outputPixels = width * height * factor;
  const sampleBytes = bitDepth / 8;
  const decoded = width * height * (channels + (size.hasAlpha ? 1 : 0)) * sampleBytes * 2;
  const kept = outputPixels * channels * sampleBytes * (methods + 1);
  const widest = Math.max(1, (size.largestScale ?? scale) / scale) ** 2;
  const tensors = outputPixels * channels * 4 * 4 * widest;
  const metricPlanes = mode === 'reference' ? outputPixels * 8 * 5 : 0;
  const encoding = outputPixels * (channels + 1) * sampleBytes * 2;
  return decoded + kept + tensors + metricPlanes + encoding;
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

export interface MaskSize {
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
