import type { Evaluation, Row } from '../chain';
import { pairOf } from '../chain/layerCost';
import type { Enlarging, Network, NetworkLayer } from './network';

/** A followed text as a network: shapes and costs are known, weights and activations are not. */
export function chainNetwork(evaluation: Evaluation): Network {
  const { rows, input, outputs } = evaluation;
  const layers = rows.map((row): NetworkLayer => {
    const enlarging = enlargingOf(row);
    return {
      name: row.step.name,
      kind: enlarging?.kind ?? row.step.kind,
      inputs: row.step.inputs,
      outputs: [row.step.name],
      inputShape: row.inputShapes[0] ?? null,
      outputShape: row.shape,
      parameters: row.parameters,
      macs: row.macs,
      macsAtOutputSize: row.macsAtOutputSize,
      enlarging,
    };
  });
  return {
    source: 'text',
    inputs: [{ name: 'x', shape: input }],
    outputs: outputs.map((name) => ({ name, shape: rows.find(({ step }) => step.name === name)?.shape ?? null })),
    layers,
    parameters: evaluation.parameters,
    opaque: [],
  };
}

function enlargingOf({ step, inputShapes, shape }: Row): Enlarging | null {
  const [input] = inputShapes;
  if (!input || !shape || input.length !== 4 || shape.length !== 4) return null;
  if (shape[2]! <= input[2]! && shape[3]! <= input[3]!) return null;
  const { kind, values } = step;
  const none = {
    outputPadding: [0, 0],
    dilation: [1, 1],
    groups: 1,
    mode: null,
    alignCorners: false,
    weight: null,
    bias: null,
  } as const;
  const ratio = [shape[2]! / input[2]!, shape[3]! / input[3]!] as const;
  switch (kind) {
    case 'ConvTranspose2d':
      return {
        ...none,
        kind,
        stride: pairOf(values['stride']),
        kernel: pairOf(values['kernel_size']),
        padding: pairOf(values['padding']),
        outputPadding: pairOf(values['output_padding']),
        dilation: pairOf(values['dilation']),
        groups: Number(values['groups']),
      };
    case 'Upsample':
      return {
        ...none,
        kind: 'Resize',
        stride: ratio,
        kernel: null,
        padding: [0, 0],
        mode: String(values['mode']),
        alignCorners: values['align_corners'] === true,
      };
    case 'PixelShuffle':
      return { ...none, kind, stride: pairOf(values['upscale_factor']), kernel: null, padding: [0, 0] };
    case 'MaxUnpool2d':
      return {
        ...none,
        kind,
        stride: pairOf(values['stride'] ?? values['kernel_size']),
        kernel: pairOf(values['kernel_size']),
        padding: pairOf(values['padding']),
      };
    default:
      return null;
  }
}
