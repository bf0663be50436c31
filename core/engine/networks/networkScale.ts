import { UpbenchError } from '../../tensor/errors';
import { axesOf } from '../../network/conventions';
import { refuseEndless } from './endless';
import { feedOf, randomValues } from './feeds';
import type { NetworkFile } from './networkFile';
import type { NetworkRuntime } from './networkRuntime';
import { layoutOf } from './tensors';

/** Sizes to try where a file leaves rows and columns open: small, and multiples of most strides. */
const TRIALS = [32, 64] as const;

/** The factor by which a network enlarges pictures; null if unknown. */
export async function networkScale(
  file: NetworkFile,
  runtime: NetworkRuntime,
  signal: AbortSignal,
): Promise<number | null> {
  const { model, bytes, external } = file;
  const [input, ...others] = model.graph.inputs;
  const [output] = model.graph.outputs;
  if (!input || !output || others.length > 0 || input.shape?.length !== 4) return null;
  const [row] = axesOf(layoutOf(input));
  const [from, to] = [input.shape[row], output.shape?.length === 4 ? output.shape[row] : null];
  if (from && to) return to / from;
  refuseEndless(file);
  const session = await runtime.open(bytes, external, signal);
  try {
    for (const side of TRIALS) {
      const shape = input.shape.map(
        (size, axis) => size ?? (axis === 0 ? 1 : axis === row || axis === row + 1 ? side : 3),
      );
      try {
        const results = await session.run({ [input.name]: feedOf(input.type, shape, randomValues(shape)) }, [
          output.name,
        ]);
        return (results[output.name]?.shape[row] ?? 0) / shape[row]!;
      } catch (error) {
        if (!(error instanceof UpbenchError) || error.code === 'cancelled') throw error;
      }
    }
    return null;
  } finally {
    await session.close();
  }
}
