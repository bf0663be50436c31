import { message } from '../../messages';
import { axesOf } from '../../network/conventions';
import type { Activations, NetworkLayer } from '../../network/network';
import { auditNetwork, type Audit } from '../../network/audit';
import { editModel } from '../../network/onnx/edit';
import type { OnnxValue } from '../../network/onnx/model';
import { onnxNetwork } from '../../network/onnx/toNetwork';
import { phasesOf } from '../../network/pattern';
import type { PatternCrop } from '../../network/patternDetail';
import {
  channelSpreads,
  channelMeans,
  cropOf,
  outputRange,
  phaseDeviations,
  phaseReach,
  withoutPattern,
  reach,
} from '../../network/probe';
import { isLatent, normalValues } from './latents';
import { ENLARGERS, hiddenEnlargers } from '../../network/onnx/hidden';
import { cancelled, UpbenchError } from '../../tensor/errors';
import type { Shape } from '../../tensor/tensor';
import { feedOf, inputShape, randomValues } from './feeds';
import { refuseEndless } from './endless';
import type { NetworkFile } from './networkFile';
import { NetworkRuntime } from './networkRuntime';
import type { RunTensor, Session } from './ortSession';
import { madeTensors, runShapes } from './runShapes';
import { floatsOf, isFloat, layoutOf, fromPlanes, planesOf } from './tensors';

/** Colours of the constant probe, by channel; more channels go through them again. */
const COLOURS: readonly (readonly number[])[] = [
  [0.5, 0.5, 0.5],
  [0.8, 0.3, 0.2],
  [0.2, 0.6, 0.9],
];
const SMALLEST_PROBE = 8;
/** ONNX's number of uint8. */
const BYTES = 2;
/** Random inputs of a generator; their means tell a grid from what each of them shows. */
const LATENTS = 8;

interface AuditRequest {
  readonly file: NetworkFile;
  /** Shape of the first input; the file's own where it states one. */
  readonly input: Shape | null;
  /** Values 0 to 1 of the first input, made for its shape; random ones without it. */
  readonly picture: ((shape: Shape) => Promise<Float32Array>) | null;
  readonly signal: AbortSignal;
  /** Where networks are run. @default this thread */
  readonly runtime?: NetworkRuntime | undefined;
  readonly onProgress?: (done: number, of: number, label: string) => void;
}

/** Runs a network for its shapes and activations, feeds constant colours, and attributes the resulting pattern to its layers. */
export async function auditOnnx({
  file,
  input,
  picture,
  signal,
  runtime = new NetworkRuntime(),
  onProgress,
}: AuditRequest): Promise<Audit> {
  refuseEndless(file);
  const { model, constants, bytes, external, name } = file;
  const inputs = model.graph.inputs.map((value, i) => ({
    ...value,
    size: inputShape(value, i === 0 ? input : null, name),
  }));
  const [first] = inputs;
  if (!first) throw new UpbenchError('unsupported-file', message('onnx-no-input', { name }));
  if (model.graph.outputs.length === 0) throw new UpbenchError('unsupported-file', message('onnx-no-output', { name }));
  const made = madeTensors(model);
  const enlargers = model.graph.nodes.filter(({ operator }) => ENLARGERS.includes(operator));
  const watched = [...new Set(enlargers.flatMap((node) => [node.inputs[0] ?? '', node.outputs[0] ?? '']))].filter(
    (tensor) => made.includes(tensor),
  );
  const outputNames = model.graph.outputs.map((value) => value.name);
  const session = await runtime.open(editModel(bytes, { shapesOf: made, outputs: watched }, name), external, signal);
  try {
    const values = picture ? await picture(first.size) : await fromPlanes(first.size, randomValues);
    const feedsOf = (data: Float32Array): Record<string, RunTensor> =>
      Object.fromEntries(
        inputs.map((value, i) => [
          value.name,
          feedOf(value.type, value.size, i === 0 ? data : randomValues(value.size)),
        ]),
      );
    const results = await session.run(feedsOf(values));
    checkAborted(signal);
    const given = inputs.map((value) => ({ name: value.name, shape: value.size }));
    const network = onnxNetwork(model, constants, runShapes(model, given, made, results), given);
    const layers = network.layers.filter((layer) => layer.enlarging !== null);
    const activations = new Map(
      layers.flatMap((layer): [string, Activations][] => {
        const known = activationsOf(layer, { ...results, [first.name]: feedOf(first.type, first.size, values) });
        return known ? [[layer.name, known]] : [];
      }),
    );
    const crops = new Map<string, PatternCrop>();
    const reaches = await blame({
      file,
      layers,
      session,
      runtime,
      first,
      feedsOf,
      outputNames,
      signal,
      ...(onProgress ? { onProgress } : {}),
      picture: results,
      crops,
    });
    return auditNetwork(
      network,
      activations,
      reaches,
      crops,
      isLatent(first) && reaches.size > 0 ? LATENTS : 0,
      hiddenEnlargers(model),
    );
  } finally {
    await session.close();
  }
}

function activationsOf(layer: NetworkLayer, results: Readonly<Record<string, RunTensor>>): Activations | null {
  const input = results[layer.inputs[0] ?? ''];
  const output = results[layer.outputs[0] ?? ''];
  if (!input || input.shape.length !== 4 || !isFloat(input.type)) return null;
  return {
    inputMeans: channelMeans(floatsOf(input), input.shape),
    outputSpreads: output && isFloat(output.type) ? channelSpreads(floatsOf(output), output.shape) : null,
    phaseMeans: null,
  };
}

