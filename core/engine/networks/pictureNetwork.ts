import { message, type Message } from '../../messages';
import { asInput, asPicture, statedConventions, type Conventions } from '../../network/conventions';
import { cutOut } from '../../network/tiles';
import type { Values32 } from '../../network/tiledRun';
import type { OpenedNetwork } from '../../experiment/networkRun';
import type { NetworkResult, NetworkSpec } from '../../experiment/networkSchema';
import { UpbenchError } from '../../tensor/errors';
import type { Shape } from '../../tensor/tensor';
import { costFor, type RunningNetwork } from './networkRunner';

/** A constant that comes back within this of 255 is the same colour for the eye. */
const SAME_COLOUR = 3;
/** Grey levels, and the largest difference at which a convention is accepted. */
const CARDS = [0.25, 0.75] as const;
const NEAR = 0.02;
/** Above this, fewer colours are tested: each costs as much as a picture of the trial's size. */
const MOST_MACS = 3e9;

const COLOURS: readonly (readonly [string, readonly [number, number, number]])[] = [
  ['grey', [0.5, 0.5, 0.5]],
  ['red', [1, 0, 0]],
  ['green', [0, 1, 0]],
  ['blue', [0, 0, 1]],
  ['black', [0, 0, 0]],
  ['white', [1, 1, 1]],
  ['yellow', [1, 1, 0]],
  ['cyan', [0, 1, 1]],
  ['magenta', [1, 0, 1]],
  ['skin', [0.88, 0.67, 0.57]],
];
const FEW_COLOURS = 4;
/** Lost colours that are told with their numbers; of the others the name is enough. */
const TOLD = 3;
const GREYS = ['grey', 'black', 'white'];

/** How a network expects its pictures, according to the user, the file, or a test with constant greys. */
export interface KnownConventions extends Conventions {
  readonly known: NetworkResult['known'];
}

/** Finds out how a network expects its pictures: as told, as stated in the file, or by testing constant greys. */
export function findConventions(running: RunningNetwork, spec: Omit<NetworkSpec, 'file'>): KnownConventions {
  const { file, channels, layout } = running.prepared;
  const [own] = channels;
  if (own !== 1 && own !== 3)
    throw new UpbenchError('shape-mismatch', message('network-colour-channels', { name: file.name, own }));
  const stated = statedConventions(file.model);
  const said = spec.channels;
  if (said !== undefined && (said === 'y') !== (own === 1))
    throw new UpbenchError('invalid-parameter', message('network-says-channels', { name: file.name, own, said }));
  const order: Conventions['channels'] = own === 1 ? 'y' : (said ?? (stated.channels === 'bgr' ? 'bgr' : 'rgb'));
  const with_ = (range: Conventions['range']): Conventions => ({ range, channels: order, layout });
  if (spec.range !== undefined) return { ...with_(spec.range), known: 'given' };
  if (stated.range !== undefined) return { ...with_(stated.range), known: 'file' };
  let best: { readonly how: Conventions; readonly error: number } | undefined;
  for (const range of ['1', '255', '-1..1'] as const) {
    const how = with_(range);
    const error = Math.max(
      ...CARDS.map((card) =>
        Math.max(...constantThrough(running, how, [card, card, card]).map((back) => Math.abs(back - card))),
      ),
    );
    if (error <= NEAR) return { ...how, known: 'grey-card' };
    if (!(best && best.error <= error)) best = { how, error: Number.isNaN(error) ? Infinity : error };
  }
  return { ...best!.how, known: 'nothing' };
}

/** A constant picture through the network, [1, C, H, W] in 0..1; as large as that of the trial, where nothing else is said. */
function constantPicture(
  running: RunningNetwork,
  how: Conventions,
  colour: readonly number[],
  sides?: readonly [number, number],
): Values32 {
  const { trial, inputAxes, channels } = running.prepared;
  const [h, w] = sides ?? (inputAxes.map((axis) => trial.shape[axis]!) as [number, number]);
  const shape = [1, channels[0], h, w];
  const data = new Float32Array(channels[0] * h * w);
  for (let c = 0; c < channels[0]; c++) data.fill(colour[c]!, c * h * w, (c + 1) * h * w);
  const output = running.one(asInput(data, shape, how));
  return asPicture(output.data, output.shape, how);
}

/** The means of its middle. */
function constantThrough(running: RunningNetwork, how: Conventions, colour: readonly number[]): number[] {
  const made = constantPicture(running, how, colour);
  const [, c = 1, height = 1, width = 1] = made.shape;
  const [top, left] = [Math.floor(height / 3), Math.floor(width / 3)];
  return Array.from({ length: c }, (_, channel) => {
    let sum = 0;
    for (let y = top; y < height - top; y++)
      for (let x = left; x < width - left; x++) sum += made.data[(channel * height + y) * width + x]!;
    return sum / ((height - 2 * top) * (width - 2 * left));
  });
}

