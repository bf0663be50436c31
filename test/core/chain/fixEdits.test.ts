import { describe, expect, it } from 'vitest';
import {
  applyEdits,
  chainExamples,
  evaluateChain,
  findFixes,
  fixEdits,
  parseChain,
  readText,
} from '../../../core/chain';

/** What of the text each fix changes: lines that are new. */
function changes(text: string, input: readonly number[]): Record<string, string[] | null> {
  const chain = parseChain(text, input);
  const evaluation = evaluateChain(chain, input, false);
  const row = evaluation.rows.find(({ problem, warning }) => problem !== null || warning !== null)!;
  const old = text.split('\n');
  return Object.fromEntries(
    findFixes(chain, evaluation, row).map((fix) => {
      const edits = fixEdits({ text, chain, evaluation, input, model: null }, fix);
      if (!edits) return [fix.kind, null];
      const now = applyEdits(text, edits).split('\n');
      expect(now.length - old.length).toBeLessThanOrEqual(1);
      return [fix.kind, now.filter((line) => !old.includes(line))];
    }),
  );
}

const UNET = `import torch
import torch.nn as nn
import torch.nn.functional as F

class Up(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.up = nn.ConvTranspose2d(i, o, 2, stride=2)  # doubles
        self.conv = nn.Conv2d(2 * o, o, 3, padding=1)
    def forward(self, x1, x2):
        x1 = self.up(x1)
        x = torch.cat([x2, x1], dim=1)
        return self.conv(x)

class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv2d(3, 8, 3, padding=1)
        self.b = nn.Conv2d(8, 16, 3, padding=1)
        self.c = nn.Conv2d(16, 32, 3, padding=1)
        self.u1 = Up(32, 16)
        self.u2 = Up(16, 8)
    def forward(self, x):
        a = self.a(x)
        b = self.b(F.max_pool2d(a, 2))
        c = self.c(F.max_pool2d(b, 2))
        return self.u2(self.u1(c, b), a)
`;

describe('a fix in the text of the user', () => {
  it('changes one line of layer lines', () => {
    const text = chainExamples.find(({ id }) => id === 'unet-225')!.text;
    expect(changes(text, [1, 3, 225, 225])).toEqual({
      outputPadding: ['up1 = nn.ConvTranspose2d(128, 64, 2, stride=2, output_padding=1)'],
      outputSize: ['up1 = nn.ConvTranspose2d(128, 64, 2, stride=2)(dec2, output_size=enc1.shape)'],
      crop: ['cat1 = torch.cat([up1, enc1[..., :224, :224]], 1)'],
      pad: ["cat1 = torch.cat([F.pad(up1, (0, 1, 0, 1), mode='replicate'), enc1], 1)"],
      padInput: ["x = F.pad(x, (0, 3, 0, 3), mode='replicate')"],
    });
  });

  it('in model code follows the sizes, and is left out where one layer stands for several', () => {
    expect(changes(UNET, [1, 3, 45, 61])).toEqual({
      outputPadding: null,
      outputSize: null,
      crop: ['        x = torch.cat([x2[..., :x1.shape[-2], :x1.shape[-1]], x1], dim=1)'],
      pad: [
        "        x = torch.cat([x2, F.pad(x1, (0, x2.shape[-1] - x1.shape[-1], 0, x2.shape[-2] - x1.shape[-2]), mode='replicate')], dim=1)",
      ],
      padInput: ["        x = F.pad(x, (0, 3, 0, 3), mode='replicate')"],
    });
    expect(changes(UNET, [1, 4, 48, 48])).toEqual({
      argument: ['        self.a = nn.Conv2d(4, 8, 3, padding=1)'],
    });
  });

  it('keeps names, comments and brackets over several lines', () => {
    const text =
      'e = nn.Conv2d(3, 8, 3, padding=1)  # nn.Upsample(scale_factor=2)\np = nn.MaxPool2d(2)\nu = nn.Upsample(\n    scale_factor=2,  # twice\n    mode="nearest",\n)\ns = u + e\n';
    const chain = parseChain(text);
    const evaluation = evaluateChain(chain, [1, 3, 45, 61]);
    const row = evaluation.rows.find(({ problem }) => problem !== null)!;
    const fix = findFixes(chain, evaluation, row).find(({ kind }) => kind === 'resize')!;
    const edits = fixEdits({ text, chain, evaluation, input: [1, 3, 45, 61], model: null }, fix)!;
    const now = applyEdits(text, edits);
    expect(now).toContain('mode="nearest", size=e.shape[-2:],\n)');
    expect(now).toContain('# nn.Upsample(scale_factor=2)');
    expect(evaluateChain(parseChain(now), [1, 3, 45, 61]).output).toEqual([1, 8, 45, 61]);
  });

  it('SegNet is offered the size of the encoder, and padding of its input', () => {
    const text = chainExamples.find(({ id }) => id === 'segnet')!.text;
    expect(changes(text, [1, 3, 91, 121])).toEqual({
      outputSize: ['unpool1 = nn.MaxUnpool2d(2)(dec2, output_size=enc1.shape)'],
      padInput: ["x = F.pad(x, (0, 1, 0, 1), mode='replicate')"],
    });
  });
});

describe('a text that cannot be read to its end', () => {
  it('gives the layers before the error', () => {
    const { chain, error } = readText('a = nn.Conv2d(3, 8, 3)\nb = nn.ReLU()\nc = nn.Conv2d(8\n');
    expect(chain?.steps.map(({ name }) => name)).toEqual(['a', 'b']);
    expect(error?.message).toMatch(/^Line [34]: /);
  });

  it('gives the steps of forward before what it cannot follow', () => {
    const { chain, error } = readText(
      UNET.replace('        return self.u2', '        c = some_library.magic(c)\n        return self.u2'),
      [1, 3, 48, 48],
    );
    expect(chain?.steps.map(({ name }) => name)).toEqual(['a', 'pool1', 'b', 'pool2', 'c']);
    expect(error?.message).toMatch(/^Line 27: .*some_library/);
  });

  it('is whole without an error', () => {
    expect(readText(UNET, [1, 3, 48, 48])).toMatchObject({ error: null });
    expect(readText('?', [1, 3, 48, 48])).toMatchObject({ chain: null });
  });
});