/** What of each layer's pattern reaches the first output, in 1/255 of its range; null where it cannot be told. */
async function blame(given: {
  readonly file: NetworkFile;
  readonly layers: readonly NetworkLayer[];
  readonly session: Session;
  readonly runtime: NetworkRuntime;
  readonly first: OnnxValue & { readonly size: Shape };
  readonly feedsOf: (data: Float32Array) => Record<string, RunTensor>;
  readonly outputNames: readonly string[];
  readonly signal: AbortSignal;
  readonly onProgress?: (done: number, of: number, label: string) => void;
  readonly picture: Readonly<Record<string, RunTensor>>;
  /** Filled with a part of what reaches the output. */
  readonly crops: Map<string, PatternCrop>;
}): Promise<Map<string, number | null>> {
  const { file, layers, session, runtime, first, feedsOf, outputNames, signal, onProgress, picture } = given;
  const reaches = new Map<string, number | null>();
  const [target = ''] = outputNames;
  const sides = axesOf(layoutOf({ shape: first.size })).map((axis) => first.size[axis] ?? 0);
  const isPicture = first.size.length === 4 && Math.min(...sides) >= SMALLEST_PROBE && isPictureType(first.type);
  const hasLatent = isLatent(first);
  if ((!isPicture && !hasLatent) || layers.length === 0) return reaches;
  const feeds = hasLatent
    ? Array.from({ length: LATENTS }, (_, i) => feedsOf(normalValues(first.size, i)))
    : await Promise.all(
        COLOURS.map(async (colour) => feedsOf(await fromPlanes(first.size, (planes) => constantOf(planes, colour)))),
      );
  const wanted = [...new Set([target, ...layers.map(({ outputs }) => outputs[0] ?? '')])];
  const clean: Record<string, RunTensor>[] = [];
  for (const each of feeds) {
    clean.push(await session.run(each, wanted));
    checkAborted(signal);
  }
  if (clean.some((result) => !isPictureType(result[target]!.type) || result[target]!.shape.length !== 4))
    return reaches;
  const outputs = clean.map((result) => planesOf(result[target]!));
  const range = outputRange(file.model, target, [...outputs.map(({ data }) => data), floatsOf(picture[target]!)]);
  for (const [i, layer] of layers.entries()) {
    onProgress?.(i, layers.length, layer.name);
    const tensor = layer.outputs[0] ?? '';
    if (!layer.enlarging || !phasesOf(layer.enlarging) || clean.some((result) => !isFloat(result[tensor]?.type))) {
      reaches.set(layer.name, null);
      continue;
    }
    // Resizing gives a constant back as it is, so nothing of it can make a grid.
    if (layer.enlarging.kind === 'Resize') {
      reaches.set(layer.name, 0);
      continue;
    }
    const stride = phasesOf(layer.enlarging)!;
    let most = 0;
    const isOutput = tensor === target;
    const { shape, type } = clean[0]![tensor]!;
    const cut = isOutput
      ? null
      : await runtime.open(
          editModel(file.bytes, { cuts: [{ name: tensor, shape, type }] }, file.name),
          file.external,
          signal,
        );
    const size = outputs[0]!.shape;
    // What a generator shows differs from latent to latent, and is no grid: only what all have in common is taken out.
    const common = hasLatent
      ? phaseDeviations(
          clean.map((result) => floatsOf(result[tensor]!)),
          shape,
          stride,
        )
      : undefined;
    const length = outputs[0]!.data.length;
    const means = hasLatent ? { whole: new Float32Array(length), bare: new Float32Array(length) } : null;
    try {
      for (const [c, result] of clean.entries()) {
        checkAborted(signal);
        const before = result[tensor]!;
        const even = withoutPattern(floatsOf(before), before.shape, stride, common);
        const [whole, bare] = [
          outputs[c]!.data,
          cut
            ? planesOf(
                (await cut.run({ ...feeds[c]!, [tensor]: feedOf(before.type, before.shape, even) }, [target]))[target]!,
              ).data
            : even,
        ];
        if (means) {
          for (let i = 0; i < whole.length; i++) {
            means.whole[i]! += whole[i]! / LATENTS;
            means.bare[i]! += bare[i]! / LATENTS;
          }
          continue;
        }
        const here = reach(whole, bare, size);
        if (here > most || !given.crops.has(layer.name)) given.crops.set(layer.name, cropOf(whole, bare, size, range));
        most = Math.max(most, here);
      }
    } finally {
      await cut?.close();
    }
    if (!means) {
      reaches.set(layer.name, (most / range) * 255);
      continue;
    }
    const { whole, bare } = means;
    const difference = whole.map((value, i) => value - bare[i]!);
    const source = layer.inputShape ?? shape;
    // Output values per input value of the layer; the layer's own output may have a border that is cut off later.
    const left =
      phaseReach(difference, size, [size[2]! / source[2]!, size[3]! / source[3]!]) ??
      phaseReach(difference, size, [(stride[0] * size[2]!) / shape[2]!, (stride[1] * size[3]!) / shape[3]!]);
    reaches.set(layer.name, left === null ? null : (left / range) * 255);
    given.crops.set(layer.name, cropOf(whole, bare, size, range));
  }
  return reaches;
}

/** Floats, and bytes, which hold 0 to 255. */
const isPictureType = (type: number): boolean => isFloat(type) || type === BYTES;

function constantOf(shape: Shape, colour: readonly number[]): Float32Array {
  const [n = 1, c = 1, h = 1, w = 1] = shape;
  const data = new Float32Array(n * c * h * w);
  for (let i = 0; i < n * c; i++) data.fill(colour[(i % c) % colour.length]!, i * h * w, (i + 1) * h * w);
  return data;
}

function checkAborted(signal: AbortSignal): void {
  if (signal.aborted) throw cancelled();
}
