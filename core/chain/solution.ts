import { say, type Message } from '../messages';
import type { Size } from '../tensor/options';

/** What is wanted of one layer: a whole factor, or an exact size. */
export interface Goal {
  /** [H, W] */
  readonly input: Size;
  /** Factor for both axes, or the wanted [H, W]. */
  readonly target: number | Size;
  /** Channels in and out, mixed (groups = 1); for the costs. @default 3 */
  readonly channels?: number | undefined;
  /** Values that are not free; families without such a parameter do not read them. */
  readonly fixed?: Fixed | undefined;
}

export interface Fixed {
  readonly kernelSize?: number | undefined;
  readonly dilation?: number | undefined;
}

export const FAMILIES = ['conv-transpose', 'bilinear', 'unpooling', 'nearest-conv', 'pixel-shuffle'] as const;
export type Family = (typeof FAMILIES)[number];

/** One way to the goal. */
export interface Solution {
  readonly family: Family;
  /** The parameters in PyTorch's words and camelCase; pairs are [height, width]. */
  readonly parameters: Readonly<Record<string, number | Size>>;
  /** PyTorch layers, one per line. */
  readonly layers: readonly string[];
  readonly output: Size;
  /** No checkerboard from the layer's geometry: the same number of taps meets in every output phase. */
  readonly checkerboardFree: boolean;
  /** Taps per phase, [rows][columns], where the layer scatters; null where it does not. */
  readonly overlap: readonly (readonly number[])[] | null;
  /** Whether it gives input x factor for every input size, not only for this one. */
  readonly fitsEverySize: boolean;
  /** Output pixels by which the picture moves, [y, x]; 0 is centred. */
  readonly shift: Size;
  /** Learnable values, bias included. */
  readonly parameterCount: number;
  /** Multiply-adds by definition. */
  readonly macs: number;
  /** Why output_padding (or output_size) is what it is, in words. */
  readonly why: string;
  readonly whySaid: Message;
}

/** A family that has no way to the goal, and why. */
export interface Unreachable {
  readonly family: Family;
  readonly why: string;
  readonly whySaid: Message;
}

/** A reason in words and by its code. */
export function because(said: Message): { readonly why: string; readonly whySaid: Message } {
  return { why: say(said), whySaid: said };
}

export interface Solved {
  readonly output: Size;
  /** All ways, best first: checkerboard-free, then the cheapest. */
  readonly solutions: readonly Solution[];
  readonly unreachable: readonly Unreachable[];
}

/** What the solvers of the families get. */
export interface Task {
  readonly input: Size;
  readonly output: Size;
  /** Output size over input size where that is one whole number for both axes; else null. */
  readonly factor: number | null;
  readonly channels: number;
  readonly fixed: Fixed;
}
