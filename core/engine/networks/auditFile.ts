import { parseChain } from '../../chain';
import { message } from '../../messages';
import { auditNetwork, type Audit } from '../../network/audit';
import { fittingNetwork } from '../../network/chainNetwork';
import { readRecording } from '../../network/recording';
import { UpbenchError } from '../../tensor/errors';
import { parseNpy } from '../../tensor/npy';
import type { Shape } from '../../tensor/tensor';
import { readRegular } from '../files/regularFile';
import { auditOnnx } from './auditOnnx';
import { refuseOtherJson, refuseOtherKinds } from './kinds';
import { readNetworkFile } from './networkFile';
import type { NetworkRuntime } from './networkRuntime';
import { pictureValues } from './pictureValues';
import { fromPlanes } from './tensors';

const START = 4096;

export interface AuditFileOptions {
  readonly input: Shape | null;
  readonly picture?: string;
  readonly array?: string;
  readonly model?: string;
  readonly signal: AbortSignal;
  /** Where networks are run. @default this thread */
  readonly runtime?: NetworkRuntime | undefined;
  /** @param label the layer that is looked at, or nothing */
  readonly onProgress?: (done: number, of: number, label: string) => void;
  /** What sentences call the file. @default its path */
  readonly name?: string;
}

/** Audits a network in any accepted form: ONNX, a recording, or text. */
export async function auditFile(path: string, options: AuditFileOptions): Promise<Audit> {
  const { input, picture, array, model, signal, runtime, onProgress, name = path } = options;
  refuseOtherKinds(name);
  if (/\.onnx$/i.test(path)) {
    const file = await readNetworkFile(path, name);
    const given = array === undefined ? null : await readArray(array);
    const values =
      given !== null
        ? async (): Promise<Float32Array> => Promise.resolve(Float32Array.from(given.data))
        : picture === undefined
          ? null
          : (shape: Shape): Promise<Float32Array> => fromPlanes(shape, (planes) => pictureValues(picture, planes));
    return auditOnnx({
      file,
      input: given?.shape ?? input,
      picture: values,
      signal,
      runtime,
      ...(onProgress ? { onProgress } : {}),
    });
  }
  const bytes = await readRegular(path, { name });
  // A text has no zeros; a picture or an archive has them near its beginning.
  if (bytes.subarray(0, START).includes(0))
    throw new UpbenchError('unsupported-file', message('network-unknown-kind', { name }));
  if (/\.json$/i.test(path)) {
    const beside = path.replace(/\.json$/i, '.safetensors');
    let tensors: Uint8Array | null = null;
    try {
      tensors = await readRegular(beside, { name: name.replace(/\.json$/i, '.safetensors') });
    } catch (error) {
      if (!(error instanceof UpbenchError && error.code === 'missing-file')) throw error;
    }
    const text = new TextDecoder().decode(bytes);
    refuseOtherJson(text, name);
    const { network, activations, reaches, crops, latents } = readRecording(text, tensors, name);
    return auditNetwork(network, activations, reaches, crops, latents);
  }
  const text = new TextDecoder().decode(bytes);
  const chain = parseChain(text, input, model ?? null);
  const shape = input ?? chain.input;
  if (shape === null) throw new UpbenchError('invalid-parameter', message('source-needs-input'));
  return auditNetwork(fittingNetwork(chain, shape), new Map(), new Map());
}

async function readArray(path: string): Promise<{ readonly shape: Shape; readonly data: Float32Array | Float64Array }> {
  return parseNpy(await readRegular(path), path);
}
