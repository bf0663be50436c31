import { evaluateChain, type Chain, type Evaluation, type Row } from '../chain';
import { pairOf } from '../chain/layerCost';
import { message } from '../messages';
import { UpbenchError } from '../tensor/errors';
import type { Shape } from '../tensor/tensor';
import type { Convolution, Enlarging, Network, NetworkLayer } from './network';

/** A text whose layers all fit, as a network; refused by its line where one does not. */
export function fittingNetwork(chain: Chain, input: Shape): Network {
  const evaluation = evaluateChain(chain, input, false);
  const misfit = evaluation.rows.find((row) => row.problem !== null);
  if (misfit)
    throw new UpbenchError(
      'shape-mismatch',
      message('at-line', { line: misfit.step.line, sentence: misfit.problem!.message }),
    );
  return chainNetwork(evaluation);
}

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
      convolution: convolutionOf(row),
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

function convolutionOf({ step: { kind, values } }: Row): Convolution | null {
  if (kind !== 'Conv2d' || (values['padding_mode'] ?? 'zeros') !== 'zeros') return null;
  return {
    kernel: pairOf(values['kernel_size']),
    stride: pairOf(values['stride']),
    dilation: pairOf(values['dilation']),
    groups: Number(values['groups']),
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
