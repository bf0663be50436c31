import { message } from '../../messages';
import { cancelled, UpbenchError } from '../../tensor/errors';
import { halfToNumber } from '../../tensor/npy';
import type { Shape } from '../../tensor/tensor';
import { feedOf, inputShape } from './feeds';
import type { NetworkFile } from './networkFile';
import { openSession } from './ortSession';

/** The first output of a network for an array as its first input. */
export async function runOnArray(
  { model, bytes, external, name }: NetworkFile,
  input: { readonly shape: Shape; readonly data: ArrayLike<number> },
  signal: AbortSignal,
): Promise<{ readonly shape: Shape; readonly data: Float32Array }> {
  const [first, ...others] = model.graph.inputs;
  const output = model.graph.outputs[0]?.name;
  if (!first || output === undefined) throw new UpbenchError('unsupported-file', message('onnx-no-input', { name }));
  if (others.length > 0)
    throw new UpbenchError(
      'unsupported-file',
      message('onnx-several-inputs', { name, names: others.map((other) => other.name) }),
    );
  const size = inputShape(first, input.shape, name);
  const session = await openSession(bytes, external);
  try {
    if (signal.aborted) throw cancelled();
    const results = await session.run({ [first.name]: feedOf(first.type, size, Float32Array.from(input.data)) }, [
      output,
    ]);
    const { shape, type, data } = results[output]!;
    const numbers =
      type === 10
        ? Float32Array.from(data as Uint16Array, halfToNumber)
        : Float32Array.from(data as ArrayLike<number | bigint>, Number);
    return { shape, data: numbers };
  } finally {
    await session.close();
  }
}
