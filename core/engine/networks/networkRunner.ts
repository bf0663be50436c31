import { performance } from 'node:perf_hooks';
import { message, type Message } from '../../messages';
import { axesOf, channelAxisOf, shapeIn, type Layout } from '../../network/conventions';
import type { Network, NetworkLayer } from '../../network/network';
import { editModel } from '../../network/onnx/edit';
import { peakBytes } from '../../network/onnx/memory';
import type { OnnxNode, OnnxValue } from '../../network/onnx/model';
import { reachOf, shapesAt, type Reach } from '../../network/onnx/reach';
import { onnxNetwork } from '../../network/onnx/toNetwork';
import { runTiles, type TiledResult, type Values32 } from '../../network/tiledRun';
import { cutAxis, cutFixed, marginOf, type Margin, type Piece } from '../../network/tiles';
import { UpbenchError } from '../../tensor/errors';
import type { Shape } from '../../tensor/tensor';
import { formatBytes } from '../thread/memory';
import { refuseEndless } from './endless';
import { feedOf, randomValues } from './feeds';
import type { NetworkFile } from './networkFile';
import type { NetworkRuntime, SessionNow } from './networkRuntime';
import type { RunTensor } from './ortSession';
import { madeTensors, runShapes } from './runShapes';
import { floatsOf, layoutOf } from './tensors';

/** What a runtime of 32 bits can address. */
const ADDRESSABLE = 2 ** 32;
/** The runtime itself. */
const RUNTIME_BYTES = 64e6;
/** Rows and columns a network of open size is first tried on: different ones, and multiples of most strides. */
const TRIALS: readonly (readonly [number, number])[] = [
  [32, 48],
  [64, 96],
  [128, 192],
  [224, 224],
  [256, 256],
];
/** A trial run on a small picture that takes longer is assumed never to end. */
const MOST_TRIAL_MS = 120_000;
/** Margin of a forced tile, in input values: at least, and as a part of its side. */
const FORCED_LEAST = 16;
const FORCED_PART = 4;

/** A network after its trial run: everything that is known before it gets a picture. */
export interface PreparedNetwork {
  readonly file: NetworkFile;
  readonly input: OnnxValue;
  readonly output: string;
  readonly layout: Layout;
  readonly inputAxes: readonly [number, number];
  /** Of the input and of the output. */
  readonly channels: readonly [number, number];
  /** Rows and columns where the file states them. */
  readonly fixed: readonly [number | null, number | null];
  readonly rate: readonly [number, number];
  readonly reach: Reach | { readonly said: Message };
  /** Shapes, parameters and multiply-adds on the picture of the trial. */
  readonly trial: { readonly shape: Shape; readonly shapes: ReadonlyMap<string, Shape>; readonly network: Network };
}

interface RunOptions {
  readonly tile?: number | undefined;
  readonly force?: boolean | undefined;
  readonly freeBytes: number;
  onTile?(done: number, of: number): void;
}

/** What limits a run. */
export interface Watch {
  /** Throws to cancel. */
  checkpoint(): void;
}

