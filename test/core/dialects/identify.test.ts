import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyDialect, compareResults, dialects, explainArrays, findDialect, identifyRules } from '@core/dialects';
import { rulePython } from '@core/dialects/python';
import { createGenerator } from '@core/init';
import { parseNpy, type NpyArray } from '@core/tensor/npy';
import { listNpz, parseNpzMember } from '@core/tensor/npz';

const folder = new URL('../../goldens/dialects/', import.meta.url);
const { cases } = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')) as {
  cases: readonly { readonly file: string; readonly rule: string }[];
};
const read = (name: string): NpyArray => parseNpy(readFileSync(new URL(name, folder)), name);
const x = read('x.npy');
const array = (shape: readonly number[], data: Float64Array, type = 'f4'): NpyArray => ({
  shape,
  type,
  data: Float32Array.from(data),
});

const planes = ({ shape, data }: NpyArray) => ({
  planes: 1,
  height: shape[0]!,
  width: shape[1]!,
  data: Float64Array.from(data),
});

it('covers every array there is', () => expect(cases.length).toBe(85));

it.each(cases)('names $rule of $file', ({ file, rule }) => {
  const { rules, nearest } = identifyRules(x, read(file));
  expect(rules.flatMap(({ names }) => names)).toContain(rule);
  expect(nearest).toBeNull();
});

const more = new Uint8Array(readFileSync(new URL('more.npz', folder)));
const ours = new Set(dialects.flatMap(({ names }) => names));
const moreCases = listNpz(more, 'more.npz').filter((name) => name !== 'x');

it('covers the bytes of OpenCV and Pillow, and scikit-image', () => expect(moreCases.length).toBe(93));

it.each(moreCases)('names the rule of %s', (name) => {
  const rule = name.split('|')[0]!;
  // Picking a pixel is the same in bytes and in floats.
  const own = ours.has(rule) ? rule : rule.replace(' uint8', '');
  const { rules } = identifyRules(x, parseNpzMember(more, name, 'more.npz'));
  expect(rules.flatMap(({ names }) => names)).toContain(own);
});

const scales = new Uint8Array(readFileSync(new URL('scales.npz', folder)));
const scaleCases = listNpz(scales, 'scales.npz');

it('covers given factors of PyTorch and OpenCV, and more orders of scikit-image', () =>
  expect(scaleCases.length).toBe(22));

it.each(scaleCases)('names the rule and the factor of %s', (name) => {
  const { rules, nearest } = identifyRules(x, parseNpzMember(scales, name, 'scales.npz'));
  expect(rules.flatMap(({ names }) => names)).toContain(name.split('|')[0]);
  expect(nearest).toBeNull();
});

it('knows that PyTorch copies an axis whose size stays, whatever the factor', () => {
  // F.interpolate(x, scale_factor=1.1, mode='bilinear'): 2 rows stay 2, 11 columns become 12.
  const input = array(
    [2, 11],
    Float64Array.from({ length: 22 }, (_, i) => (i * i) % 7),
  );
  const at = (d: number): number => Math.max(0, (d + 0.5) / 1.1 - 0.5);
  const result = array(
    [2, 12],
    Float64Array.from({ length: 24 }, (_, i) => {
      const [row, x] = [Math.floor(i / 12), at(i % 12)];
      const [i0, t] = [Math.floor(x), x % 1];
      const pixel = (column: number): number => input.data[row * 11 + Math.min(column, 10)]!;
      return Math.fround((1 - t) * pixel(i0) + t * pixel(i0 + 1));
    }),
  );
  const name = 'torch:bilinear align_corners=False scale_factor=1.1 recompute_scale_factor=False';
  const { rules } = identifyRules(input, result);
  expect(rules.flatMap(({ names }) => names)).toEqual([name]);
  const steps = rulePython(findDialect('torch:bilinear align_corners=False').rule, [2, 12], rules[0]!);
  expect(steps.join()).toContain('1 if m == m_in else 1 / 1.1');
});

it('writes code with the factor that was given, and says that it is in the positions', () => {
  const name = 'torch:bilinear align_corners=False scale_factor=1.3 recompute_scale_factor=False';
  const given = parseNpzMember(scales, name, 'scales.npz');
  const bySize = applyDialect(findDialect('torch:bilinear align_corners=False'), planes(x), { height: 20, width: 31 });
  const answer = explainArrays(x, given, array([20, 31], bySize.data));
  expect(answer.rules[0]!.code[name]).toBe(
    "y = F.interpolate(x, scale_factor=1.3, mode='bilinear', align_corners=False, recompute_scale_factor=False)",
  );
  expect(answer.comparison).toMatchObject({ differsIn: ['coordinates'], scales: { a: 1.3, b: null } });
  expect(answer.comparison!.agree.map(({ like }) => like)).toEqual(['a', 'b']);
  expect(answer.picture).toContain('×1.3');
});

it('writes a factor with as many digits as its floors need', () => {
  const random = createGenerator(5);
  const input = array(
    [30, 31],
    Float64Array.from({ length: 930 }, () => Math.fround(random.uniform())),
  );
  const size = { height: 10, width: 10, scale: 1 / 3 };
  const made = applyDialect(findDialect('torch:bilinear align_corners=False'), planes(input), size);
  const { rules } = identifyRules(input, array([10, 10], made.data));
  const names = rules.flatMap((rule) => rule.names).join();
  const [text = ''] = /(?<=scale_factor=)[\d.]+/.exec(names) ?? [];
  expect([30, 31].map((side) => Math.floor(side * Number(text)))).toEqual([10, 10]);
});

