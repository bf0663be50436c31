import { message, type Message } from '../../messages';
import type { Labels } from '../../segmentation';
import { identityOf, sameEntry, type Finished } from '../sameAs';
import type { MethodResult } from '../schema';
import type { Order } from './schema';

/** A method that has run, with what is needed to tell whether another one gave the same labels. */
export interface FinishedMask extends Omit<Finished, 'output'> {
  readonly order: Order;
  readonly labels: Labels | null;
}

/** Earlier methods that gave every pixel the same class, each with the identity that makes it so. */
export function sameOutputs(method: FinishedMask, earlier: readonly FinishedMask[]): MethodResult['sameAs'] {
  return earlier
    .filter(({ labels }) => areSame(labels, method.labels))
    .map((other) => sameEntry(other.key, reason(other, method), message('mask-same-here')));
}

function reason(a: FinishedMask, b: FinishedMask): Message | null {
  // Repeating a pixel's scores repeats their largest.
  if (a.order !== b.order)
    return a.upsampler.repeatsValues && b.upsampler.repeatsValues ? message('mask-either-order') : null;
  return identityOf(a, b);
}

function areSame(a: Labels | null, b: Labels | null): boolean {
  return a !== null && b !== null && a.data.length === b.data.length && a.data.every((label, i) => label === b.data[i]);
}
