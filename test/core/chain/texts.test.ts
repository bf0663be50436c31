import { describe, expect, it } from 'vitest';
import { evaluateChain, parseChain } from '../../../core/chain';

const net = (init: string, forward: string, before = ''): string =>
  `${before}\nimport torch\nimport torch.nn as nn\n\nclass Net(nn.Module):\n    def __init__(self):\n        super().__init__()\n${init
    .split('\n')
    .map((line) => `        ${line}\n`)
    .join('')}\n    def forward(self, x):\n        ${forward.split('\n').join('\n        ')}\n`;
const read = (text: string) => evaluateChain(parseChain(text, [1, 3, 16, 16]), [1, 3, 16, 16], false);

describe('names that code makes up', () => {
  it.each([
    ["self.add_module(f'up{i}', nn.ConvTranspose2d(3, 3, 2 + 2 * i, stride=2, padding=i))", "getattr(self, f'up{i}')"],
    [
      "setattr(self, 'up%d' % i, nn.ConvTranspose2d(3, 3, 2 + 2 * i, stride=2, padding=i))",
      "getattr(self, 'up{}'.format(i))",
    ],
    [
      "self.add_module('up_%s_%02d' % ('x', i), nn.ConvTranspose2d(3, 3, 2 + 2 * i, stride=2, padding=i))",
      "getattr(self, f'up_x_{i:02d}')",
    ],
    [
      "setattr(self, f'up{i + 1}', nn.ConvTranspose2d(3, 3, 2 + 2 * i, stride=2, padding=i))",
      "getattr(self, f'up{i + 1}')",
    ],
  ])('%s', (made, used) => {
    const { rows, parameters, output } = read(
      net(`for i in range(2):\n    ${made}`, `for i in range(2):\n    x = ${used}(x)\nreturn x`),
    );
    expect(rows.map(({ step }) => step.values['kernel_size'])).toEqual([2, 4]);
    expect(parameters).toBe(3 * 3 * (4 + 16) + 6);
    expect(output).toEqual([1, 3, 64, 64]);
  });

  it('are refused where they are not known, and never stand for one another', () => {
    const text = net("for i in range(2):\n    self.add_module(f'up{i / 2}', nn.ReLU())", 'return self.up0(x)');
    expect(() => read(text)).toThrow(/Line 9: .*cannot be followed/);
  });
});

describe('what has nothing to do with layers', () => {
  it.each([
    [
      'paths',
      "self.path = os.path.expanduser('~/weights')\nself.up = nn.ConvTranspose2d(3, 3, 2, stride=2)",
      'import os',
    ],
    [
      'weights',
      'self.up = nn.ConvTranspose2d(3, 3, 2, stride=2)\nn = math.sqrt(2 / self.up.weight.data[0][0].numel())',
      'import math',
    ],
    ['initialising', 'self.up = nn.ConvTranspose2d(3, 3, 2, stride=2)\nutils.initialize_weights(self)', 'import utils'],
  ])('%s: is passed over', (_, init, before) => {
    expect(read(net(init, 'return self.up(x)', before)).output).toEqual([1, 3, 32, 32]);
  });

  it.each(['nn.ConvTranspose2d(3, len(os.listdir(".")), 2, stride=2)', 'helpers.make_up(3)'])(
    '%s is refused: a layer depends on it',
    (made) => {
      expect(() => read(net(`self.up = ${made}`, 'return self.up(x)', 'import os, helpers'))).toThrow(
        'Record the network',
      );
    },
  );
});

describe('layer lines', () => {
  it.each([
    ['nn.Conv2d(3, 3 * (2 ** 2), kernel_size=5, padding=5//2)', [1, 12, 16, 16]],
    ['nn.Conv2d(3, 64 // 4 - 4, 3, padding=(1, 1 + 0))\nnn.PixelShuffle(4 / 2)', [1, 3, 32, 32]],
  ])('%s: numbers are worked out', (text, output) => {
    expect(evaluateChain(parseChain(text), [1, 3, 16, 16], false).output).toEqual(output);
  });

  it('a list of layers that nothing applies is answered with the way out', () => {
    expect(() => parseChain('layers = [\n    nn.Conv2d(3, 8, 3),\n    nn.ReLU(),\n]\n', [1, 3, 8, 8])).toThrow(
      'Record the network',
    );
  });
});
