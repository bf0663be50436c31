import { message } from '../../messages';
import { axesOf, channelAxisOf } from '../../network/conventions';
import { UpbenchError } from '../../tensor/errors';
import type { RunNetworkJob, RunNetworkResult, TileProgress } from '../thread/jobs';
import { refuseEndless } from './endless';
import { feedOf, inputShape } from './feeds';
import { readNetworkFile, type NetworkFile } from './networkFile';
import type { NetworkRuntime } from './networkRuntime';
import { prepareNetwork, RunningNetwork, valuesOf, type Watch } from './networkRunner';
import { layoutOf } from './tensors';

/** Above this many values the memory of a run is estimated first. */
const FEW_VALUES = 1e4;

/** The first output of a network for an array as its first input: whole or in tiles. */
export async function runOnArray(
  { path, shape, data, tile, force, freeBytes }: RunNetworkJob,
  runtime: NetworkRuntime,
  watch: Watch,
  emit: (event: TileProgress) => void,
): Promise<RunNetworkResult> {
  const file = await readNetworkFile(path);
  const isSmall = data.length <= FEW_VALUES && tile === undefined && !isCut(file, shape);
  if (isSmall || shape.length !== 4) {
    if (tile !== undefined)
      throw new UpbenchError('shape-mismatch', message('tiles-no-picture', { shape: shape.join('×') }));
    return { ...runWhole(file, shape, data, runtime, watch), said: null };
  }
  const prepared = prepareNetwork(file, runtime, watch);
  const channelAxis = channelAxisOf(prepared.layout);
  if (shape[0] !== 1 || shape[channelAxis] !== prepared.channels[0])
    inputShape(statedOf(prepared.trial.shape, prepared.inputAxes, prepared.input.name), shape, path);
  const running = new RunningNetwork(prepared, runtime, watch);
  try {
    const { tiles, seam, isForced, ...output } = running.run(
      { shape, data },
      { tile, force, freeBytes, onTile: (done, of) => emit({ type: 'tile', done, of }) },
    );
    const said =
      tiles < 2 ? null : isForced ? message('tiles-forced', { tiles, seam }) : message('tiles-run', { tiles });
    return { shape: output.shape, data: output.data, said };
  } finally {
    running.close();
  }
}

/** Whether a network of one size gets another one. */
function isCut({ model }: NetworkFile, shape: readonly number[]): boolean {
  const [input] = model.graph.inputs;
  if (input?.shape?.length !== 4 || shape.length !== 4) return false;
  const axes = axesOf(layoutOf(input));
  return axes.some((axis) => input.shape![axis] !== null && input.shape![axis] !== shape[axis]);
}

const statedOf = (
  trial: readonly number[],
  axes: readonly number[],
  name: string,
): { readonly name: string; readonly type: number; readonly shape: (number | null)[] } => ({
  name,
  type: 1,
  shape: trial.map((size, axis) => (axes.includes(axis) ? null : size)),
});

function runWhole(
  file: NetworkFile,
  shape: readonly number[],
  data: Float32Array,
  runtime: NetworkRuntime,
  watch: Watch,
): { readonly shape: readonly number[]; readonly data: Float32Array } {
  const { model, name } = file;
  refuseEndless(file);
  const [first, ...others] = model.graph.inputs;
  const output = model.graph.outputs[0]?.name;
  if (!first || output === undefined) throw new UpbenchError('unsupported-file', message('onnx-no-input', { name }));
  if (others.length > 0)
    throw new UpbenchError(
      'unsupported-file',
      message('onnx-several-inputs', { name, names: others.map((other) => other.name) }),
    );
  const size = inputShape(first, shape, name);
  const session = runtime.openNow(file.bytes, file.external, watch.checkpoint);
  try {
    return valuesOf(session.run({ [first.name]: feedOf(first.type, size, data) }, [output])[output]!);
  } finally {
    session.close();
  }
}
