import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluateChain, parseChain } from '../../../core/chain';

const folder = new URL('../../goldens/chain/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

interface Truth {
  readonly input: readonly number[];
  readonly output: readonly (readonly number[])[];
  readonly parameters: number;
  readonly applied: readonly (readonly [string, string, readonly number[], number])[];
}
const expected = JSON.parse(read('expected.json')) as Record<string, Truth>;

describe('constructs of model code, against PyTorch', () => {
  it.each(Object.keys(expected))('%s', (name) => {
    const truth = expected[name]!;
    // Two models in one text are refused until one is named.
    const model = name.includes('two_classes') ? 'Net' : null;
    if (model !== null)
      expect(() => parseChain(read(name), truth.input)).toThrow('Line 16: The text holds several models');
    const chain = parseChain(read(name), truth.input, model);
    const evaluation = evaluateChain(chain, truth.input);
    expect(evaluation.rows.filter((row) => row.problem !== null)).toEqual([]);
    const outputs = evaluation.outputs.map((of) => evaluation.rows.find((row) => row.step.name === of)?.shape);
    expect(outputs).toEqual(truth.output);
    expect(evaluation.parameters).toBe(truth.parameters);
    // Every layer PyTorch applied, in order, with its shape and parameters; torch.relu and the like come between them.
    let at = 0;
    for (const [, kind, shape, parameters] of truth.applied) {
      const found = evaluation.rows.findIndex(
        (row, i) => i >= at && row.step.kind === kind && String(row.shape) === String(shape),
      );
      expect(found, `${kind} ${String(shape)}`).toBeGreaterThanOrEqual(0);
      if (evaluation.rows[found]!.step.sharedWith === undefined)
        expect(evaluation.rows[found]!.parameters).toBe(parameters);
      at = found + 1;
    }
  });

  it('has a golden for every construct that runs', () => {
    const names = readdirSync(folder).filter((name) => /^\d\d_.*\.(py|txt)$/.test(name));
    expect(names.length).toBeGreaterThanOrEqual(31);
  });
});

describe('printed models', () => {
  it('FSRCNN under its own class name', () => {
    const chain = parseChain(read('print_fsrcnn.txt'));
    expect(chain.isPrint).toBe(true);
    expect(chain.steps.map(({ name }) => name)).toEqual([
      'first_part.0',
      'first_part.1',
      'mid_part.0',
      'mid_part.1',
      'last_part',
    ]);
  });

  it('a Sequential of parts', () => {
    const evaluation = evaluateChain(parseChain(read('print_seq.txt')), [1, 16, 16]);
    expect(evaluation.output).toEqual([1, 1, 32, 32]);
    expect(evaluation.parameters).toBe(12809);
  });

  it.each([
    [
      'Net(\n  (a): Conv2d(3, 8, kernel_size=(3, 3), stride=(1, 1), padding=same)\n  (b): Upsample(scale_factor=2.0, mode=nearest)\n)',
      2,
    ],
    ['Net(\n  (0-2): 3 x Conv2d(4, 4, kernel_size=(3, 3), stride=(1, 1), padding=(1, 1))\n)', 3],
    [
      'Net(\n  (body): Sequential(\n    (0-1): 2 x Block(\n      (c): Conv2d(4, 4, kernel_size=(1, 1), stride=(1, 1))\n      (r): ReLU(inplace=True)\n    )\n  )\n)',
      4,
    ],
  ])('%#', (text, count) => {
    expect(parseChain(text).steps).toHaveLength(count);
  });

  it.each([
    ['Net(\n  (a): PixelNorm()\n)', 'Line 2: PixelNorm is printed without what it does'],
    ['Net(\n  (a): Conv3d(3, 8, kernel_size=(3, 3, 3))\n)', 'Line 2: Conv3d'],
    [
      'Net(\n  (attn): MultiheadAttention(\n    (out_proj): Linear(in_features=8, out_features=8, bias=True)\n  )\n)',
      'MultiheadAttention',
    ],
  ])('refuses %j by name and line', (text, says) => {
    expect(() => parseChain(text)).toThrow(says);
  });
});

describe('numbers that follow from arguments', () => {
  it('a range with a step has one value per step', () => {
    const text = `class Net(nn.Module):
    def forward(self, x):
        return x + torch.arange(0, 8, 2).view(1, 1, 1, 4)
`;
    expect(evaluateChain(parseChain(text, [1, 3, 4, 4]), [1, 3, 4, 4]).output).toEqual([1, 3, 4, 4]);
  });

  it('a copy of a layer keeps what weight_norm added', () => {
    const text = `class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.utils.weight_norm(nn.Conv2d(3, 3, 3))
        self.b = copy.deepcopy(self.a)
    def forward(self, x):
        return self.b(self.a(x))
`;
    // 81 weights, 3 biases, 3 lengths, twice.
    expect(evaluateChain(parseChain(`import copy\n${text}`, [1, 3, 9, 9]), [1, 3, 9, 9]).parameters).toBe(174);
  });
});
