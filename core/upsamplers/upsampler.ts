import type { ForecastTraits } from '../checkerboard';
import type { FitTraits } from '../fit';
import type { Explanation, Look, Message, Said, Source, Text } from '../messages';
import type { Operators } from '../ops/operators';
import type { Samples } from '../ops/resampler';
import type { WholeTapsResizer } from '../ops/wholeTaps';
import type { IndexTensor, Shape, Tensor } from '../tensor/tensor';

export type ParameterValue = number | boolean | string;
export type ParameterValues = Readonly<Record<string, ParameterValue>>;

/** What a default may depend on besides the parameters listed before it. */
export interface ParameterContext {
  readonly scale: number;
  /** Channels of the input: 1 or 3 of a picture, any number of feature maps. */
  readonly channels: number;
  /** Whether a high-resolution reference exists. */
  readonly hasReference: boolean;
  /**
   * Wanted [height, width] where it is not size x scale; only methods that interpolate to any size make it.
   * Left out = size x scale.
   */
  readonly size?: readonly [height: number, width: number] | undefined;
  /** What the channels hold: colours, or scores and feature maps, which fixed kernels suit better. @default 'picture' */
  readonly content?: 'picture' | 'scores' | 'features' | undefined;
  /** Whether positions recorded by an encoder are given. @default false */
  readonly hasIndices?: boolean | undefined;
  /** The experiment's base seed, the default of every `seed` parameter. @default 0 */
  readonly seed?: number;
}

/** Of the layer's shape, of its weights, of what it sees beyond the picture. */
export const PARAMETER_GROUPS = ['shape', 'weights', 'border'] as const;
export type ParameterGroup = (typeof PARAMETER_GROUPS)[number];

interface ParameterBase<Value extends ParameterValue> {
  /** PyTorch's name in camelCase; the same in forms, flags, results and snippets. */
  readonly name: string;
  /** One sentence of help. */
  readonly description: Text;
  /** The only place a default lives; sees the values of the parameters listed before this one. */
  readonly default: (context: ParameterContext, values: ParameterValues) => Value;
  /** Shown only when another parameter has one of these values; an explicit value is refused otherwise. */
  readonly visibleWhen?: { readonly parameter: string; readonly isOneOf: readonly ParameterValue[] };
  /** What a form shows together. @default 'shape' */
  readonly group?: ParameterGroup;
  /** The value in a chip ("k4", "zeros"), or null when it goes without saying. */
  readonly chip?: (value: Value) => Text | string | null;
}

export interface NumberParameter extends ParameterBase<number> {
  readonly kind: 'integer' | 'number';
  readonly min: number;
  readonly max: number;
  readonly step?: number;
  readonly unit?: 'px' | 'relative';
}
export interface BooleanParameter extends ParameterBase<boolean> {
  readonly kind: 'boolean';
}
export interface ChoiceParameter extends ParameterBase<string> {
  readonly kind: 'choice';
  readonly choices: readonly { readonly value: string; readonly title: Text }[];
  /** Weights may also be `file:<name>` of a loaded weight file. */
  readonly acceptsFile?: boolean;
}
/** A value with a grammar of its own. */
export interface TextParameter extends ParameterBase<string> {
  readonly kind: 'text';
  /** At most this many characters. */
  readonly maxLength: number;
  /** The grammar in a few words, for refusals and fields: "steps such as conv-transpose x2 > bilinear x2". */
  readonly grammar: Text;
  /** Throws the refusal of a value that cannot be read. */
  readonly check?: (value: string, context: ParameterContext) => void;
  /** Values by group: a form shows a switch of groups, and the values of the chosen one. */
  readonly groups?: readonly { readonly id: string; readonly title: Text; readonly values: readonly string[] }[];
  /** Values to start from, for forms. */
  readonly examples?: (context: ParameterContext) => readonly string[];
}
export type ParameterDescriptor = NumberParameter | BooleanParameter | ChoiceParameter | TextParameter;

/** Tensors of a learnable layer, in PyTorch's layout; `bias` only where the layer has one. */
export interface Weights {
  readonly weight: Tensor;
  readonly bias?: Tensor;
  /** Where they came from, in words: "bilinear kernel", "fitted on the built-in set", a file's name. */
  readonly origin: Said;
  /**
   * Of a chain of layers: the weights of each, null for one without. `weight` is then [n], all their values one after
   * the other, and there is no `bias`.
   */
  readonly layers?: readonly (Weights | null)[];
  /** They were fitted on the training pictures that come with the program, whose small versions it made itself. */
  readonly builtIn?: true;
  /** They were fitted on the very picture they are used on, so their numbers say nothing of other pictures. */
  readonly sawPicture?: boolean;
}

