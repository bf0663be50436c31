import { message } from '../../messages';
import { z } from 'zod';
import { UpbenchError } from '../../tensor/errors';
import { createTensor, elementCount, type Tensor } from '../../tensor/tensor';

/** A tensor in a message: float32, little endian, as base64, because frames are text. */
export const wireTensor = z.object({
  name: z.string().max(512),
  shape: z.array(z.number().int().min(0)).max(8),
  data: z.base64().max(2 ** 20),
});
export type WireTensor = z.infer<typeof wireTensor>;

/** Tensors taken out of one weight file by the page. */
export const keepWeightsInput = z.object({
  /** The file's name, without a folder. */
  name: z
    .string()
    .min(1)
    .max(255)
    .regex(/^[^#/\\]+$/),
  /** What the file says of itself, for results. */
  origin: z.string().max(1024).optional(),
  /** SHA-256 of the pictures they were fitted on, separated by spaces. */
  pictures: z
    .string()
    .max(2 ** 16)
    .optional(),
  tensors: z.array(wireTensor).min(1).max(64),
});

/** The tensor of a message, or a sentence why it is none. */
export function tensorFromWire({ name, shape, data }: WireTensor): Tensor {
  const binary = atob(data);
  const count = elementCount(shape);
  if (binary.length !== count * 4) {
    throw new UpbenchError(
      'shape-mismatch',
      message('wire-bytes', { bytes: count * 4, name, shape: shape.join('×'), received: binary.length }),
    );
  }
  const view = new DataView(Uint8Array.from(binary, (char) => char.charCodeAt(0)).buffer);
  return createTensor(
    shape,
    Float32Array.from({ length: count }, (_, i) => view.getFloat32(i * 4, true)),
  );
}
