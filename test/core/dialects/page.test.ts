import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { dialectsPage, explainArrays, dialects } from '@core/dialects';
import { parseNpy } from '@core/tensor/npy';

const folder = new URL('../../goldens/dialects/', import.meta.url);
const read = (name: string) => parseNpy(readFileSync(new URL(name, folder)), name);

it('the page "Same name, different numbers" is what the table of rules makes', () => {
  const page = readFileSync(new URL('../../../docs/same-name-different-numbers.md', import.meta.url), 'utf8');
  // Prettier lines columns up; the words are the same.
  const plain = (text: string): string => text.replace(/ +/g, ' ').replace(/-{3,}/g, '---');
  expect(plain(page)).toBe(plain(dialectsPage()));
});

it('every rule has an id of its own', () => {
  expect(new Set(dialects.map(({ id }) => id)).size).toBe(dialects.length);
  const names = dialects.flatMap((row) => row.names);
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});

it('two results come with the code that makes them agree, and a picture of where they look', () => {
  const x = read('x.npy');
  const answer = explainArrays(x, read('opencv_INTER_CUBIC_40x60.npy'), read('matlab_bicubic_40x60.npy'));
  const { agree } = answer.comparison!;
  expect(agree.map(({ like, name }) => [like, name])).toEqual([
    ['a', null],
    ['b', null],
  ]);
  expect(agree[0]!.code).toContain('y = (matrix(');
  const torch = explainArrays(x, read('torch_bilinear_align_corners=False_32x48.npy'), read('torch_bilinear_align_corners=True_32x48.npy')); // prettier-ignore
  expect(torch.comparison!.agree[1]).toMatchObject({
    like: 'b',
    framework: 'torch',
    name: 'torch:bilinear align_corners=True',
    code: "y = F.interpolate(x, size=(32, 48), mode='bilinear', align_corners=True)",
  });
  expect(torch.picture).toMatch(/^<svg [^]*<\/svg>\n$/);
  expect(torch.picture!.match(/<circle/g)).toHaveLength(20);
  // An equal pair has nothing to agree on.
  expect(explainArrays(x, read('pillow_BOX_32x48.npy'), read('pillow_BOX_32x48.npy')).comparison!.agree).toEqual([]);
});

it('of several rules that make a side, the two that differ least are compared', () => {
  const x = read('x.npy');
  const { comparison } = explainArrays(x, read('opencv_INTER_CUBIC_40x60.npy'), read('matlab_bicubic_40x60.npy'));
  // Enlarging knows no antialiasing, so nothing of it may be called a difference.
  expect(comparison!.differsIn).toEqual(['kernel', 'border']);
  expect(comparison!.rules).toEqual({ a: 'cubic a=-0.75 half-pixel replicate', b: 'cubic a=-0.5 half-pixel mirror' });
});
