import { areProbabilities } from '../../experiment/masks/plan';
import { message } from '../../messages';
import { largestClass, type Labels, type ScoreKind } from '../../segmentation';
import { principalComponents, type Components } from '../../segmentation/components';
import { channelRanges, paint } from '../../segmentation/paint';
import { classPalette, type ClassColour } from '../../segmentation/palette';
import { readNpyValues } from '../pictures/npyValues';
import { UpbenchError } from '../../tensor/errors';
import type { Tensor } from '../../tensor/tensor';
import type { BlobRef } from '../contract/contract';
import type { MaskPoint, MaskView } from '../contract/maskSchema';
import { writeBlob } from '../host/blobStore';
import { readLabels, readScores, readTruth } from '../pictures/labelFile';
import { readPicture } from '../pictures/pictureFile';
import { toEightBit, writePng } from '../pictures/png';
import { sharp } from '../pictures/sharp';
import type { MaskPointJob, MaskViewJob, PairPlaces } from '../thread/jobs';

/** What all panes of a pair share; the last one is kept, because views of one pair are asked for in a row. */
interface OpenPair {
  readonly key: string;
  readonly scores: Tensor;
  readonly kind: ScoreKind;
  readonly isFeatures: boolean;
  readonly truth: Labels | null;
  readonly truthValues: Tensor | null;
  readonly photographs: Map<string, Uint8Array>;
  readonly palette: readonly ClassColour[];
  components: Components | null;
  readonly ranges: readonly (readonly [number, number])[];
}
let open: OpenPair | undefined;

async function openPair(places: PairPlaces): Promise<OpenPair> {
  const key = JSON.stringify(places);
  if (open?.key === key) return open;
  const { values: scores } = await readScores(places.array, places.name);
  const isFeatures = places.values === 'features';
  const truth = places.truth === null ? null : await readTruth({ path: places.truth, name: places.name }, isFeatures);
  open = {
    key,
    scores,
    isFeatures,
    kind: areProbabilities(scores) ? 'probabilities' : 'logits',
    truth: truth?.kind === 'labels' ? truth.labels : null,
    truthValues: truth?.kind === 'features' ? truth.values : null,
    photographs: new Map(),
    palette: isFeatures ? [] : classPalette(scores.shape[1] ?? 1, truth?.kind === 'labels' ? truth.palette : null),
    components: null,
    ranges: channelRanges(scores),
  };
  return open;
}

/** The photograph at another size, as the array it belongs to needs it. */
async function photographOf(
  pair: OpenPair,
  path: string | null,
  width: number,
  height: number,
): Promise<Uint8Array | null> {
  if (path === null) return null;
  const name = `${width}x${height}`;
  const known = pair.photographs.get(name);
  if (known) return known;
  const eight = toEightBit((await readPicture(path)).raster);
  const raw = { width: eight.width, height: eight.height, channels: 3 } as const;
  const isFitting = eight.width === width && eight.height === height;
  const rgb = isFitting
    ? Uint8Array.from(eight.data)
    : new Uint8Array(
        await sharp(Uint8Array.from(eight.data), { raw }).resize(width, height, { fit: 'fill' }).raw().toBuffer(),
      );
  pair.photographs.set(name, rgb);
  return rgb;
}

/** Draws one pane as it is asked for. */
export async function maskView(job: MaskViewJob): Promise<BlobRef> {
  const pair = await openPair(job.places);
  const { labels, values } = await contentsOf(pair, job);
  const size = labels ?? { width: values?.shape[3] ?? 1, height: values?.shape[2] ?? 1 };
  const { width, height } = size;
  const isTruthSized = pair.truth?.width === width && pair.truth.height === height;
  if (job.view.as === 'components' || (pair.isFeatures && job.view.as !== 'channels'))
    pair.components ??= principalComponents(pair.scores);
  const data = paint(
    {
      width,
      height,
      labels,
      values,
      kind: pair.kind,
      palette: pair.palette,
      ranges: pair.ranges,
      truth: isTruthSized ? pair.truth : null,
      photograph: await photographOf(pair, job.places.photograph, width, height),
      ignore: job.ignore,
      components: pair.components,
    },
    viewFor(job),
  );
  return writeBlob(job.folder, 'png', writePng({ width, height, channels: 3, bitDepth: 8, data }, undefined, 'fast'));
}

/** The truth has no lines of its own, and nothing wrong with it; the small input is drawn plain. */
function viewFor({ pane, view }: MaskViewJob): MaskView {
  if (pane === 'method') return view;
  if (pane === 'input') return { ...view, errors: false, truthContour: false, ownContour: false, over: 'plain' };
  const as = view.as === 'probability' ? 'classes' : view.as;
  return { ...view, as, errors: false, ownContour: false };
}

async function contentsOf(
  pair: OpenPair,
  { pane, output, scores }: Pick<MaskViewJob, 'pane' | 'output' | 'scores'>,
): Promise<{ readonly labels: Labels | null; readonly values: Tensor | null }> {
  if (pane === 'input') return { labels: pair.isFeatures ? null : largestClass(pair.scores), values: pair.scores };
  if (pane === 'reference') return { labels: pair.truth, values: pair.truthValues };
  const values = scores === null ? null : (await readScores(scores, 'output')).values;
  if (pair.isFeatures) return { labels: null, values };
  if (output === null) throw new UpbenchError('unavailable', message('mask-output-gone'));
  return { labels: (await readLabels(output, 'output')).labels, values };
}

/** Class and probability of every pane at one pixel of the output. */
export async function maskPoint(job: MaskPointJob): Promise<MaskPoint[]> {
  const pair = await openPair(job.places);
  const truth = pair.truth;
  const found: MaskPoint[] = [];
  for (const { key, pane, scores, output } of job.panes) {
    if (pane === 'reference') {
      if (truth && job.x < truth.width && job.y < truth.height)
        found.push({ key, label: truth.data[job.y * truth.width + job.x]!, probability: null });
      continue;
    }
    const [, channels = 1, height = 1, width = 1] = pair.scores.shape;
    if (pane === 'input') {
      const [x, y] = [Math.floor((job.x * width) / job.width), Math.floor((job.y * height) / job.height)];
      const at = Array.from({ length: channels }, (_, c) => pair.scores.data[(c * height + y) * width + x]!);
      found.push({ key, ...largestOf(at, pair.kind) });
      continue;
    }
    if (scores !== null) {
      const at = await readNpyValues(scores, (shape) => {
        const [h = 1, w = 1] = shape.slice(-2);
        return Array.from({ length: shape.at(-3) ?? 1 }, (_, c) => (c * h + job.y) * w + job.x);
      });
      found.push({ key, ...largestOf(at, pair.kind) });
    } else if (output !== null) {
      const { labels } = await readLabels(output, 'output');
      found.push({ key, label: labels.data[job.y * labels.width + job.x] ?? 0, probability: null });
    }
  }
  return found;
}

function largestOf(values: readonly number[], kind: ScoreKind): { label: number; probability: number } {
  const largest = Math.max(...values);
  const label = values.indexOf(largest);
  const shares = values.map((value) => (kind === 'logits' ? Math.exp(value - largest) : Math.max(0, value)));
  const sum = shares.reduce((a, b) => a + b, 0);
  return { label, probability: sum > 0 ? shares[label]! / sum : 0 };
}