/** Opens a network, tries it on a small picture, and finds out how far it looks. */
export function prepareNetwork(
  file: NetworkFile,
  runtime: NetworkRuntime,
  watch: Watch,
  given: { readonly layout?: Layout | undefined } = {},
): PreparedNetwork {
  const { model, constants, name } = file;
  refuseEndless(file);
  const [input, ...others] = model.graph.inputs;
  const output = model.graph.outputs[0]?.name;
  if (!input || output === undefined) throw new UpbenchError('unsupported-file', message('onnx-no-input', { name }));
  if (others.length > 0)
    throw new UpbenchError(
      'unsupported-file',
      message('onnx-several-inputs', { name, names: others.map((other) => other.name) }),
    );
  const layout = given.layout ?? layoutOf(input);
  const inputAxes = axesOf(layout);
  const channelAxis = channelAxisOf(layout);
  const rank = input.shape?.length ?? 4;
  if (rank !== 4) {
    const shape = (input.shape ?? []).map((size) => size ?? '?').join('×');
    throw new UpbenchError('shape-mismatch', message('network-no-picture', { name, input: input.name, shape }));
  }
  const fixed = inputAxes.map((axis) => input.shape?.[axis] ?? null) as [number | null, number | null];
  const batch = input.shape?.[0] ?? 1;
  if (batch !== 1) throw new UpbenchError('unsupported-file', message('network-batch', { name, count: batch }));
  const made = madeTensors(model);
  const asked = [...new Set(model.graph.nodes.flatMap(askedBy))].filter((each) => made.includes(each));
  const edited = editModel(file.bytes, { shapesOf: made, outputs: asked }, name);
  const session = openWatched(runtime, edited, file, watch);
  const trial = (sides: readonly [number, number], channels: number): Trial => {
    const shape = shapeIn(layout, 1, channels, ...sides);
    return trialOf(
      file,
      input.name,
      shape,
      made,
      asked,
      session.run({ [input.name]: feedOf(input.type, shape, randomValues(shape)) }),
    );
  };
  try {
    const channels = input.shape?.[channelAxis] ?? firstChannels(file, input.name) ?? 3;
    let refusal: unknown;
    for (const [h, w] of fixed.every((side) => side !== null) ? [[fixed[0]!, fixed[1]!] as const] : TRIALS) {
      const sides = [fixed[0] ?? h, fixed[1] ?? w] as const;
      let first: Trial;
      const started = performance.now();
      try {
        first = trial(sides, channels);
      } catch (error) {
        if (!(error instanceof UpbenchError) || error.code === 'cancelled' || error.code === 'too-large') throw error;
        if (performance.now() - started > MOST_TRIAL_MS) throw error;
        refusal ??= error;
        continue;
      }
      const reach = reachOf(model, constants, first.shapes, inputAxes, first.values);
      const isSure = 'said' in reach || !reach.isDivided || fixed.every((side) => side !== null);
      const local =
        isSure || staysLocal(reach, first, trial([fixed[0] ?? 2 * h, fixed[1] ?? 3 * w], channels), inputAxes);
      return describe(
        { file, input, output, layout, inputAxes, fixed },
        first,
        local ? reach : { said: message('tiles-divided') },
      );
    }
    throw refusal;
  } finally {
    session.close();
  }
}

/** What one run showed: shapes, and the small integer inputs of operators. */
interface Trial {
  readonly shape: Shape;
  readonly shapes: ReadonlyMap<string, Shape>;
  readonly values: ReadonlyMap<string, ArrayLike<number>>;
}

/** Inputs that configure an operator: sizes, pads, axes. */
function askedBy({ operator, inputs }: OnnxNode): readonly string[] {
  const told = ['Pad', 'Slice', 'Resize', 'Upsample'].includes(operator) || operator.startsWith('Reduce');
  return told ? inputs.slice(1).filter((each) => each !== '') : [];
}

function trialOf(
  { model }: NetworkFile,
  input: string,
  shape: Shape,
  made: readonly string[],
  asked: readonly string[],
  results: Readonly<Record<string, RunTensor>>,
): Trial {
  const shapes = runShapes(model, [{ name: input, shape }], made, results);
  const values = new Map(
    asked.flatMap((tensor) => {
      const found = results[tensor];
      return found ? [[tensor, Array.from(found.data as ArrayLike<number | bigint>, Number)] as const] : [];
    }),
  );
  return { shape, shapes, values };
}

/** Whether rows and columns of every tensor grow with those of the picture, and nothing else does. */
function staysLocal(reach: Reach, first: Trial, second: Trial, inputAxes: readonly [number, number]): boolean {
  const growth = inputAxes.map((axis) => second.shape[axis]! / first.shape[axis]!);
  return [...reach.places].every(([tensor, { axes }]) =>
    (first.shapes.get(tensor) ?? []).every((size, axis) => {
      const place = axes.indexOf(axis);
      return second.shapes.get(tensor)?.[axis] === (place < 0 ? size : size * growth[place]!);
    }),
  );
}

function describe(
  given: Pick<PreparedNetwork, 'file' | 'input' | 'output' | 'layout' | 'inputAxes' | 'fixed'>,
  { shape, shapes }: Trial,
  reach: PreparedNetwork['reach'],
): PreparedNetwork {
  const { file, input, output, layout, inputAxes } = given;
  const { model, constants, name } = file;
  const out = shapes.get(output) ?? [];
  const outputAxes = 'said' in reach ? inputAxes : reach.outputAxes;
  if (out.length !== 4)
    throw new UpbenchError(
      'shape-mismatch',
      message('network-no-picture-out', { name, output, shape: out.join('×') || '1' }),
    );
  const rate = 'said' in reach ? inputAxes.map((axis, i) => out[outputAxes[i]!]! / shape[axis]!) : reach.rate;
  return {
    ...given,
    channels: [shape[channelAxisOf(layout)] ?? 1, out.find((_, axis) => axis > 0 && !outputAxes.includes(axis)) ?? 1],
    rate: [rate[0]!, rate[1]!],
    reach,
    trial: {
      shape,
      shapes,
      network: onnxNetwork(model, constants, shapes, [{ name: input.name, shape }]),
    },
  };
}

