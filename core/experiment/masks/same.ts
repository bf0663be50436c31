import { message, say } from '../../messages';
import type { Labels } from '../../segmentation';
import type { ParameterValues } from '../../upsamplers';
import type { MethodResult } from '../schema';
import type { Order } from './schema';

/** A method that has run, with what is needed to tell whether another one gave the same labels. */
export interface FinishedMask {
  readonly key: string;
  readonly id: string;
  readonly parameters: ParameterValues;
  readonly order: Order;
  readonly labels: Labels | null;
}

/** Earlier methods that gave every pixel the same class. */
export function sameOutputs(method: FinishedMask, earlier: readonly FinishedMask[]): MethodResult['sameAs'] {
  return earlier
    .filter(({ labels }) => areSame(labels, method.labels))
    .map((other) =>
      // Repeating a pixel's scores repeats their largest.
      other.id === 'nearest' && method.id === 'nearest'
        ? { key: other.key, identity: say(message('mask-either-order')) }
        : { key: other.key, identity: say(message('mask-same-here')), onThisPictureOnly: true },
    );
}

function areSame(a: Labels | null, b: Labels | null): boolean {
  return a !== null && b !== null && a.data.length === b.data.length && a.data.every((label, i) => label === b.data[i]);
}