/** Colours whose patterns are looked for: those of the audit's probe. */
const PATTERN_COLOURS: readonly (readonly [number, number, number])[] = [
  [0.5, 0.5, 0.5],
  [0.8, 0.3, 0.2],
  [0.2, 0.6, 0.9],
];
/** Whole periods that are looked at, beyond what the border reaches. */
const PERIODS = 4;
/** Side above which a constant picture is too dear; what the border reaches is then in it. */
const MOST_SIDE = 128;

/** Largest deviation of an output phase from the mean on constant colours, in /255: the grid that a network adds. */
export function probePattern(running: RunningNetwork, how: Conventions): number | null {
  const { channels, rate, reach, fixed, inputAxes, trial } = running.prepared;
  const step = stepsOf(running);
  const period = ([0, 1] as const).map((axis) => Math.round(rate[axis] * step[axis])) as [number, number];
  const sides = ([0, 1] as const).map((axis) => {
    const trialSide = trial.shape[inputAxes[axis]]!;
    if (fixed[axis] !== null || 'said' in reach) return trialSide;
    const wanted = Math.ceil((reach.before[axis] + reach.after[axis]) / step[axis] + PERIODS) * step[axis];
    return Math.max(Math.min(wanted, MOST_SIDE - (MOST_SIDE % step[axis])), step[axis]);
  }) as [number, number];
  const isDear = macsOfTrial(running) > MOST_MACS;
  const strays = (isDear ? PATTERN_COLOURS.slice(0, 1) : PATTERN_COLOURS).map((colour) =>
    strayOf(constantPicture(running, how, colour.slice(0, channels[0]), sides), period),
  );
  return strays.some((stray) => stray === null) ? null : 255 * Math.max(...strays.map((stray) => stray!));
}

/** The largest distance of a phase's mean to the mean of all, over whole periods in the middle; null where none fits. */
function strayOf({ shape, data }: Values32, [down, across]: readonly [number, number]): number | null {
  const [, c = 1, h = 1, w = 1] = shape;
  const [rows, columns] = [Math.floor(h / 3 / down) * down, Math.floor(w / 3 / across) * across];
  if (rows < 1 || columns < 1) return null;
  const [top, left] = [Math.floor((h - rows) / 2), Math.floor((w - columns) / 2)];
  let most = 0;
  for (let channel = 0; channel < c; channel++) {
    const sums = new Float64Array(down * across);
    for (let y = 0; y < rows; y++)
      for (let x = 0; x < columns; x++)
        sums[(y % down) * across + (x % across)]! += data[(channel * h + top + y) * w + left + x]!;
    const each = (rows / down) * (columns / across);
    const mean = sums.reduce((total, sum) => total + sum, 0) / (rows * columns);
    for (const sum of sums) most = Math.max(most, Math.abs(sum / each - mean));
  }
  return Number.isFinite(most) ? most : null;
}

const macsOfTrial = ({ prepared: { trial } }: RunningNetwork): number =>
  trial.network.layers.reduce((total, layer) => total + (layer.macs ?? 0), 0);

/** As a file holds it. */
const shown = (value: number): number => Math.min(255, Math.max(0, value));

export function probeColours(running: RunningNetwork, how: Conventions): NetworkResult['colours'] {
  const { channels } = running.prepared;
  const wanted =
    channels[0] === 1
      ? COLOURS.filter(([name]) => GREYS.includes(name))
      : macsOfTrial(running) > MOST_MACS
        ? COLOURS.slice(0, FEW_COLOURS)
        : COLOURS;
  return wanted.map(([name, colour]) => {
    const sent = colour.slice(0, channels[0]).map((value) => Math.round(255 * value));
    const back = constantThrough(running, how, colour).map((value) => Math.round(2550 * value) / 10);
    return {
      name,
      sent,
      back,
      comesBack: back.every((value, c) => Math.abs(shown(value) - (sent[c] ?? sent[0]!)) <= SAME_COLOUR),
    };
  });
}

/** The remarks that follow from conventions and colours. */
function warningsOf(how: KnownConventions, colours: NetworkResult['colours']): Message[] {
  const lost = colours.filter(({ comesBack }) => !comesBack);
  const [grey] = lost.filter(({ name }) => name === 'grey');
  const text = (values: readonly number[]): string => values.map((value) => Math.round(value)).join(', ');
  return [
    ...(grey ? [message('network-grey-card', { back: text(grey.back), range: how.range })] : []),
    ...(lost.length > (grey ? 1 : 0)
      ? [
          message('network-colours', {
            colours: lost
              .filter(({ name }) => name !== 'grey')
              .map(({ name, sent, back }, i) =>
                i < TOLD
                  ? message('network-colour', {
                      name: message(`colour-${name as 'red'}`),
                      sent: text(sent),
                      back: text(back),
                    })
                  : message(`colour-${name as 'red'}`),
              ),
          }),
        ]
      : []),
  ];
}