/** A layer whose least-squares weights are asked for. */
export interface FittedRequest {
  /** The method. */
  readonly id: string;
  /** Every parameter with its value. */
  readonly parameters: ParameterValues;
  readonly scale: number;
  readonly channels: number;
}

/** Weights that are not computed but looked up: shipped fitted ones and files the user opened. */
export interface WeightLibrary {
  /** Tensors by name, or undefined when nothing is known under `key`. */
  find(key: string):
    | {
        readonly tensors: Readonly<Record<string, Tensor>>;
        readonly origin: Said;
        readonly sawPicture?: boolean;
      }
    | undefined;
  /** The best weights of a layer for the built-in training pictures; left out where those are not at hand. */
  fitted?(request: FittedRequest): Weights;
}

export interface Cost {
  /** Learnable values, bias included. */
  readonly parameters: number;
  /** Multiply-adds by definition: transposed convolution counted at its input. */
  readonly macs: number;
  /** The other convention: every convolution counted at its output size. */
  readonly macsAtOutputSize: number;
  /** Bytes read and written once: input, weights, intermediates between operators, output (float32). */
  readonly bytes: number;
}

/** One layer of a method that is made of several, with every parameter. */
export interface Part {
  /** Registry id, or `conv`. */
  readonly id: string;
  readonly parameters: ParameterValues;
  /** What it enlarges by. */
  readonly scale: number;
}

export interface UpsamplerInput {
  /** [1, C, H, W], 0..1 */
  readonly image: Tensor;
  /** [1, C, H s, W s] when comparing against an original. */
  readonly reference?: Tensor;
  /** [1, C, H, W], positions in planes of the output, as an encoder's max-pooling recorded them. */
  readonly indices?: IndexTensor | undefined;
  readonly scale: number;
  /** Wanted [height, width] where it is not size x scale. */
  readonly size?: readonly [height: number, width: number] | undefined;
}

/**
 * A linear method as one transposed convolution: kernel [inC, outC, K, K] (dense), stride = scale, padding per axis:
 * out[o] = bias + sum over y of x[y] kernel[o + padding - stride y], away from the border.
 */
export interface EquivalentKernel {
  readonly kernel: Tensor;
  /** [outC], or [outC, stride, stride] where it differs between output phases (a bias before pixel shuffle). */
  readonly bias?: Tensor;
  readonly stride: number;
  readonly padding: readonly [number, number];
}

export type ExactResize = (
  samples: Samples,
  target: {
    readonly scale: number;
    readonly size?: readonly [height: number, width: number] | undefined;
    /** Whether the samples are the whole numbers 0..255 of a file; libraries compute those in another arithmetic. */
    readonly areBytes?: boolean | undefined;
    /** What sums bytes by whole weights. @default the portable loops */
    readonly byWholeTaps?: WholeTapsResizer | undefined;
  },
) => Samples;

/** Code of another framework. */
export interface FrameworkSnippet {
  readonly framework: Text;
  /** What the framework calls it: "onnx:linear half_pixel". */
  readonly name: string;
  readonly code: string;
}

/** The operator of a method alone, at any size, as the benchmark times it: enlarging by two. */
export interface TimedOperator {
  readonly id: string;
  /** In PyTorch's words. */
  readonly title: string;
  readonly layer: {
    readonly kind: 'convTranspose' | 'bilinear' | 'unpool' | 'nearestConv' | 'convShuffle';
    /** What bounds it on any machine. */
    readonly bound: 'memory' | 'arithmetic';
    readonly kernel?: number;
    readonly padding?: number;
  };
  /** One kernel for each channel. */
  readonly depthwise?: boolean;
}

/** What one k x k plane of a layer's weights makes. */
export interface WeightPlane {
  /** The output channel it adds to. */
  readonly channel: number;
  /** Which output phase it makes, where planes are phases. */
  readonly phase: readonly [number, number] | null;
}

/**
 * The id of a method, as its own file says it. An enumeration whose values nobody can write: it is a string, but to
 * compare it with a word such as "nearest" elsewhere does not compile.
 */
declare enum MethodIds {
  One = 'one of the methods',
  Other = 'another one',
}
export type MethodId = MethodIds;

