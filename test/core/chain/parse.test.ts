import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chainExamples, evaluateChain, parseChain, writeChain } from '../../../core/chain';
import { UpbenchError } from '../../../core/tensor/errors';
import { arbitraryChainText } from '../../helpers/arbitraryChain';

const steps = (text: string, input: readonly number[] | null = null) =>
  parseChain(text, input).steps.map(({ name, kind, inputs }) => ({ name, kind, inputs }));

describe('parseChain', () => {
  it('reads nn.Sequential with labels, positions, keywords and comments', () => {
    const chain = parseChain(`
      model = nn.Sequential(  # encoder
          nn.Conv2d(3, 64, (7, 5), 2, padding=(3, 2)),  # first
          nn.ReLU(inplace=True),
          nn.ConvTranspose2d(64, 3, kernel_size=4, stride=2, padding=1, bias=False),
      )`);
    expect(chain.steps.map(({ name }) => name)).toEqual(['conv1', 'relu1', 'model_2']);
    expect(chain.steps[0]!.values).toMatchObject({ kernel_size: [7, 5], stride: 2, padding: [3, 2], bias: true });
    expect(chain.steps[2]!.values).toMatchObject({ kernel_size: 4, bias: false, output_padding: 0 });
  });

  it('reads modules as PyTorch prints them', () => {
    const printed = `Sequential(
  (0): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))
  (act): LeakyReLU(negative_slope=0.01)
  (2): Upsample(scale_factor=2.0, mode='nearest')
)`;
    expect(steps(printed).map(({ name, kind }) => `${name} ${kind}`)).toEqual([
      'conv1 Conv2d',
      'act LeakyReLU',
      'up1 Upsample',
    ]);
  });

  it('reads a module: definitions, then forward with skip connections', () => {
    const chain = steps(
      `
class Up(nn.Module):
    def __init__(self):
        super().__init__()
        self.pool = nn.MaxPool2d(2)
        self.up = nn.ConvTranspose2d(8, 8, 2, stride=2)
        self.conv = nn.Conv2d(16, 8, 3, padding=1)
    def forward(self, x):
        a = self.pool(x)
        b = self.up(a, output_size=x.shape)
        x = torch.cat((b, x), dim=1)
        x = F.relu(self.conv(x))
        return x + b`,
      [1, 8, 8, 8],
    );
    expect(chain).toEqual([
      { name: 'pool', kind: 'MaxPool2d', inputs: ['x'] },
      { name: 'up', kind: 'ConvTranspose2d', inputs: ['pool'] },
      { name: 'cat1', kind: 'cat', inputs: ['up', 'x'] },
      { name: 'conv', kind: 'Conv2d', inputs: ['cat1'] },
      { name: 'relu1', kind: 'ReLU', inputs: ['conv'] },
      { name: 'add1', kind: 'add', inputs: ['relu1', 'up'] },
    ]);
  });

  it('a layer applied twice has its parameters once', () => {
    const chain = parseChain('conv = nn.Conv2d(4, 4, 3, padding=1)\ny = conv(x)\nz = conv(y)\n');
    const { rows, parameters } = evaluateChain(chain, [4, 8, 8]);
    expect(rows.map((row) => row.parameters)).toEqual([148, 0]);
    expect(parameters).toBe(148);
  });

  it('pairs unpooling with the latest pooling, or with the named positions', () => {
    const chain = parseChain(
      'p1, i1 = nn.MaxPool2d(2, return_indices=True)(x)\np2 = nn.MaxPool2d(2)\nu2 = nn.MaxUnpool2d(2)\nu1 = nn.MaxUnpool2d(2)(u2, i1)',
    );
    expect(chain.steps.map(({ indicesOf }) => indicesOf)).toEqual([undefined, undefined, 'p2', 'p1']);
  });

  it.each([
    ['nn.Conv2d(3, 8)', 'Line 1: Expected kernel_size for Conv2d but received nothing.'],
    ['\nnn.Conv2d(3, 8, 3, strides=2)', 'Line 2: Conv2d has no argument "strides"'],
    ['nn.Conv2d(3, 8, 3, in_channels=4)', 'Line 1: Conv2d was given in_channels twice.'],
    ['nn.Conv3d(3, 8, 3)', 'Line 1: There is no layer or function Conv3d here.'],
    ['a = torch.cat([x, y], 1)', 'Line 1: There is no result called y yet'],
    ['a = torch.cat([x, x], 2)', 'Expected dim=1 (the channels) for torch.cat but received 2.'],
    ['nn.Conv2d(3, 8, 3', 'Line 1: Expected ")" to close the call but found the end.'],
    ['a = nn.ReLU() nn.ReLU()', 'Line 1: Expected the end of the line but found "nn".'],
    ['$', 'Line 1: Expected Python but found "$".'],
    ['x[:, 3]', 'Line 1: Expected rows and columns to keep'],
    ['nn.Upsample(size=foo.shape)', 'Line 1: There is no result called foo yet'],
  ])('refuses %j with its line', (text, says) => {
    expect(() => parseChain(text)).toThrow(says);
  });
});

