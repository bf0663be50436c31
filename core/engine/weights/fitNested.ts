import { nestedChains, type NestedLayer } from '../../experiment/nested';
import type { Experiment } from '../../experiment/schema';
import type { ComputeThread } from '../thread/computeThread';
import { resultOf } from '../thread/follow';

export interface NestedRow extends NestedLayer {
  readonly unknowns: number;
  /** Mean squared error on the training set, 0..1 units squared. */
  readonly mse: number;
  readonly psnr: number;
}

/** How far the fits are: the layer that is fitted now, and which picture it is at. */
export interface NestedProgress {
  readonly layer: string;
  readonly done: number;
  readonly total: number;
  /** Of the layers of all chains. */
  readonly fitted: number;
  readonly layers: number;
}

/** Each layer with the best weights there are for the built-in set; a ridge would blur what contains what. */
export async function fitNested(
  thread: ComputeThread,
  scale: Experiment['scale'],
  signal: AbortSignal | undefined,
  say: (progress: NestedProgress) => void,
): Promise<NestedRow[][]> {
  const wanted = nestedChains(scale);
  const layers = wanted.flat().length;
  let fitted = 0;
  const chains: NestedRow[][] = [];
  for (const chain of wanted) {
    const rows: NestedRow[] = [];
    for (const { id, kernelSize } of chain) {
      const job = thread.run(
        {
          kind: 'fit',
          method: { id, parameters: { kernelSize } },
          scale,
          degradation: 'area',
          lambda: 0,
          split: { holdOut: 0, folds: 0 },
          pictures: null,
          channels: 1,
          origin: '',
          command: '',
        },
        ({ done, total }) => say({ layer: `${id} ${kernelSize}`, done, total, fitted, layers }),
      );
      const { unknowns, train } = await resultOf(job, signal);
      rows.push({ id, kernelSize, unknowns, mse: train.mse, psnr: train.psnr });
      fitted++;
    }
    chains.push(rows);
  }
  return chains;
}
