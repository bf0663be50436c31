import { describe, expect, it } from 'vitest';
import { auditNetwork } from '@core/network/audit';
import { fittingNetwork } from '@core/network/chainNetwork';
import { onnxNetwork, Constants } from '@core/network/onnx/toNetwork';
import { readOnnx } from '@core/network/onnx/model';
import { replacementsOf } from '@core/network/replacements';
import { parseChain } from '@core/chain';
import { say } from '@core/messages';
import type { Network } from '@core/network/network';
import { graphNode, onnxModel, storedTensor } from '../../helpers/madeOnnx';

const zeros = (name: string, ...shape: number[]): Uint8Array =>
  storedTensor(name, shape, new Float32Array(shape.reduce((total, size) => total * size, 1)));

function fromText(lines: string, input: readonly number[]): Network {
  return fittingNetwork(parseChain(lines, input, null), input);
}
function fromOnnx(
  nodes: readonly Uint8Array[],
  tensors: readonly Uint8Array[],
  shapes: Readonly<Record<string, readonly number[]>>,
): Network {
  const model = readOnnx(onnxModel({ nodes, tensors, input: shapes['x']! }));
  const constants = new Constants(model, new Map(), 'made.onnx');
  return onnxNetwork(model, constants, new Map(Object.entries(shapes)), [{ name: 'x', shape: shapes['x']! }]);
}
const offers = (network: Network, place = 0) =>
  replacementsOf(network.layers[place]!, network).map(({ text, ...rest }) => ({ ...rest, text: say(text) }));

describe('what could stand in a layer’s place', () => {
  it('is the same for a text and for its ONNX file, with the bias counted', () => {
    const text = fromText('up = nn.ConvTranspose2d(3, 4, 3, stride=2, padding=1, output_padding=1)', [1, 3, 8, 9]);
    const attributes = { strides: [2, 2], pads: [1, 1, 1, 1], output_padding: [1, 1], kernel_shape: [3, 3] };
    const file = fromOnnx(
      [graphNode('ConvTranspose', ['x', 'w', 'b'], 'y', attributes)],
      [zeros('w', 3, 4, 3, 3), zeros('b', 4)],
      { x: [1, 3, 8, 9], y: [1, 4, 16, 18] },
    );
    expect(offers(text)).toEqual(offers(file));
    expect(offers(text).map(({ parameters }) => parameters)).toEqual([3 * 16 * 4 + 16, 3 * 4 * 16 + 4, 3 * 4 * 9 + 4]);
    const bare = fromText('up = nn.ConvTranspose2d(3, 4, 4, stride=2, padding=1, bias=False)', [1, 3, 8, 9]);
    expect(offers(bare)[0]!.parameters).toBe(3 * 16 * 9);
  });

  it('merges nearest resizing with the convolution behind it, whatever its side', () => {
    const network = fromText(
      "up = nn.Upsample(scale_factor=2, mode='nearest')\nconv = nn.Conv2d(4, 6, 5, padding=2, groups=2)",
      [1, 4, 8, 9],
    );
    expect(offers(network).at(-1)).toEqual({
      kind: 'conv-transpose',
      parameters: 2 * 6 * 36 + 6,
      macs: 2 * 6 * 36 * 72,
      exact: true,
      text: 'With the 5x5 convolution behind it, the same function as one transposed convolution k6 s2.',
    });
    const strided = fromText(
      "up = nn.Upsample(scale_factor=2, mode='nearest')\nconv = nn.Conv2d(4, 6, 3, stride=2, padding=1)",
      [1, 4, 8, 9],
    );
    expect(offers(strided)).toHaveLength(2);
  });

  it('counts resizing that makes smaller like a text does', () => {
    const text = fromText("y = F.interpolate(x, size=(4, 5), mode='bilinear', align_corners=False)", [1, 3, 8, 9]);
    const file = fromOnnx(
      [graphNode('Resize', ['x', '', 's'], 'y', { mode: 'linear' })],
      [storedTensor('s', [4], Float32Array.of(1, 1, 0.5, 5 / 9))],
      { x: [1, 3, 8, 9], y: [1, 3, 4, 5] },
    );
    expect(file.layers[0]!.macs).toBe(3 * 4 * 5 * 4);
    expect(file.layers[0]!.macs).toBe(text.layers.at(-1)!.macs);
  });

  it('counts no ones and zeros of a norm that the exporter wrote into the code', () => {
    const norm = (scale: string, shift: string) =>
      fromOnnx(
        [
          graphNode('Conv', ['x', 'w'], 'c', { kernel_shape: [1, 1] }),
          graphNode('Constant', [], 'one', { value: { tensor: storedTensor('', [4], Float32Array.of(1, 1, 1, 1)) } }),
          graphNode('Constant', [], 'nought', { value: { tensor: storedTensor('', [4], new Float32Array(4)) } }),
          graphNode('InstanceNormalization', ['c', scale, shift], 'y'),
        ],
        [zeros('w', 4, 3, 1, 1), zeros('scale', 4), zeros('shift', 4)],
        { x: [1, 3, 8, 9], c: [1, 4, 8, 9], y: [1, 4, 8, 9] },
      ).parameters;
    expect(norm('one', 'nought')).toBe(12);
    expect(norm('scale', 'shift')).toBe(20);
  });

  it('says that a layer of volumes enlarges, though it is not audited', () => {
    const network = fromOnnx(
      [graphNode('ConvTranspose', ['x', 'w'], 'y', { kernel_shape: [2, 2, 2], strides: [2, 2, 2] })],
      [zeros('w', 1, 1, 2, 2, 2)],
      { x: [1, 1, 4, 4, 4], y: [1, 1, 8, 8, 8] },
    );
    const { verdict } = auditNetwork(network, new Map(), new Map());
    expect(verdict.map((each) => say(each)).join(' ')).toMatch(/enlarges in 3 dimensions\.$/);
  });
});
