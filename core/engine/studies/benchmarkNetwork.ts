import { inputsOf, rowOf, type BenchCase } from '../../benchmark/cases';
import type { StoredTensor } from '../../network/onnx/makeNode';
import { writeModel, type WrittenNode } from '../../network/onnx/writeModel';
import type { Tensor } from '../../tensor/tensor';

/** A case of the benchmark as an ONNX model of one or two nodes, and its input. */
export interface NetworkCase {
  readonly model: Uint8Array;
  readonly input: Tensor;
}

const constantOf = (name: string, { shape, data }: Tensor): StoredTensor => ({ name, shape, data });

/** The same values go in, and the same weights, as for every other implementation. */
export function networkCase(bench: BenchCase): NetworkCase {
  const { kind, scale, kernel = 1, padding = 0, outputPadding = 0, groups = 1 } = rowOf(bench);
  const { x, indices, weight, bias } = inputsOf(bench);
  const layer = weight && bias ? [constantOf('w', weight), constantOf('b', bias)] : [];
  const pads = [padding, padding, padding, padding];
  const scales: StoredTensor = { name: 'scales', shape: [4], data: Float32Array.of(1, 1, scale, scale) };
  const model = (nodes: readonly WrittenNode[], constants: readonly StoredTensor[]): NetworkCase => ({
    input: x,
    model: writeModel(x.shape, nodes, constants),
  });
  if (kind === 'convTranspose') {
    const attributes = [
      ['kernel_shape', [kernel, kernel]] as const,
      ['strides', [scale, scale]] as const,
      ['pads', pads] as const,
      ['output_padding', [outputPadding, outputPadding]] as const,
      ['group', groups] as const,
    ];
    return model([{ operator: 'ConvTranspose', inputs: ['x', 'w', 'b'], output: 'y', attributes }], layer);
  }
  if (kind === 'bilinear') {
    const attributes = [['mode', 'linear'] as const, ['coordinate_transformation_mode', 'half_pixel'] as const];
    return model([{ operator: 'Resize', inputs: ['x', '', 'scales'], output: 'y', attributes }], [scales]);
  }
  if (kind === 'unpool') {
    // Positions count over the whole tensor there, within one plane here.
    const [, , height = 1, width = 1] = x.shape;
    const plane = height * width;
    const positions = BigInt64Array.from(indices!.data, (at, i) =>
      BigInt(at + Math.floor(i / plane) * plane * scale ** 2),
    );
    const attributes = [['kernel_shape', [2, 2]] as const, ['strides', [2, 2]] as const];
    const constants = [{ name: 'i', shape: x.shape, data: positions }];
    return model([{ operator: 'MaxUnpool', inputs: ['x', 'i'], output: 'y', attributes }], constants);
  }
  const convolution = {
    operator: 'Conv',
    attributes: [['kernel_shape', [kernel, kernel]] as const, ['pads', pads] as const],
  };
  if (kind === 'nearestConv') {
    const attributes = [
      ['mode', 'nearest'] as const,
      ['nearest_mode', 'floor'] as const,
      ['coordinate_transformation_mode', 'asymmetric'] as const,
    ];
    return model(
      [
        { operator: 'Resize', inputs: ['x', '', 'scales'], output: 'large', attributes },
        { ...convolution, inputs: ['large', 'w', 'b'], output: 'y' },
      ],
      [scales, ...layer],
    );
  }
  const attributes = [['blocksize', scale] as const, ['mode', 'CRD'] as const];
  return model(
    [
      { ...convolution, inputs: ['x', 'w', 'b'], output: 'wide' },
      { operator: 'DepthToSpace', inputs: ['wide'], output: 'y', attributes },
    ],
    layer,
  );
}
