import { gaussianTaps } from '@core/metrics/ssimPlane';
import type { Arrays } from '../arrays';
import type { Row } from '../rows';
import { encodeModel, type OnnxConstant, type OnnxNode } from './onnx';

/** The model of a row for ONNX Runtime, or null where its operators have no equivalent. */
export function modelOf(row: Row, arrays: Arrays): Uint8Array | null {
  const { kind, scale, padding = 0, outputPadding = 0, groups = 1 } = row;
  const shape = arrays['x']!.shape;
  const weights: OnnxConstant[] = ['w', 'b']
    .filter((name) => arrays[name])
    .map((name) => ({ name, shape: arrays[name]!.shape, data: arrays[name]!.floats }));
  const pads = [padding, padding, padding, padding];
  const two = [scale, scale];
  const scales: OnnxConstant = { name: 's', shape: [4], data: Float32Array.of(1, 1, scale, scale) };
  const model = (
    nodes: OnnxNode[],
    constants: OnnxConstant[] = weights,
    more: { name: string; shape: number[]; isIndex?: boolean }[] = [],
  ) => encodeModel({ inputs: [{ name: 'x', shape }, ...more], constants, nodes, output: 'y' });
  const resize = (output: string, attributes: Record<string, string>): OnnxNode => ({
    type: 'Resize',
    inputs: ['x', '', 's'],
    output,
    attributes,
  });
  if (kind === 'convTranspose') {
    const attributes = { strides: two, pads, output_padding: [outputPadding, outputPadding], group: groups };
    return model([{ type: 'ConvTranspose', inputs: ['x', 'w', 'b'], output: 'y', attributes }]);
  }
  if (kind === 'bilinear')
    return model([resize('y', { mode: 'linear', coordinate_transformation_mode: 'half_pixel' })], [scales]);
  if (kind === 'unpool')
    return model(
      [{ type: 'MaxUnpool', inputs: ['x', 'i'], output: 'y', attributes: { kernel_shape: [2, 2], strides: [2, 2] } }],
      [],
      [{ name: 'i', shape, isIndex: true }],
    );
  if (kind === 'nearestConv') {
    const nearest = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
    return model(
      [resize('u', nearest), { type: 'Conv', inputs: ['u', 'w', 'b'], output: 'y', attributes: { pads } }],
      [...weights, scales],
    );
  }
  const shuffle = (input: string): OnnxNode => ({
    type: 'DepthToSpace',
    inputs: [input],
    output: 'y',
    attributes: { blocksize: scale, mode: 'CRD' },
  });
  if (kind === 'convShuffle')
    return model([{ type: 'Conv', inputs: ['x', 'w', 'b'], output: 'c', attributes: { pads } }, shuffle('c')]);
  if (kind === 'shuffle') return model([shuffle('x')], []);
  const second = [{ name: 'x2', shape }];
  const mean: OnnxNode = { type: 'ReduceMean', inputs: ['m'], output: 'y', attributes: { keepdims: 0 } };
  const node = (type: string, output: string, ...inputs: string[]): OnnxNode => ({ type, inputs, output });
  if (kind === 'psnr') return model([node('Sub', 'd', 'x', 'x2'), node('Mul', 'm', 'd', 'd'), mean], [], second);
  if (kind === 'ssim') {
    const taps = Float32Array.from([...gaussianTaps(11, 1.5), ...gaussianTaps(11, 1.5), ...gaussianTaps(11, 1.5)]);
    const scalar = (name: string, value: number): OnnxConstant => ({ name, shape: [1], data: Float32Array.of(value) });
    const constants = [
      { name: 'row', shape: [3, 1, 1, 11], data: taps },
      { name: 'column', shape: [3, 1, 11, 1], data: taps },
      scalar('c1', (0.01 * 255) ** 2),
      scalar('c2', (0.03 * 255) ** 2),
      scalar('two', 2),
    ];
    const blur = (input: string): OnnxNode[] => [
      { type: 'Conv', inputs: [input, 'row'], output: `${input}_r`, attributes: { group: 3 } },
      { type: 'Conv', inputs: [`${input}_r`, 'column'], output: `${input}_b`, attributes: { group: 3 } },
    ];
    const nodes = [
      node('Mul', 'xx', 'x', 'x'),
      node('Mul', 'yy', 'x2', 'x2'),
      node('Mul', 'xy', 'x', 'x2'),
      ...['x', 'x2', 'xx', 'yy', 'xy'].flatMap(blur),
      node('Mul', 'mxx', 'x_b', 'x_b'),
      node('Mul', 'myy', 'x2_b', 'x2_b'),
      node('Mul', 'mxy', 'x_b', 'x2_b'),
      node('Sub', 'sxx', 'xx_b', 'mxx'),
      node('Sub', 'syy', 'yy_b', 'myy'),
      node('Sub', 'sxy', 'xy_b', 'mxy'),
      node('Mul', 'a0', 'mxy', 'two'),
      node('Add', 'a', 'a0', 'c1'),
      node('Mul', 'b0', 'sxy', 'two'),
      node('Add', 'bb', 'b0', 'c2'),
      node('Add', 'p0', 'mxx', 'myy'),
      node('Add', 'p', 'p0', 'c1'),
      node('Add', 'q0', 'sxx', 'syy'),
      node('Add', 'q', 'q0', 'c2'),
      node('Mul', 'ab', 'a', 'bb'),
      node('Mul', 'pq', 'p', 'q'),
      node('Div', 'm', 'ab', 'pq'),
      mean,
    ];
    return model(nodes, constants, second);
  }
  return null;
}
