import type { MaskTruth } from '../../experiment/masks/pair';
import { message } from '../../messages';
import type { Labels } from '../../segmentation';
import { UpbenchError } from '../../tensor/errors';
import { parseNpy, type NpyArray } from '../../tensor/npy';
import { listNpz, parseNpzMember } from '../../tensor/npz';
import type { Tensor } from '../../tensor/tensor';
import { bytesHash } from '../files/fileHash';
import type { NamedFile } from '../files/namedFile';
import { MAX_PIXELS, readBytes } from './pictureFile';
import { holdsSamples, readSamplePng } from './samplePng';
import { sniffFormat } from './sniff';

/** Arrays and label pictures as files hold them: the two sides of a comparison of masks. */

type Palette = readonly (readonly [number, number, number])[];

interface LabelFile {
  readonly labels: Labels;
  /** Colours that the file itself gives its classes. */
  readonly palette: Palette | null;
  readonly sha256: string;
}
interface ScoreFile {
  /** [1, C, H, W] */
  readonly values: Tensor;
  readonly sha256: string;
}

const isNpy = (bytes: Uint8Array): boolean => bytes[0] === 0x93 && bytes[1] === 0x4e;
const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b;

/** Whether the file is an array by its first bytes. */
export const holdsArray = (bytes: Uint8Array): boolean => isNpy(bytes) || isZip(bytes);

/** The one array of a .npy or .npz file. */
export function parseArray(bytes: Uint8Array, name: string): NpyArray {
  if (isNpy(bytes)) return parseNpy(bytes, `"${name}"`);
  const members = listNpz(bytes, `"${name}"`);
  const [only] = members;
  if (members.length !== 1 || only === undefined)
    throw new UpbenchError('invalid-parameter', message('array-members', { name, members }));
  return parseNpzMember(bytes, only, `"${name}"`);
}

/** Scores or feature maps [C, H, W] (or [1, C, H, W]) as [1, C, H, W]. */
export async function readScores(path: string, name = path): Promise<ScoreFile> {
  const bytes = await readBytes(path, name);
  if (!holdsArray(bytes)) throw new UpbenchError('unsupported-file', message('scores-not-array', { name }));
  return scoresOf(parseArray(bytes, name), bytes, name);
}

function scoresOf({ shape, data }: NpyArray, bytes: Uint8Array, name: string): ScoreFile {
  const sizes = shape.length === 3 ? [1, ...shape] : [...shape];
  if (sizes.length !== 4 || sizes[0] !== 1 || sizes.some((size) => size < 1))
    throw new UpbenchError('shape-mismatch', message('scores-shape', { name, shape: shape.join('×') }));
  const bad = data.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) {
    const plane = sizes[2]! * sizes[3]!;
    const at = [Math.floor(bad / plane), Math.floor((bad % plane) / sizes[3]!), bad % sizes[3]!];
    throw new UpbenchError(
      'corrupt-file',
      message('scores-not-finite', { name, value: String(data[bad]), at: at.join(', ') }),
    );
  }
  return {
    values: { shape: sizes, data: data instanceof Float32Array ? data : Float32Array.from(data) },
    sha256: bytesHash(bytes),
  };
}

/** Labels [H, W] (or [1, H, W]) as whole numbers, or a grey or indexed PNG. */
export async function readLabels(path: string, name = path): Promise<LabelFile> {
  const bytes = await readBytes(path, name);
  return labelFileOf(holdsArray(bytes) ? parseArray(bytes, name) : null, bytes, name);
}

function labelFileOf(array: NpyArray | null, bytes: Uint8Array, name: string): LabelFile {
  if (array !== null) return { labels: labelsOf(array, name), palette: null, sha256: bytesHash(bytes) };
  if (sniffFormat(bytes) !== 'png' || !holdsSamples(bytes))
    throw new UpbenchError('unsupported-file', message('labels-unknown', { name }));
  const { palette, ...labels } = readSamplePng(bytes, name, MAX_PIXELS);
  return { labels, palette, sha256: bytesHash(bytes) };
}

/** Whether a truth is an array of fractions or of three dimensions: feature maps and not labels. */
export function isFeatureTruth({ shape }: NpyArray): boolean {
  return (shape.length === 3 && shape[0] !== 1) || shape.length === 4;
}

function labelsOf({ shape, data }: NpyArray, name: string): Labels {
  const sizes = shape.length === 3 && shape[0] === 1 ? shape.slice(1) : [...shape];
  const [height, width] = sizes;
  if (sizes.length !== 2 || height === undefined || width === undefined || height * width === 0)
    throw new UpbenchError('shape-mismatch', message('labels-shape', { name, shape: shape.join('×') }));
  const wrong = data.find((value) => !Number.isInteger(value) || value < 0 || value > 65535);
  if (wrong !== undefined)
    throw new UpbenchError('invalid-parameter', message('labels-not-whole', { name, value: String(wrong) }));
  return { width, height, data: Int32Array.from(data) };
}

/** Labels, or feature maps where the file is an array of them. */
export async function readTruth({ path, name }: NamedFile, wantsFeatures = false): Promise<MaskTruth> {
  const bytes = await readBytes(path, name);
  const array = holdsArray(bytes) ? parseArray(bytes, name) : null;
  if (array !== null && (wantsFeatures || isFeatureTruth(array))) {
    const { values, sha256 } = scoresOf(array, bytes, name);
    return { kind: 'features', file: name, sha256, values };
  }
  const { labels, palette, sha256 } = labelFileOf(array, bytes, name);
  return { kind: 'labels', file: name, sha256, labels, palette };
}
