import type { Labels } from '../../segmentation';
import type { ClassColour } from '../../segmentation/palette';
import type { IndexTensor, Tensor } from '../../tensor/tensor';

/** What an array of scores or features is held against. */
export type MaskTruth =
  | {
      readonly kind: 'labels';
      readonly file: string;
      readonly sha256: string;
      readonly labels: Labels;
      readonly palette: readonly ClassColour[] | null;
    }
  | { readonly kind: 'features'; readonly file: string; readonly sha256: string; readonly values: Tensor };

export interface MaskPair {
  /** The path or name of the array as given. */
  readonly file: string;
  readonly sha256: string;
  /** [1, C, H, W] */
  readonly scores: Tensor;
  readonly truth: MaskTruth | null;
  /** Positions that an encoder recorded, [1, C, H, W]. */
  readonly indices: { readonly file: string; readonly sha256: string; readonly positions: IndexTensor } | null;
}
