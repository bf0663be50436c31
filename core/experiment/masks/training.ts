import { message } from '../../messages';
import { oneHot } from '../../segmentation';
import { UpbenchError } from '../../tensor/errors';
import { createTensor, type Tensor } from '../../tensor/tensor';
import { layerOf, type TrainingLayer, type TrainingPair } from '../training';
import type { MaskPair } from './pair';

/**
 * What a layer learns from an array and its truth: to give back the classes as zeros and ones, or the larger array where
 * the truth is one. All channels share a kernel, so every channel is an example of its own.
 */
export function maskTrainingPairs(layer: TrainingLayer, { file, scores, truth }: MaskPair): TrainingPair[] {
  if (layerOf(layer).source !== 'picture')
    throw new UpbenchError('invalid-parameter', message('fit-mask-no-unpooling'), { parameter: 'method' });
  if (truth === null) throw new UpbenchError('missing-file', message('mask-no-truth', { file, truths: '' }));
  const [, channels = 1, height = 1, width = 1] = scores.shape;
  const target = truth.kind === 'labels' ? oneHot(truth.labels, channels) : truth.values;
  const [wantedHeight, wantedWidth] = [height * layer.scale, width * layer.scale];
  const [, found, foundHeight, foundWidth] = target.shape;
  if (found !== channels || foundHeight !== wantedHeight || foundWidth !== wantedWidth)
    throw new UpbenchError(
      'size-mismatch',
      message('fit-mask-size', {
        file,
        truth: truth.file,
        scale: layer.scale,
        wanted: `${wantedWidth}×${wantedHeight}`,
        found: `${foundWidth}×${foundHeight}`,
      }),
    );
  return Array.from({ length: channels }, (_, c) => [channelOf(scores, c), channelOf(target, c)]);
}

function channelOf({ shape, data }: Tensor, channel: number): Tensor {
  const [, , height = 1, width = 1] = shape;
  const plane = height * width;
  return createTensor([1, 1, height, width], data.slice(channel * plane, (channel + 1) * plane));
}
