import type { UpbenchError } from '../tensor/errors';
import type { Values } from './layers';

/** One operation of a chain, applied to named results before it. */
export interface Step {
  /** Unique; `x` is the input. */
  readonly name: string;
  /** Where it stands in the text, from 1. */
  readonly line: number;
  /** The line that makes the layer, where that is another one. */
  readonly madeAt?: number;
  /** A key of SIGNATURES. */
  readonly kind: string;
  /** Every argument, defaults filled. */
  readonly values: Values;
  /** Names of what it is applied to: one, or several for `cat` and `add`. */
  readonly inputs: readonly string[];
  /** Wanted output size of a transposed convolution or unpooling: [H, W], or the name whose shape is meant. */
  readonly outputSize?: readonly number[] | string;
  /** The pooling whose positions an unpooling uses. */
  readonly indicesOf?: string;
  /** Name of the step whose weights these are too. */
  readonly sharedWith?: string;
  /** A remark behind the layer, "# ..." */
  readonly comment?: string;
  /** Parameters that a wrapper such as weight_norm adds. */
  readonly extraParameters?: number;
}

export interface Chain {
  /** [C, H, W] or [N, C, H, W] said in a comment: `# x: 1×3×225×225`. */
  readonly input: readonly number[] | null;
  /** Comment lines of their own, by the number of steps before them. */
  readonly comments: readonly { readonly before: number; readonly text: string }[];
  readonly steps: readonly Step[];
  /** Names of what forward returns; without it, the last step. */
  readonly results?: readonly string[];
  /** Layers that are defined and never applied: only their parameters count. */
  readonly idle?: readonly Step[];
  /** Learnable values of the model that belong to no layer. */
  readonly parametersBeside?: number;
  /** Where forward begins in model code, and what it calls its input. */
  readonly forward?: { readonly line: number; readonly input: string };
  /** What ended the reading of model code; the steps are those before it. */
  readonly broken?: UpbenchError;
  /** Whether this is a printed model, which has no forward. */
  readonly isPrint?: boolean;
  /** The same model followed for another input: code that asks for sizes makes other steps of it. */
  readonly at?: (input: readonly number[]) => Chain;
}

/** The name of what goes in. */
export const INPUT = 'x';

/** A comment that says the shape of the input, [.., C, H, W]. */
export function inputComment(text: string): number[] | null {
  const [, sizes] = /^#\s*(?:x|input)\s*[:=]\s*\(?\[?\s*(\d+(?:\s*[x×X,]\s*\d+){1,5})\s*\]?\)?\s*$/.exec(text) ?? [];
  if (sizes === undefined) return null;
  const shape = sizes.split(/\s*[x×X,]\s*/).map(Number);
  return shape.every((size) => Number.isSafeInteger(size) && size >= 1) ? shape : null;
}
