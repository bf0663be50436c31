import { noCost, type OperatorCost } from '../cost';
import { elementCount, type Shape } from '../tensor/tensor';
import { neutralParameters } from './layers';
import type { Step } from './program';

/** Parameters and multiply-adds of a step; pooling, shuffling and copying count none, activations none either. */
export function layerCost(step: Step, input: Shape, output: Shape): OperatorCost {
  const cost = ownCost(step, input, output);
  return { ...cost, parameters: cost.parameters + (step.extraParameters ?? 0) };
}

function ownCost({ kind, values, sharedWith }: Step, input: Shape, output: Shape): OperatorCost {
  if (kind === 'Conv2d' || kind === 'ConvTranspose2d') {
    const [kH, kW] = pairOf(values['kernel_size']);
    const [inC, outC, groups] = [values['in_channels'], values['out_channels'], values['groups']] as readonly number[];
    const weights = ((inC! * outC!) / groups!) * kH * kW;
    const positions = ([n = 1, , h = 1, w = 1]: Shape): number => n * h * w;
    return {
      parameters: sharedWith === undefined ? weights + (values['bias'] === true ? outC! : 0) : 0,
      macs: weights * positions(kind === 'Conv2d' ? output : input),
      macsAtOutputSize: weights * positions(output),
    };
  }
  if (kind === 'Linear') {
    const [inF, outF] = [Number(values['in_features']), Number(values['out_features'])];
    const rows = elementCount(output) / Math.max(1, outF);
    const macs = inF * outF * rows;
    const own = inF * outF + (values['bias'] === true ? outF : 0);
    return { parameters: sharedWith === undefined ? own : 0, macs, macsAtOutputSize: macs };
  }
  if (kind === 'matmul') {
    const macs = elementCount(output) * Number(values['inner'] ?? 1);
    return { parameters: 0, macs, macsAtOutputSize: macs };
  }
  if (kind === 'Upsample') {
    const taps = { bilinear: 4, bicubic: 16 }[String(values['mode'])] ?? 0;
    const macs = taps * elementCount(output);
    return { parameters: 0, macs, macsAtOutputSize: macs };
  }
  return { ...noCost, parameters: sharedWith === undefined ? neutralParameters(kind, values) : 0 };
}

/** One number or a tuple of one or two, as [height, width]. */
export function pairOf(value: unknown): readonly [number, number] {
  const [first = 1, second = first] = (Array.isArray(value) ? value : [value]) as readonly number[];
  return [first, second];
}