describe('writeChain', () => {
  it.each(chainExamples.map(({ id, text }) => [id, text]))('gives the example %s back as it is', (_, text) => {
    expect(writeChain(parseChain(text))).toBe(text);
  });

  it('read and written again nothing changes, and it means the same', () => {
    fc.assert(
      fc.property(arbitraryChainText, (text) => {
        const chain = parseChain(text);
        const written = writeChain(chain);
        const again = parseChain(written);
        expect(writeChain(again)).toBe(written);
        const meaning = ({ steps: all }: typeof chain) =>
          all.map(({ line: _line, sharedWith: _shared, ...step }) => step);
        expect(meaning(again)).toEqual(meaning(chain));
      }),
      { numRuns: 500 },
    );
  });
});

describe('any text', () => {
  const scraps = fc.constantFrom(
    'nn.',
    'Conv2d',
    'Sequential',
    '(',
    ')',
    '[',
    ']',
    ',',
    '=',
    '+',
    ':',
    '...',
    '.',
    '\n',
    ' ',
    '#',
    "'",
    '"',
    'x',
    'a',
    '3',
    '-1',
    '1e999',
    'torch.cat',
    'self.',
    'output_size=',
    'x.shape',
    'F.pad',
    '(0): ',
    'None',
    'MaxUnpool2d(2)',
    'ConvTranspose2d(1, 1, 2)',
    '\\',
    '*',
    'é',
  );
  const anything = fc.oneof(
    fc.array(scraps, { maxLength: 40 }).map((parts) => parts.join('')),
    fc.string({ maxLength: 60 }),
    arbitraryChainText,
  );

  it('gives a chain or a sentence with a line, never a crash', () => {
    fc.assert(
      fc.property(anything, fc.array(fc.tuple(fc.nat(200), scraps), { maxLength: 3 }), (text, edits) => {
        let mutated = text;
        for (const [at, scrap] of edits) mutated = mutated.slice(0, at) + scrap + mutated.slice(at + 1);
        try {
          const chain = parseChain(mutated);
          evaluateChain(chain, [3, 16, 16]);
          const written = writeChain(chain);
          expect(writeChain(parseChain(written))).toBe(written);
        } catch (error) {
          if (!(error instanceof UpbenchError)) throw error;
          expect(error.message).toMatch(/^(Line \d+: .+\.|A tensor of .+\.)$/s);
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('deep brackets are refused, not followed to the end of the stack', () => {
    expect(() => parseChain('('.repeat(50_000))).toThrow('levels of brackets');
    expect(() => parseChain('-'.repeat(50_000))).toThrow(UpbenchError);
    expect(() => parseChain(`x${'(x'.repeat(5_000)}`)).toThrow(UpbenchError);
    expect(() => parseChain(`x${'.a'.repeat(90_000)}`)).toThrow('in a row');
    expect(() => parseChain(`x${'+x'.repeat(90_000)}`)).toThrow('in a row');
  });
});