/** A running network with its conventions as a method of a run. */
export function pictureNetwork(
  running: RunningNetwork,
  how: KnownConventions,
  given: {
    readonly spec: NetworkSpec;
    readonly sha256: string;
    readonly colours: NetworkResult['colours'];
    readonly pattern: number | null;
    freeBytes(): number;
  },
): OpenedNetwork {
  const { prepared } = running;
  const { spec, sha256, colours, pattern, freeBytes } = given;
  const { known, ...conventions } = how;
  return {
    about: {
      file: spec.file,
      sha256,
      ...conventions,
      known,
      scale: prepared.rate[0],
      colours: [...colours],
      pattern,
      ...(spec.series === undefined ? {} : { series: spec.series }),
    },
    channels: prepared.channels[0],
    warnings: warningsOf(how, colours),
    costOf: (rows, columns) => costFor(prepared, rows, columns),
    run: (picture, onTile) => {
      const once = (one: Values32): ReturnType<OpenedNetwork['run']> => {
        const made = running.run(asInput(one.data, one.shape, conventions), {
          tile: spec.tile,
          force: spec.force,
          freeBytes: freeBytes(),
          onTile,
        });
        const { shape, data } = asPicture(made.data, made.shape, conventions);
        // Values of the network's own range as /255 of a picture.
        const unit = { '1': 255, '255': 1, '-1..1': 127.5 }[conventions.range];
        const seam =
          made.isForced && made.seam ? { largest: made.seam.largest * unit, mean: made.seam.mean * unit } : null;
        const notes = seam ? [message('network-seam', { tiles: made.tiles, ...seam })] : [];
        return { shape, data, tiles: made.tiles, seam, notes };
      };
      return extended(picture, prepared.rate, stepsOf(running), once);
    },
  };
}

const stepsOf = ({ prepared: { reach } }: RunningNetwork): readonly [number, number] =>
  'said' in reach ? [8, 8] : reach.step;

/**
 * Runs a picture whose sides the network's strides do not divide, or whose border its convolutions use up: a little
 * larger, with the border repeated, and what that became is cut off.
 */
function extended(
  picture: Values32,
  rate: readonly [number, number],
  step: readonly [number, number],
  once: (picture: Values32) => ReturnType<OpenedNetwork['run']>,
): ReturnType<OpenedNetwork['run']> {
  const [, , h = 1, w = 1] = picture.shape;
  const grow = (before: number, rows: number, columns: number): Values32 =>
    cutOut(picture.data, picture.shape, [2, 3], { from: -before, to: h + rows }, { from: -before, to: w + columns });
  const said = (rows: number, columns: number): Message => message('network-extended', { rows, columns });
  const wanted: Shape = [Math.round(h * rate[0]), Math.round(w * rate[1])];
  let made: ReturnType<OpenedNetwork['run']>;
  try {
    made = once(picture);
  } catch (error) {
    const [rows, columns] = [(step[0] - (h % step[0])) % step[0], (step[1] - (w % step[1])) % step[1]];
    const isOfSize =
      error instanceof UpbenchError && ['shape-mismatch', 'invalid-parameter', 'unsupported-file'].includes(error.code);
    if (!isOfSize || rows + columns === 0) throw error;
    const larger = once(grow(0, rows, columns));
    const cut = cutOut(larger.data, larger.shape, [2, 3], { from: 0, to: wanted[0]! }, { from: 0, to: wanted[1]! });
    return { ...larger, ...cut, notes: [...larger.notes, said(rows, columns)] };
  }
  const [, , height = 1, width = 1] = made.shape;
  const [missing, missingWidth] = [wanted[0]! - height, wanted[1]! - width];
  if (missing === 0 && missingWidth === 0) return made;
  if (missing < 0 || missing !== missingWidth) {
    // A size rounded up by strides.
    if (missing > 0 || missingWidth > 0) return made;
    const cut = cutOut(made.data, made.shape, [2, 3], { from: 0, to: wanted[0]! }, { from: 0, to: wanted[1]! });
    return { ...made, ...cut };
  }
  const more = Math.ceil(missing / 2 / rate[0] / step[0]) * step[0];
  const larger = once(grow(more, more, more));
  const [, , tall = 1, wide = 1] = larger.shape;
  const [top, left] = [Math.floor((tall - wanted[0]!) / 2), Math.floor((wide - wanted[1]!) / 2)];
  const cut = cutOut(
    larger.data,
    larger.shape,
    [2, 3],
    { from: top, to: top + wanted[0]! },
    { from: left, to: left + wanted[1]! },
  );
  return { ...larger, ...cut, notes: [...larger.notes, said(2 * more, 2 * more)] };
}
