import { probabilityPlane, type ScoreKind } from './certainty';
import { paintComponents, type Components } from './components';
import type { Labels } from './labels';
import { classColour, type ClassColour } from './palette';
import type { Tensor } from '../tensor/tensor';

/** Pictures of labels and scores: what is asked for, over a photograph or plain, with contours. */

interface PaintView {
  readonly as: 'classes' | 'class' | 'probability' | 'channels' | 'components';
  readonly label: number;
  readonly channels: readonly [number, number, number];
  readonly over: 'photograph' | 'plain';
  readonly opacity: number;
  readonly truthContour: boolean;
  readonly ownContour: boolean;
  readonly errors: boolean;
  readonly hidden: readonly number[];
}

interface Painted {
  readonly width: number;
  readonly height: number;
  /** Null for feature maps. */
  readonly labels: Labels | null;
  /** Null where only labels are left. */
  readonly values: Tensor | null;
  readonly kind: ScoreKind;
  readonly truth: Labels | null;
  /** RGB of the same size, [height * width * 3]. */
  readonly photograph: Uint8Array | null;
  readonly palette: readonly ClassColour[];
  readonly ignore: number | null;
  readonly components: Components | null;
  /** Smallest and largest value of each channel of the small array, so that all panes share their greys. */
  readonly ranges: readonly (readonly [number, number])[];
}

const TRUTH_LINE: ClassColour = [255, 255, 255];
const OWN_LINE: ClassColour = [0, 0, 0];
const WRONG: ClassColour = [225, 40, 40];
/** Opacity of a photograph that is shown for orientation only. */
const DIMMED = 0.35;

/** RGB of 0..255, [height * width * 3]. */
export function paint(what: Painted, view: PaintView): Uint8Array {
  const out = base(what, view);
  const { labels, truth } = what;
  // The method's line first, so that the truth's line is visible where both coincide.
  if (view.ownContour && labels) drawContour(out, labels, null, OWN_LINE);
  if (view.truthContour && truth) drawContour(out, truth, what.ignore, TRUTH_LINE);
  return out;
}

function base(what: Painted, view: PaintView): Uint8Array {
  const { values, labels, truth } = what;
  if (view.errors && labels && truth) return paintErrors(what, labels, truth);
  if (values && what.components && (view.as === 'components' || (labels === null && view.as !== 'channels')))
    return paintComponents(values, what.components);
  // Where only labels are left, they are what can be shown.
  if (labels === null || (values && view.as === 'channels')) return paintChannels(what, view.channels);
  if (view.as === 'class') return paintClass(what, labels, view);
  if (view.as === 'probability' && truth && values) return greys(probabilityPlane(values, what.kind, truth));
  return paintClasses(what, labels, view);
}

/** Only classes are coloured: the photograph's own colours would be mistaken for theirs. */
const greyOf = (rgb: Uint8Array, i: number): number =>
  0.299 * rgb[3 * i]! + 0.587 * rgb[3 * i + 1]! + 0.114 * rgb[3 * i + 2]!;

function paintClasses({ photograph, palette, ignore }: Painted, { data }: Labels, view: PaintView): Uint8Array {
  const out = new Uint8Array(data.length * 3);
  const hidden = new Set(view.hidden);
  const under = view.over === 'photograph' ? photograph : null;
  for (let i = 0; i < data.length; i++) {
    const label = data[i]!;
    const isShown = label !== ignore && !hidden.has(label);
    const colour = classColour(label, palette);
    const alpha = !isShown ? 0 : under ? view.opacity : 1;
    const below = under ? greyOf(under, i) : 0;
    for (let c = 0; c < 3; c++) {
      out[3 * i + c] = Math.round(alpha * colour[c]! + (1 - alpha) * below);
    }
  }
  return out;
}

/** One class: its probability as grey, or black and white where only labels are left. */
function paintClass({ values, kind }: Painted, { data }: Labels, { label }: PaintView): Uint8Array {
  if (values) return greys(probabilityPlane(values, kind, label));
  return greys(Float32Array.from(data, (own) => (own === label ? 1 : 0)));
}

function greys(plane: Float32Array): Uint8Array {
  const out = new Uint8Array(plane.length * 3);
  for (let i = 0; i < plane.length; i++)
    out.fill(Math.round(255 * Math.min(1, Math.max(0, plane[i]!))), 3 * i, 3 * i + 3);
  return out;
}

function paintChannels({ values, ranges, width, height }: Painted, channels: PaintView['channels']): Uint8Array {
  const plane = width * height;
  const out = new Uint8Array(plane * 3);
  if (!values) return out;
  const count = values.shape[1] ?? 1;
  channels.forEach((wanted, c) => {
    const channel = Math.min(wanted, count - 1);
    const [low, high] = ranges[channel] ?? [0, 1];
    for (let i = 0; i < plane; i++) {
      const scaled = (255 * (values.data[channel * plane + i]! - low)) / (high - low || 1);
      out[3 * i + c] = scaled >= 255 ? 255 : scaled > 0 ? Math.round(scaled) : 0;
    }
  });
  return out;
}

function paintErrors({ photograph, ignore }: Painted, labels: Labels, truth: Labels): Uint8Array {
  const out = new Uint8Array(labels.data.length * 3);
  for (let i = 0; i < labels.data.length; i++) {
    const isWrong = truth.data[i] !== ignore && truth.data[i] !== labels.data[i];
    const below = photograph ? Math.round(DIMMED * greyOf(photograph, i)) : 24;
    for (let c = 0; c < 3; c++) out[3 * i + c] = isWrong ? WRONG[c]! : below;
  }
  return out;
}

/** Both pixels at every step from one class to another: a line of two. */
function drawContour(
  out: Uint8Array,
  { width, height, data }: Labels,
  ignore: number | null,
  colour: ClassColour,
): void {
  const mark = (i: number): void => {
    for (let c = 0; c < 3; c++) out[3 * i + c] = colour[c]!;
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      for (const other of [x + 1 < width ? at + 1 : at, y + 1 < height ? at + width : at]) {
        if (data[other] === data[at] || data[at] === ignore || data[other] === ignore) continue;
        mark(at);
        mark(other);
      }
    }
  }
}

/** Smallest and largest value of every channel. */
export function channelRanges({ shape, data }: Tensor): (readonly [number, number])[] {
  const [, channels = 1, height = 1, width = 1] = shape;
  const plane = height * width;
  return Array.from({ length: channels }, (_, c) => {
    let low = Infinity;
    let high = -Infinity;
    for (let i = c * plane; i < (c + 1) * plane; i++) {
      const value = data[i]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    return [low, high] as const;
  });
}
