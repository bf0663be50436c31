import { message } from '../messages';
import { shapeMismatch, UpbenchError } from '../tensor/errors';
import { repeatWeights } from '../fit';
import { formatShape, type Shape, type Tensor } from '../tensor/tensor';
import type { Layer } from './learnableLayer';
import type { WeightLibrary, Weights } from './upsampler';

/**
 * Weights from a file that was opened: `file:NAME` takes the first tensor that fits the layer, `file:NAME#TENSOR`
 * the named one. The library knows the file under `file:NAME`.
 */
export function weightsFromLibrary(wanted: string, layer: Layer, bias: boolean, library: WeightLibrary): Weights {
  const hash = wanted.lastIndexOf('#');
  const key = hash < 0 ? wanted : wanted.slice(0, hash);
  const name = hash < 0 ? undefined : wanted.slice(hash + 1);
  const found = library.find(key);
  if (!found) {
    throw new UpbenchError('missing-file', message('no-weight-file', { name: key.slice('file:'.length) }), {
      parameter: 'weights',
    });
  }
  const entries = Object.entries(found.tensors);
  const named = name === undefined ? entries : entries.filter(([tensor]) => tensor === name);
  const listed = entries.map(([tensor, { shape }]) => `${tensor} ${formatShape(shape)}`).join(', ');
  const held = listed === '' ? message('no-tensors') : listed;
  if (name !== undefined && named.length === 0) {
    throw new UpbenchError(
      'invalid-parameter',
      message('no-tensor-in-file', { file: found.origin, tensor: name, held }),
      { parameter: 'weights' },
    );
  }
  const { channels } = layer.method;
  const [outer = 1, ...inner] = layer.weightShape;
  // Kernels that all channels share serve pictures of any number of channels.
  const shared = [outer / channels, ...inner];
  const fitting =
    named.find(([, tensor]) => sameShape(tensor.shape, layer.weightShape)) ??
    (inner[0] === 1 ? named.find(([, tensor]) => sameShape(tensor.shape, shared)) : undefined);
  if (!fitting) {
    throw shapeMismatch(
      message('weights-of-other-shape', { wanted: formatShape(layer.weightShape), file: found.origin, held }),
      { parameter: 'weights' },
    );
  }
  const isShared = !sameShape(fitting[1].shape, layer.weightShape);
  const biasTensor = bias
    ? findBias(fitting[0], entries, isShared ? layer.outChannels / channels : layer.outChannels)
    : undefined;
  const weights = {
    weight: fitting[1],
    ...(biasTensor ? { bias: biasTensor } : {}),
    origin: found.sawPicture ? found.origin : message('weights-in-file', { file: found.origin, tensor: fitting[0] }),
    ...(found.sawPicture ? { sawPicture: true } : {}),
  };
  return isShared ? repeatWeights(weights, channels) : weights;
}

/** `up.weight` goes with `up.bias`; else the only vector of the right length. */
function findBias(weightName: string, entries: readonly [string, Tensor][], outChannels: number): Tensor | undefined {
  const vectors = entries.filter(([, { shape }]) => sameShape(shape, [outChannels]));
  const beside = weightName.replace(/weight$/, 'bias');
  return (vectors.find(([name]) => name === beside) ?? (vectors.length === 1 ? vectors[0] : undefined))?.[1];
}

function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}
