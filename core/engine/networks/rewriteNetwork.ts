import { editModel } from '../../network/onnx/edit';
import { phaseFormOf, shapedBy } from '../../network/onnx/phaseForm';
import { applyRewrite, rewriteLayer, type Rewrite } from '../../network/onnx/rewrite';
import { HALF } from '../../network/onnx/makeNode';
import type { Target } from '../../network/onnx/targets';
import type { Shape } from '../../tensor/tensor';
import type { Proof } from '../contract/networkSchema';
import { refuseEndless } from './endless';
import { feedOf, inputShape, randomValues } from './feeds';
import type { NetworkFile } from './networkFile';
import { NetworkRuntime } from './networkRuntime';
import type { Answers } from './runtimeMessages';
import { floatsOf } from './tensors';

/** The distance of neighbouring float16 at 1: outputs and rewritten weights are rounded to them. */
const HALF_STEP = 2 ** -10;

/** Rewrites a layer and holds the new network against the old one before anything is saved. */
export async function rewriteNetwork(
  file: NetworkFile,
  layer: string,
  to: Target,
  input: Shape | null,
  { runtime = new NetworkRuntime(), signal }: { readonly runtime?: NetworkRuntime; readonly signal?: AbortSignal } = {},
): Promise<{ readonly proof: Proof; readonly bytes: Uint8Array; readonly rewrite: Rewrite }> {
  refuseEndless(file);
  const { model, constants, bytes, external, name } = file;
  const inputs = model.graph.inputs.map((value, i) => ({
    value,
    size: inputShape(value, i === 0 ? input : null, name),
  }));
  const feeds = Object.fromEntries(
    inputs.map(({ value, size }) => [value.name, feedOf(value.type, size, randomValues(size))]),
  );
  const outputs = model.graph.outputs.map((value) => value.name);
  const isOwn = (tensor: string): boolean => inputs.some(({ value }) => value.name === tensor);
  const run = async (which: Uint8Array, watched: readonly string[]): Promise<Answers> => {
    const session = await runtime.open(editModel(which, { outputs: watched }, name), external, signal);
    try {
      return await session.run(feeds, [...new Set([...outputs, ...watched])]);
    } finally {
      await session.close();
    }
  };
  const shapes = new Map(inputs.map(({ value, size }): [string, Shape] => [value.name, size]));
  const shaped = shapedBy(model, layer);
  if (shaped !== null && !isOwn(shaped)) shapes.set(shaped, (await run(bytes, [shaped]))[shaped]!.shape);
  const found = phaseFormOf(model, constants, layer, shapes);
  const isOwnInput = isOwn(found.input);
  const watched = [found.output, ...(isOwnInput ? [] : [found.input])];
  const before = await run(bytes, watched);
  const source = isOwnInput ? feeds[found.input]! : before[found.input]!;
  const rewrite = rewriteLayer(model, constants, layer, to, shapes.set(found.input, source.shape));
  const changed = applyRewrite(bytes, rewrite, name, source.type);
  const after = await run(changed, watched);
  const difference = (tensor: string): number => {
    const [a, b] = [before[tensor]!, after[tensor]!];
    if (a.shape.join() !== b.shape.join()) return Infinity;
    let most = 0;
    const [was, is] = [floatsOf(a), floatsOf(b)];
    for (let i = 0; i < was.length; i++) most = Math.max(most, Math.abs(was[i]! - is[i]!));
    return most;
  };
  let largest = 1;
  for (const value of floatsOf(source)) largest = Math.max(largest, Math.abs(value));
  const bound = (source.type === HALF ? HALF_STEP : 1e-6) * rewrite.weightSum * largest;
  const own = difference(rewrite.output);
  return {
    proof: {
      schema: 'upbench.rewrite/1',
      layer,
      to,
      parameters: rewrite.parameters,
      input: inputs[0]?.size ?? [],
      largestDifference: { layer: own, network: Math.max(...outputs.map(difference)) },
      bound,
      holds: own <= bound,
    },
    bytes: changed,
    rewrite,
  };
}