/** A trial is stopped after a time limit: a network that does not end on a small picture never ends. */
function openWatched(runtime: NetworkRuntime, bytes: Uint8Array, file: NetworkFile, watch: Watch): SessionNow {
  const ends = performance.now() + MOST_TRIAL_MS;
  return runtime.openNow(bytes, file.external, () => {
    watch.checkpoint();
    if (performance.now() > ends)
      throw new UpbenchError(
        'unsupported-file',
        message('network-too-slow', { name: file.name, seconds: MOST_TRIAL_MS / 1000 }),
      );
  });
}

/** Channels that the first convolution of the input takes, where the file leaves them open. */
function firstChannels({ model, constants }: NetworkFile, input: string): number | null {
  const conv = model.graph.nodes.find((node) => node.operator === 'Conv' && node.inputs[0] === input);
  const weight = conv && constants.stored(conv.inputs[1] ?? '');
  return weight ? (weight.shape[1] ?? 1) * Number(conv.attributes.get('group') ?? 1) : null;
}

/** Upper bound of the bytes that a run on a piece of that size takes. */
function bytesFor({ trial, inputAxes, file, reach }: PreparedNetwork, rows: number, columns: number): number {
  const external = file.external.reduce((total, { data }) => total + data.length, 0);
  const fixed = RUNTIME_BYTES + 2 * (file.bytes.length + external);
  if (!('said' in reach))
    return fixed + peakBytes(file.model, shapesAt(reach, trial.shapes, trial.shape, rows, columns));
  // Without spatial axes every value may depend on every other one.
  const more = (rows * columns) / (trial.shape[inputAxes[0]]! * trial.shape[inputAxes[1]]!);
  return fixed + peakBytes(file.model, trial.shapes) * (more > 1 ? more ** 2 : more);
}

/** Parameters, multiply-adds and bytes moved on a picture of that size. */
export function costFor(
  { trial, inputAxes, file, reach, input }: PreparedNetwork,
  rows: number,
  columns: number,
): NetworkCosts {
  const isLocal = !('said' in reach);
  const shapes = isLocal ? shapesAt(reach, trial.shapes, trial.shape, rows, columns) : trial.shapes;
  const shape = shapes.get(input.name) ?? trial.shape;
  const network = isLocal
    ? onnxNetwork(file.model, file.constants, shapes, [{ name: input.name, shape }])
    : trial.network;
  const more = isLocal ? 1 : (rows * columns) / (trial.shape[inputAxes[0]]! * trial.shape[inputAxes[1]]!);
  const total = (of: (layer: NetworkLayer) => number | null): number =>
    Math.round(more * network.layers.reduce((sum, layer) => sum + (of(layer) ?? 0), 0));
  const size = (one: Shape | null): number => one?.reduce((product, side) => product * side, 1) ?? 0;
  return {
    parameters: network.parameters,
    macs: total(({ macs }) => macs),
    macsAtOutputSize: total(({ macsAtOutputSize }) => macsAtOutputSize),
    bytes: 4 * (total(({ inputShape, outputShape }) => size(inputShape) + size(outputShape)) + network.parameters),
  };
}

interface NetworkCosts {
  readonly parameters: number;
  readonly macs: number;
  readonly macsAtOutputSize: number;
  readonly bytes: number;
}

/** The pieces of a picture, or the sentence why it cannot be cut so. */
function planPieces(
  prepared: PreparedNetwork,
  sides: readonly [number, number],
  { tile, force = false }: Pick<RunOptions, 'tile' | 'force'>,
): { readonly rows: Piece[]; readonly columns: Piece[]; readonly isForced: boolean } {
  const { reach, fixed, rate, file } = prepared;
  const { name } = file;
  const needsTiles = ([0, 1] as const).some((axis) =>
    fixed[axis] === null ? tile !== undefined && tile < sides[axis] : fixed[axis] < sides[axis],
  );
  const unfit =
    'said' in reach
      ? reach.said
      : reach.needsMultiple && tile !== undefined && sides.some((side, axis) => side % reach.step[axis]! !== 0)
        ? message('tiles-multiple', { rows: reach.step[0], columns: reach.step[1] })
        : null;
  const isForced = needsTiles && unfit !== null;
  if (isForced && !force) throw new UpbenchError('invalid-parameter', message('tiles-refused', { name, why: unfit }));
  const cut = (axis: 0 | 1): Piece[] => {
    const side = fixed[axis];
    const margin: Margin =
      isForced || 'said' in reach
        ? forcedMargin(side ?? tile ?? sides[axis], rate[axis], 'said' in reach ? 1 : reach.step[axis])
        : marginOf(reach, axis);
    if (side !== null) {
      const pieces = cutFixed(sides[axis], side, margin);
      if (pieces.length > 0) return pieces;
      if (!force)
        throw new UpbenchError(
          'invalid-parameter',
          message('tiles-too-small', {
            name,
            size: fixed
              .map((one) => one ?? '?')
              .toReversed()
              .join('×'),
            reach: Math.ceil(margin.before + margin.after),
          }),
        );
      return cutFixed(sides[axis], side, forcedMargin(side, rate[axis], 1));
    }
    if (tile === undefined || !needsTiles) return [{ from: 0, to: sides[axis], at: 0, skip: 0, take: null }];
    return cutAxis(sides[axis], tile, margin);
  };
  return { rows: cut(0), columns: cut(1), isForced };
}