describe('values that are no numbers', () => {
  const right = read('torch_area_32x48.npy');
  const holed = { ...right, data: Float32Array.from(right.data, (v, i) => (i === 700 ? NaN : v)) };

  it('are left out of a result and counted', () => {
    const { rules, leftOut } = identifyRules(x, holed);
    expect(rules.flatMap(({ names }) => names)).toContain('torch:area');
    expect(leftOut).toBe(1);
    const { comparison } = explainArrays(x, right, holed);
    expect(Number.isFinite(comparison!.maxDifference)).toBe(true);
  });

  it('refuse a result that is nothing else, and an input with any', () => {
    const none = { ...right, data: right.data.map(() => NaN) as Float32Array };
    expect(() => identifyRules(x, none)).toThrow('all 1536 of its values are NaN or infinite');
    expect(() => identifyRules({ ...x, data: x.data.map((v, i) => (i === 3 ? Infinity : v)) as Float32Array }, right)).toThrow('1 of its 384 values'); // prettier-ignore
  });
});

it('names the rule of 200 random arrays, with an equal one beside it at most', () => {
  const random = createGenerator(26);
  const floats = dialects.filter(({ bytes }) => bytes === undefined);
  for (let i = 0; i < 200; i++) {
    const side = (): number => 5 + Math.floor(30 * random.uniform());
    const [height, width, oh, ow] = [side(), side(), side(), side()];
    const dialect = floats[Math.floor(floats.length * random.uniform())]!;
    const data = Float64Array.from({ length: height * width }, () => Math.fround(random.uniform()));
    const source = { planes: 1, height, width, data };
    const made = applyDialect(dialect, source, { height: oh, width: ow });
    const { rules } = identifyRules(array([height, width], data), array([oh, ow], made.data));
    expect(rules.map(({ id }) => id)).toContain(dialect.id);
  }
});

describe('arrays of no rule', () => {
  it('are given none, but the nearest and how far it is', () => {
    const random = createGenerator(5);
    for (let i = 0; i < 50; i++) {
      const noise = Float64Array.from({ length: 32 * 48 }, () => random.uniform());
      const { rules, nearest } = identifyRules(x, array([32, 48], noise));
      expect(rules).toEqual([]);
      expect(nearest!.maxDifference).toBeGreaterThan(0.1);
    }
  });

  it('a little wrong are given none', () => {
    const right = read('torch_area_32x48.npy');
    const data = Float64Array.from(right.data);
    data[700] = data[700]! + 0.001;
    expect(identifyRules(x, array([32, 48], data)).rules).toEqual([]);
  });

  it('of shapes that no resizing makes are refused', () => {
    expect(() => identifyRules(x, array([1, 32, 48], new Float64Array(32 * 48)))).toThrow(/by resizing/);
  });
});

it('tells pixel shuffle from its other order of channels', () => {
  const data = Float64Array.from({ length: 8 * 3 * 2 }, (_, i) => i);
  const input = array([8, 3, 2], data);
  const made = (from: (k: number, i: number, j: number) => number): NpyArray => {
    const out = new Float64Array(2 * 6 * 4);
    for (let k = 0; k < 2; k++)
      for (let y = 0; y < 6; y++)
        for (let z = 0; z < 4; z++)
          out[(k * 6 + y) * 4 + z] = data[(from(k, y % 2, z % 2) * 3 + (y >> 1)) * 2 + (z >> 1)]!;
    return array([2, 6, 4], out);
  };
  const names = (result: NpyArray) => identifyRules(input, result).rules.flatMap((rule) => rule.names);
  expect(names(made((k, i, j) => k * 4 + i * 2 + j))).toEqual(['torch:pixel_shuffle', 'onnx:DepthToSpace CRD']);
  expect(names(made((k, i, j) => (i * 2 + j) * 2 + k))).toEqual(['onnx:DepthToSpace DCR', 'tensorflow:depth_to_space']);
});

it('tells the order of channels of arrays with channels last', () => {
  // [3, 2, 8] -> [6, 4, 2], as tf.nn.depth_to_space moves them.
  const data = Float64Array.from({ length: 48 }, (_, i) => i);
  const out = new Float64Array(48);
  for (let y = 0; y < 6; y++)
    for (let z = 0; z < 4; z++)
      for (let k = 0; k < 2; k++)
        out[(y * 4 + z) * 2 + k] = data[((y >> 1) * 2 + (z >> 1)) * 8 + ((y % 2) * 2 + (z % 2)) * 2 + k]!;
  const { rules } = identifyRules(array([3, 2, 8], data), array([6, 4, 2], out));
  expect(rules.map(({ id }) => id)).toEqual(['shuffle DCR']);
});

it('says in what two results differ, and where', () => {
  const answer = compareResults(x, read('torch_bilinear_align_corners=False_32x48.npy'), read('torch_bilinear_align_corners=True_32x48.npy')); // prettier-ignore
  expect(answer.differsIn).toEqual(['coordinates']);
  expect(answer.positions.a?.[0]).toBe(-0.25);
  expect(answer.positions.b?.[0]).toBe(0);
  expect(answer.maxDifference).toBeGreaterThan(0.01);
});
