import { describe, expect, it } from 'vitest';
import {
  candidateNameFor,
  isCandidateName,
  lowFinder,
  outputFinder,
  patternOf,
  stemOf,
} from '@core/experiment/givenNames';

const files = (...names: readonly string[]) => names.map((file) => ({ file, folders: file.split('/').slice(0, -1) }));
const names = (found: readonly { readonly file: string }[]): string[] => found.map(({ file }) => file);

describe('the outputs of a picture', () => {
  it.each<[string, readonly string[], string | null, readonly string[]]>([
    ['a/cat.png', ['cat.jpg', 'dog.png'], null, ['cat.jpg']],
    ['cat.png', ['out/cat.png', 'cat__out.png'], '{file}__out', ['out/cat.png']],
    ['cat.png', ['cat__out.png', 'cat__out.jpg'], '{file}__out', ['cat__out.png', 'cat__out.jpg']],
    ['cat.png', ['cat_x2.png', 'cat_x3.png'], '{file}_x{scale}', ['cat_x2.png']],
    ['cat.png', ['cat_x2.png', 'cat_x2.npy'], '{file}_x2.npy', ['cat_x2.npy']],
    ['a+b(1).png', ['a+b(1)_sr_9.png', 'aab1_sr_9.png'], '{file}_sr_*', ['a+b(1)_sr_9.png']],
    ['$&.png', ['x.png'], '{file}__out', []],
  ])('%s among %j by %s', (picture, all, pattern, found) => {
    expect(names(outputFinder(files(...all), pattern, 2)(picture))).toEqual(found);
  });

  it('the pattern is found from the names, where one fits most pictures', () => {
    expect(patternOf(['a.png', 'b.png'], ['a__sr.png', 'b__sr.png', 'a__old.png'])).toBe('{file}__sr');
    expect(patternOf(['cat.png'], ['dog.png'])).toBeNull();
  });
});

describe('the small picture of an original', () => {
  it.each<[string, readonly string[], number | undefined, readonly string[]]>([
    ['0001.png', ['0001x2.png', '0001x4.png'], 4, ['0001x4.png']],
    ['img_001_SRF_2_HR.png', ['img_001_SRF_2_LR.png'], undefined, ['img_001_SRF_2_LR.png']],
    ['baby.png', ['LRBI/x2/baby.png', 'LRBI/x3/baby.png'], 3, ['LRBI/x3/baby.png']],
    ['a.png', ['a.png', 'a_LR.png'], undefined, ['a.png']],
    ['a.png', ['a__input_x2.png'], 2, ['a__input_x2.png']],
    ['a.png', ['ab.png'], undefined, []],
  ])('%s among %j at %s', (original, all, scale, found) => {
    expect(names(lowFinder(files(...all))(original, scale))).toEqual(found);
  });
});

describe('names of candidates', () => {
  it.each<[string, readonly string[], string]>([
    ['my net (v2)', [], 'my-net-v2'],
    ['nearest', [], 'out-nearest'],
    ['网络', ['out-1'], 'out-2'],
    ['mine', ['mine', 'mine-2'], 'mine-3'],
    ['..', [], 'out-1'],
    ['x'.repeat(90), [], 'x'.repeat(56)],
  ])('%s beside %j', (text, taken, name) => {
    expect(candidateNameFor(text, taken)).toBe(name);
    expect(isCandidateName(name)).toBe(true);
  });
  it('are no key of a method or of a picture', () => {
    for (const name of ['bicubic', 'reference', 'input', 'a b', '', '-a', 'a#2'])
      expect(isCandidateName(name)).toBe(false);
    expect(stemOf('C:\\out\\a.b.png')).toBe('a.b');
  });
});
