import { parseChain } from '../../chain';
import { message } from '../../messages';
import { axesOf, channelAxisOf, shapeIn } from '../../network/conventions';
import { fittingNetwork } from '../../network/chainNetwork';
import type { Network } from '../../network/network';
import { editModel } from '../../network/onnx/edit';
import { onnxNetwork } from '../../network/onnx/toNetwork';
import { UpbenchError } from '../../tensor/errors';
import { readRegular } from '../files/regularFile';
import { refuseEndless } from './endless';
import { feedOf, inputShape, randomValues } from './feeds';
import { refuseOtherKinds } from './kinds';
import { readNetworkFile } from './networkFile';
import type { NetworkRuntime } from './networkRuntime';
import { madeTensors, runShapes } from './runShapes';
import { layoutOf } from './tensors';

/** What a network costs for one input. */
export interface NetworkCost {
  readonly parameters: number;
  readonly macs: number;
  readonly macsAtOutputSize: number;
  /** [height, width] of its first output. */
  readonly output: readonly [number, number];
}

/** Counts a network's cost for inputs of any size. */
export interface NetworkCounter {
  readonly channels: number;
  at(height: number, width: number): Promise<NetworkCost>;
  close(): Promise<void>;
}

/** @param runtime where ONNX networks are run */
export async function openNetworkCounter(
  path: string,
  name: string,
  runtime: NetworkRuntime,
  signal?: AbortSignal,
): Promise<NetworkCounter> {
  refuseOtherKinds(path);
  return /\.onnx$/i.test(path) ? onnxCounter(path, name, runtime, signal) : textCounter(path);
}

function costOf(network: Network, [height = 0, width = 0]: readonly number[]): NetworkCost {
  const total = (of: 'macs' | 'macsAtOutputSize'): number =>
    network.layers.reduce((sum, layer) => sum + (layer[of] ?? 0), 0);
  const { parameters } = network;
  return { parameters, macs: total('macs'), macsAtOutputSize: total('macsAtOutputSize'), output: [height, width] };
}

async function textCounter(path: string): Promise<NetworkCounter> {
  const text = (await readRegular(path)).toString('utf8');
  const stated = parseChain(text, null, null);
  const channels = stated.input?.[1] ?? 3;
  return {
    channels,
    at: (height, width) => {
      const input = [1, channels, height, width];
      const network = fittingNetwork(parseChain(text, input, null), input);
      return Promise.resolve(costOf(network, network.outputs[0]?.shape?.slice(-2) ?? []));
    },
    close: () => Promise.resolve(),
  };
}

/** Sides on which an ONNX network is run for its shapes; whole multiples of what networks make smaller by. */
const SIDES = [32, 64] as const;

/**
 * A convolutional network's counts are bilinear in height and width: four small runs give them for any size. A fifth
 * run checks it; a network that is not like that is run at the size itself.
 */
async function onnxCounter(
  path: string,
  name: string,
  runtime: NetworkRuntime,
  signal?: AbortSignal,
): Promise<NetworkCounter> {
  const file = await readNetworkFile(path);
  refuseEndless(file);
  const { model, constants, bytes, external } = file;
  const [first] = model.graph.inputs;
  if (!first) throw new UpbenchError('unsupported-file', message('onnx-no-input', { name: path }));
  const layout = layoutOf(first);
  const channels = first.shape?.[channelAxisOf(layout)] ?? 3;
  const sides = axesOf(layout).map((axis) => first.shape?.[axis] ?? null);
  if (sides.some((side) => side !== null))
    throw new UpbenchError(
      'invalid-parameter',
      message('table-network-fixed', { name, size: (first.shape ?? []).map((side) => side ?? '?').join('×') }),
    );
  const made = madeTensors(model);
  const session = await runtime.open(editModel(bytes, { shapesOf: made, outputs: [] }, path), external, signal);
  const known = new Map<string, Promise<NetworkCost>>();
  const measured = async (height: number, width: number): Promise<NetworkCost> => {
    const inputs = model.graph.inputs.map((value, i) => ({
      ...value,
      size: inputShape(value, i === 0 ? shapeIn(layout, 1, channels, height, width) : null, path),
    }));
    const feeds = inputs.map(({ name: key, type, size }) => [key, feedOf(type, size, randomValues(size))] as const);
    const results = await session.run(Object.fromEntries(feeds));
    const given = inputs.map((value) => ({ name: value.name, shape: value.size }));
    const shapes = runShapes(model, given, made, results);
    const network = onnxNetwork(model, constants, shapes, given);
    const output = shapes.get(model.graph.outputs[0]?.name ?? '') ?? [];
    return costOf(
      network,
      axesOf(layoutOf({ shape: output })).map((axis) => output[axis] ?? 0),
    );
  };
  const once = (height: number, width: number): Promise<NetworkCost> => {
    const key = `${height} ${width}`;
    const running = known.get(key) ?? measured(height, width);
    known.set(key, running);
    return running;
  };
  const foretold = async (height: number, width: number): Promise<NetworkCost> => {
    const [low, high] = SIDES;
    const [a, b, c, d] = [await once(low, low), await once(low, high), await once(high, low), await once(high, high)];
    const u = (height - low) / (high - low);
    const v = (width - low) / (high - low);
    const of = (read: (cost: NetworkCost) => number): number =>
      Math.round((1 - u) * ((1 - v) * read(a) + v * read(b)) + u * ((1 - v) * read(c) + v * read(d)));
    return {
      parameters: a.parameters,
      macs: of(({ macs }) => macs),
      macsAtOutputSize: of(({ macsAtOutputSize }) => macsAtOutputSize),
      output: [of(({ output }) => output[0]), of(({ output }) => output[1])],
    };
  };
  return {
    channels,
    at: async (height, width) => {
      const [right, said] = [await once(96, 128), await foretold(96, 128)];
      const isBilinear = right.macs === said.macs && right.output.join() === said.output.join();
      return isBilinear ? foretold(height, width) : once(height, width);
    },
    close: () => session.close(),
  };
}