function forcedMargin(side: number, rate: number, step: number): Margin {
  const margin = Math.max(Math.min(FORCED_LEAST, Math.floor(side / 2) - 1), Math.floor(side / FORCED_PART / 2));
  const even = Math.max(step, 8);
  return { before: margin, after: margin, step: side >= 4 * even ? even : step, rate };
}

/** A network that is open for real pictures. */
export class RunningNetwork {
  private readonly session: SessionNow;

  constructor(
    readonly prepared: PreparedNetwork,
    runtime: NetworkRuntime,
    private readonly watch: Watch,
  ) {
    const { file } = prepared;
    this.session = runtime.openNow(file.bytes, file.external, () => this.watch.checkpoint());
  }

  /** Refuses pictures that would not fit into memory, then runs them: whole, or in tiles. */
  run(input: Values32, options: RunOptions): TiledResult & { readonly isForced: boolean } {
    const { prepared } = this;
    const { inputAxes, reach } = prepared;
    const sides = inputAxes.map((axis) => input.shape[axis]!) as [number, number];
    const { rows, columns, isForced } = planPieces(prepared, sides, options);
    const largest = (pieces: readonly Piece[]): number => Math.max(...pieces.map(({ from, to }) => to - from));
    this.refuseLarge(largest(rows), largest(columns), rows.length * columns.length > 1, options.freeBytes);
    const outputAxes = 'said' in reach ? inputAxes : reach.outputAxes;
    const result = runTiles(input, { rows, columns, inputAxes, outputAxes }, (piece, index, of) => {
      this.watch.checkpoint();
      options.onTile?.(index, of);
      return this.one(piece);
    });
    return { ...result, isForced };
  }

  get isAlive(): boolean {
    return this.session.isAlive();
  }

  /** One array as it is. */
  one({ shape, data }: Values32): Values32 {
    const { input, output, inputAxes, reach, file } = this.prepared;
    try {
      const results = this.session.run({ [input.name]: feedOf(input.type, shape, data) }, [output]);
      return valuesOf(results[output]!);
    } catch (error) {
      const [rows, columns] = inputAxes.map((axis) => shape[axis]!) as [number, number];
      const step = 'said' in reach ? [1, 1] : reach.step;
      const isOther = rows % step[0]! !== 0 || columns % step[1]! !== 0;
      if (!isOther || !(error instanceof UpbenchError) || error.code !== 'unsupported-file') throw error;
      const sizes = { name: file.name, size: `${columns}×${rows}`, rows: step[0]!, columns: step[1]! };
      throw new UpbenchError('shape-mismatch', message('network-multiple', sizes), {}, error);
    }
  }

  private refuseLarge(rows: number, columns: number, isTiled: boolean, freeBytes: number): void {
    const { prepared } = this;
    const needed = bytesFor(prepared, rows, columns);
    const free = Math.min(freeBytes, ADDRESSABLE);
    if (needed <= free) return;
    let side = 1024;
    while (side > 64 && bytesFor(prepared, side * 1.5, side * 1.5) > free) side /= 2;
    throw new UpbenchError(
      'too-large',
      message('network-too-large', {
        name: prepared.file.name,
        size: `${columns}×${rows}`,
        needed: formatBytes(needed),
        free: formatBytes(free),
        tile: isTiled || 'said' in prepared.reach ? null : side,
      }),
    );
  }

  close(): void {
    this.session.close();
  }
}

/** What came out, as floats. */
export const valuesOf = (tensor: RunTensor): Values32 => ({ shape: tensor.shape, data: floatsOf(tensor) });
