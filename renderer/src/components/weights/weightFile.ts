import { message } from '@core/messages';
import type { EngineClient } from '../../host/host';
import { tensorName, toWire } from '../../host/wireTensor';
import { UpbenchError } from '@core/tensor/errors';
import { safetensorsMetadata } from '@core/tensor/safetensors';
import { elementCount, formatShape, type Shape, type Tensor } from '@core/tensor/tensor';
import { parseWeightFile, pickleRefusal } from '@core/tensor/weightFile';
import { findUpsampler, resolveParameters } from '@core/upsamplers';
import type { ParameterContext, ParameterValues } from '@core/upsamplers/upsampler';

export const WEIGHT_TYPES = ['.safetensors', '.npz', '.npy', '.pt', '.pth'] as const;
/** The whole file is read into the page; upsampling layers are small. */
const MOST_BYTES = 2 ** 28;
const PICKLE = /\.(pt|pth|bin|ckpt)$/i;

export interface OpenWeightFile {
  readonly name: string;
  /** What the file says of itself. */
  readonly origin: string | undefined;
  readonly tensors: Readonly<Record<string, Tensor>>;
}

interface ListedTensor {
  readonly name: string;
  readonly shape: Shape;
  readonly fits: boolean;
}

/** The layer that weights are wanted for. */
interface Wanted {
  readonly id: string;
  /** Every parameter with its value. */
  readonly parameters: ParameterValues;
  readonly context: ParameterContext;
}

/** Reads a weight file in the page; what is none is refused with a sentence, a pickle before a byte of it is read. */
export async function readWeightFile(file: File): Promise<OpenWeightFile> {
  if (PICKLE.test(file.name)) throw pickleRefusal(file.name);
  if (file.size > MOST_BYTES) {
    throw new UpbenchError(
      'too-large',
      message('weight-file-too-large', {
        file: file.name,
        size: Math.round(file.size / 2 ** 20),
        most: MOST_BYTES / 2 ** 20,
      }),
    );
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const tensors = parseWeightFile(bytes, file.name);
  const origin = /\.safetensors$/i.test(file.name) ? safetensorsMetadata(bytes, file.name)['origin'] : undefined;
  return { name: tensorName(file.name), origin, tensors };
}

/** The shape of the layer's weights, which no choice of values changes. */
export function wantedShape({ id, parameters, context }: Wanted): Shape | null {
  const upsampler = findUpsampler(id);
  const weights = upsampler.parameters.find(({ name }) => name === 'weights');
  const first = weights?.kind === 'choice' ? weights.choices.find(({ value }) => value !== 'fitted') : undefined;
  if (!first) return null;
  const made = upsampler.makeWeights({ ...parameters, weights: first.value }, context, { find: () => undefined });
  return made?.weight.shape ?? null;
}

/** Every tensor of the file, those that fit the layer first, each group in the order of the file. */
export function listTensors(file: OpenWeightFile, wanted: Wanted): ListedTensor[] {
  const all = Object.entries(file.tensors).map(([name, tensor]) => ({
    name,
    shape: tensor.shape,
    fits: taken(file.name, { [name]: tensor }, name, wanted) !== null,
  }));
  return [...all.filter(({ fits }) => fits), ...all.filter(({ fits }) => !fits)];
}

/** The layer's weights with this tensor in them, or null where it does not fit: the method itself decides. */
function taken(origin: string, tensors: OpenWeightFile['tensors'], name: string, { id, parameters, context }: Wanted) {
  const only = { [tensorName(name)]: tensors[name]! };
  const values = { ...parameters, weights: `file:x#${tensorName(name)}`, bias: true, weightNoise: 0 };
  try {
    return findUpsampler(id).makeWeights(values, context, { find: () => ({ tensors: only, origin }) });
  } catch {
    return null;
  }
}

/**
 * Parameters under which the layer would take this tensor: another kernelSize, other groups. Null where no such change
 * makes it fit. Everything else takes its default for the new size, so that the output fits too.
 */
export function fixFor(file: OpenWeightFile, name: string, wanted: Wanted): ParameterValues | null {
  const upsampler = findUpsampler(wanted.id);
  const side = file.tensors[name]?.shape.at(-1);
  const offers = (parameter: string): boolean => upsampler.parameters.some((one) => one.name === parameter);
  if (side === undefined || !offers('kernelSize')) return null;
  const groups = upsampler.parameters.find((one) => one.name === 'groups');
  const choices = groups?.kind === 'choice' ? groups.choices.map(({ value }) => value) : [];
  for (const change of [{ kernelSize: side }, ...choices.map((value) => ({ kernelSize: side, groups: value }))]) {
    try {
      const parameters = resolveParameters(upsampler, change, wanted.context);
      if (taken(file.name, file.tensors, name, { ...wanted, parameters }) === null) continue;
      const before = wanted.parameters;
      return Object.fromEntries(
        Object.entries(parameters).filter(
          ([key, value]) => ['kernelSize', 'groups', 'padding', 'outputPadding'].includes(key) && before[key] !== value,
        ),
      );
    } catch {
      // Not a size that this layer can have.
    }
  }
  return null;
}

/** Hands the tensor and what may be its bias to the engine; resolves to the value of the parameter `weights`. */
export async function keepTensor(
  engine: EngineClient,
  file: OpenWeightFile,
  name: string,
  wanted: Wanted,
): Promise<string> {
  const tensor = file.tensors[name];
  const made = tensor && taken(file.name, file.tensors, name, wanted);
  if (!tensor || !made) {
    throw new UpbenchError(
      'shape-mismatch',
      message('weights-of-other-shape', {
        wanted: formatShape(wantedShape(wanted) ?? []),
        file: name,
        held: formatShape(tensor?.shape ?? []),
      }),
      { parameter: 'weights' },
    );
  }
  const length = made.bias ? elementCount(made.bias.shape) : 0;
  const lengths = [length, length / wanted.context.channels];
  const vectors = Object.entries(file.tensors).filter(
    ([other, { shape }]) => other !== name && shape.length === 1 && lengths.includes(shape[0]!),
  );
  // Beside its weight first: only so many go along.
  const beside = name.replace(/weight$/, 'bias');
  const biases = vectors.toSorted(([a], [b]) => Number(b === beside) - Number(a === beside)).slice(0, 32);
  const sent: readonly (readonly [string, Tensor])[] = [[name, tensor], ...biases];
  const strange = sent.find(([, { data }]) => !data.every(Number.isFinite));
  if (strange) {
    throw new UpbenchError('invalid-parameter', message('weights-not-finite', { name: strange[0], file: file.name }), {
      parameter: 'weights',
    });
  }
  const kept = await engine.weights.keep({
    name: file.name,
    ...(file.origin === undefined ? {} : { origin: file.origin.slice(0, 1024) }),
    tensors: sent.map(([key, value]) => toWire(tensorName(key), value)),
  });
  return `file:${kept.name}#${tensorName(name)}`;
}