/** One upsampling method. One file defines it, one line in `index.ts` registers it. */
export interface Upsampler {
  readonly id: MethodId;
  readonly title: Text;
  /** Where room is short: lists, panes, tables. */
  readonly shortTitle: Text;
  /** One sentence: what it does. */
  readonly summary: Text;
  readonly look: Look;
  /** In the notation of papers: x input, y output, s scale, k kernel. */
  readonly formula: Text;
  /** For readers who are new to it; its blind spot is its artifact. */
  readonly explanation: Explanation;
  readonly source: Source;
  /** nearest and bicubic: not one of the five families. */
  readonly baseline: boolean;
  /** Needs positions recorded from the reference, so it is badged and left out of "best". */
  readonly usesReference: boolean;
  readonly parameters: readonly ParameterDescriptor[];
  /** Shapes and values of the learnable tensors; null for a method (or a choice) without any. */
  makeWeights(parameters: ParameterValues, context: ParameterContext, library: WeightLibrary): Weights | null;
  /** Shape out for a shape in, [1, C, H, W]; throws the refusal. */
  outputShape(input: Shape, parameters: ParameterValues, context: ParameterContext): Shape;
  /** Values that would make the output exactly size x scale, empty when it is already; left out where it always is. */
  fitTo?(input: Shape, parameters: ParameterValues, context: ParameterContext): ParameterValues;
  cost(input: Shape, parameters: ParameterValues, context: ParameterContext): Cost;
  run(operators: Operators, input: UpsamplerInput, parameters: ParameterValues, weights: Weights | null): Tensor;
  /**
   * The method on float64 values in units of the file, for rules that are defined to the last rounded pixel (MATLAB's
   * imresize, Pillow's bytes); null where `run` is all there is. Pictures are made by it where it is there.
   */
  exactly?(parameters: ParameterValues): ExactResize | null;
  /** The same method as one transposed convolution (interior), for the forecast; null where it is not linear and periodic. */
  equivalentKernel(
    parameters: ParameterValues,
    context: ParameterContext,
    weights: Weights | null,
  ): EquivalentKernel | null;
  /** How its weights are fitted to pictures; left out where it has none. */
  readonly fit?: FitTraits;
  /**
   * The layer as a transposed convolution whose kernel has `side` taps in each axis: its own kernel's side, which is no
   * whole odd number where there is none, and whether its weights may be any of that kernel.
   */
  readonly asTransposed?: {
    readonly kernelSize: (side: number, scale: number) => number;
    readonly free: boolean;
  };
  /** Every output value is one of the input's, and where it comes from does not depend on the values. */
  readonly repeatsValues?: true;
  /** What the benchmark times of it. */
  readonly timed?: readonly TimedOperator[];
  /** What plane `weight[a, b]` of its weights makes; `inner` is the length of the second axis. @default channel a */
  planeOf?(at: readonly [number, number], inner: number, scale: number): WeightPlane;
  /** What forecasts of checkerboards need to know besides the kernel. */
  readonly forecast?: ForecastTraits;
  /** PyTorch code that makes the same output from `x` [1, C, H, W] and, where there are weights, `weights.safetensors`. */
  snippet(parameters: ParameterValues, context: ParameterContext): string;
  /** The same output in other frameworks, as far as they have it. */
  snippets?(parameters: ParameterValues, context: ParameterContext): readonly FrameworkSnippet[];
  /** Runs only when named: not one of the methods that are compared when nothing is chosen. */
  readonly onRequest?: boolean;
  /** The layers of a method that is a chain of others; left out = it is one. */
  parts?(parameters: ParameterValues, context: ParameterContext): readonly Part[];
  /** What makes the size, for the refusal of one that does not fit: "its steps multiply to x6 (x2 x3), which". */
  maker?(parameters: ParameterValues, context: ParameterContext): Message;
  /**
   * Rows of the input above and below its own that a row of the output reads, where rows of the picture on their own give
   * the values of the whole to the last bit; null, and left out, where only the whole picture does.
   */
  rowReach?(parameters: ParameterValues, context: ParameterContext): number | null;
  /** Whether these parameters read the reference; left out = `usesReference`. */
  readsReference?(parameters: ParameterValues): boolean;
  /** What to know before believing the output, one sentence each. */
  warnings?(parameters: ParameterValues, context: ParameterContext): readonly Message[];
  /** Why the equivalent kernel is what it is: "bilinear interpolation is the transposed convolution with ...". */
  identity?(parameters: ParameterValues, context: ParameterContext): Message;
}

/** Whether the method reads the reference with these parameters. */
export const doesReadReference = (upsampler: Upsampler, parameters: ParameterValues): boolean =>
  upsampler.readsReference?.(parameters) ?? upsampler.usesReference;

/** Checks a definition's shape at compile time, and makes its id one that only this file can write. */
export function defineUpsampler(upsampler: Omit<Upsampler, 'id'> & { readonly id: string }): Upsampler {
  return { ...upsampler, id: upsampler.id as MethodId };
}
