import { describe, expect, it } from 'vitest';
import { chainExamples, evaluateChain, findFixes, legalSizes, parseChain, writeChain } from '../../../core/chain';

const example = (id: string) => parseChain(chainExamples.find((one) => one.id === id)!.text);
const evaluated = (id: string) => {
  const chain = example(id);
  return { chain, evaluation: evaluateChain(chain, chain.input!) };
};
const shapes = ({ rows }: ReturnType<typeof evaluateChain>) =>
  rows.map(({ shape }) => shape?.slice(1).join('×') ?? null);

describe('evaluateChain', () => {
  it('conv 7/2/3, conv 3/2/1, convT 3/2/1/1, convT 7/2/3/1 on 3x224x224 comes back to its size', () => {
    const { evaluation } = evaluated('down-up');
    expect(shapes(evaluation)).toEqual(['64×112×112', '128×56×56', '64×112×112', '3×224×224']);
    // 9408+64, 73728+128, 73728+64, 9408+3
    expect(evaluation.rows.map(({ parameters }) => parameters)).toEqual([9472, 73856, 73792, 9411]);
    expect(evaluation.rows.map(({ macs }) => macs)).toEqual([
      9408 * 112 ** 2,
      73728 * 56 ** 2,
      73728 * 56 ** 2,
      9408 * 112 ** 2,
    ]);
    // 7; +2*2; at most 2 taps 4 apart; of the phases that follow each other, the widest reaches 19
    expect(evaluation.rows.map(({ field }) => field?.[0])).toEqual([7, 11, 15, 19]);
  });

  it('the U-Net up block: transposed convolution, skip, two convolutions', () => {
    const { evaluation } = evaluated('unet-up');
    expect(shapes(evaluation)).toEqual([
      '64×56×56',
      '128×56×56',
      '64×112×112',
      '128×112×112',
      '64×112×112',
      '64×112×112',
      '64×112×112',
      '64×112×112',
    ]);
    expect(evaluation.rows.every(({ problem, warning }) => !problem && !warning)).toBe(true);
  });

  it('says which join does not fit and what waits for it', () => {
    const { evaluation } = evaluated('unet-225');
    const cat = evaluation.rows.find(({ step }) => step.name === 'cat1')!;
    expect(cat.problem?.message).toBe('cat1 does not fit: up1 is 224×224 but enc1 is 225×225.');
    expect(evaluation.rows.slice(-2).map(({ waitsFor }) => waitsFor)).toEqual(['cat1', 'cat1']);
    expect(evaluation.parameters).toBe(829_888 + 73_792 + 195);
    expect(evaluation.rows.slice(0, 9).map(({ field }) => field?.[0])).toEqual([3, 4, 8, 10, 18, 18, 18, 22, 22]);
  });

  it.each([
    ['a = nn.Conv2d(4, 8, 3)', 'a takes 4 channels but receives 3.'],
    ['a = nn.Conv2d(3, 8, 3, groups=2)', 'Expected a divisor of in_channels=3 for groups but received 2.'],
    ['a = nn.Conv2d(3, 8, 19)', 'for kernelSize but received 19'],
    [
      'a = nn.ConvTranspose2d(3, 8, 3, stride=2, output_padding=2)',
      'less than stride or dilation) for outputPadding but received 2',
    ],
    ['a = nn.BatchNorm2d(8)', 'a takes 8 channels but receives 3.'],
    ['a = nn.PixelShuffle(2)', 'a number whose square divides the 3 channels'],
    ['a = nn.MaxUnpool2d(2)', 'a has no max-pooling before it'],
    ['a = nn.Upsample()', 'size or scaleFactor'],
    ['p = nn.MaxPool2d(2)\na = torch.cat([p, x], 1)', 'a does not fit: p is 8×8 but x is 16×16.'],
    ['p = nn.Conv2d(3, 4, 1)\na = p + x', 'a does not fit: p is 4 channels but x is 3 channels.'],
  ])('%s is refused', (text, says) => {
    const { rows } = evaluateChain(parseChain(text), [3, 16, 16]);
    expect(rows.at(-1)!.problem?.message).toContain(says);
  });
});

describe('a factor that just misses a size', () => {
  it('is said, and the size is legal all the same', () => {
    const chain = parseChain('# x: 1x88x88\nup = nn.Upsample(scale_factor=120/88)');
    const { rows, output } = evaluateChain(chain, [1, 88, 88]);
    expect(output).toEqual([1, 1, 119, 119]);
    expect(rows[0]!.warning).toContain('Use size=(120, 120).');
    expect(legalSizes(chain, [1, 88, 88]).rule).toEqual({ step: 1, remainder: 0, from: 1 });
    expect(evaluateChain(chain, [1, 80, 80]).rows[0]!.warning).toBeNull();
  });
});

describe('findFixes', () => {
  const fixesOf = (text: string, input: readonly number[]) => {
    const chain = parseChain(text);
    const evaluation = evaluateChain(chain, input);
    const row = evaluation.rows.find(({ problem, warning }) => problem !== null || warning !== null)!;
    return findFixes(chain, evaluation, row);
  };

  it('output_padding, output_size, crop and pad cure an odd size, and each of them does', () => {
    const { chain, evaluation } = evaluated('unet-225');
    const row = evaluation.rows.find(({ problem }) => problem !== null)!;
    const fixes = findFixes(chain, evaluation, row);
    expect(fixes.map(({ kind, code }) => [kind, code])).toEqual([
      ['outputPadding', 'up1.output_padding = 1'],
      ['outputSize', 'up1(dec2, output_size=enc1.shape)'],
      ['crop', 'enc1[..., :224, :224]'],
      ['pad', "F.pad(up1, (0, 1, 0, 1), mode='replicate')"],
      ['padInput', "x = F.pad(x, (0, 3, 0, 3), mode='replicate')"],
    ]);
    for (const fix of fixes) {
      const again = evaluateChain(parseChain(writeChain(fix.chain)), evaluation.input);
      expect(again.output?.slice(0, 2)).toEqual([1, 3]);
    }
  });

  it('an enlargement takes the size of the skip', () => {
    const [fix] = fixesOf(
      "p = nn.MaxPool2d(2)\nu = nn.Upsample(scale_factor=2, mode='bilinear')\nc = torch.cat([u, x], 1)",
      [3, 15, 15],
    );
    expect(fix!.code).toBe('u.size = x.shape[-2:]');
  });

  it('a wrong number of channels is set right', () => {
    const [fix] = fixesOf('nn.Conv2d(3, 8, 3)\nnn.Conv2d(4, 8, 3)', [3, 15, 15]);
    expect(fix!.code).toBe('conv2.in_channels = 8');
  });

  it('unpooling to another size than was pooled is warned of, and output_size cures it', () => {
    const [fix] = fixesOf('p = nn.MaxPool2d(2)\nu = nn.MaxUnpool2d(2)', [3, 15, 15]);
    expect(fix!.code).toBe('u(p, output_size=x.shape)');
  });
});

describe('legalSizes', () => {
  it('finds the rule and the nearest sizes by trying', () => {
    const { chain } = evaluated('unet-225');
    expect(legalSizes(chain, chain.input!)).toMatchObject({
      rule: { step: 4, remainder: 0, from: 4 },
      nearest: [220, 224, 228, 232],
    });
  });

  it('every size from the kernel on, without a join', () => {
    expect(legalSizes(parseChain('nn.Conv2d(3, 8, 7)'), [3, 40, 40]).rule).toEqual({ step: 1, remainder: 0, from: 7 });
  });

  it('no size, where none fits', () => {
    expect(legalSizes(parseChain('nn.Conv2d(4, 8, 7)'), [3, 40, 40])).toMatchObject({ rule: null, nearest: [] });
  });

  it('says each axis on its own where they differ', () => {
    const one = parseChain(
      'up = nn.ConvTranspose2d(1, 1, 16, stride=16, padding=7)\ny = up(x, output_size=(240, 200))',
    );
    expect(legalSizes(one, [1, 15, 13])).toMatchObject({
      nearest: [],
      height: { nearest: [15] },
      width: { nearest: [13] },
    });
    // From a size that does not fit, too.
    expect(legalSizes(one, [1, 16, 12])).toMatchObject({ height: { nearest: [15] }, width: { nearest: [13] } });
    const uneven = parseChain(
      'e = nn.Conv2d(3, 8, 3, padding=1)\np = nn.MaxPool2d((2, 4))\nu = nn.ConvTranspose2d(8, 8, (2, 4), stride=(2, 4))\nc = u + e',
    );
    const { height, width } = legalSizes(uneven, [3, 33, 33]);
    expect([height.rule?.step, width.rule?.step]).toEqual([2, 4]);
  });
});
