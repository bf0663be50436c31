import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { applyDialect, counterpart, dialects, FRAMEWORKS, frameworkOf, namesOf } from '@core/dialects';
import { ruleInForce } from '@core/dialects/apply';
import { rulePython } from '@core/dialects/python';
import { createReferenceOperators } from '@core/ops';
import { parseNpy } from '@core/tensor/npy';
import { parseNpzMember } from '@core/tensor/npz';
import { createTensor } from '@core/tensor/tensor';
import { parseMethod, resolveParameters } from '@core/upsamplers';
import { resize } from '@core/upsamplers/resizeByRule';
import { applyEquivalent, largestDifference, prepare, randomPicture } from '../../helpers/methods';

const operators = createReferenceOperators();
const folder = new URL('../../goldens/dialects/', import.meta.url);
const x = parseNpy(readFileSync(new URL('x.npy', folder)), 'x.npy');
const image = createTensor([1, 1, 16, 24], Float32Array.from(x.data));
const context = { scale: 2, channels: 1, hasReference: true };
const { cases } = JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')) as {
  cases: readonly { readonly file: string; readonly rule: string }[];
};
const twice = cases.filter(({ file, rule }) => file.endsWith('32x48.npy') && !rule.includes('uint8'));

describe('resize:rule=', () => {
  it.each(twice)('$rule makes the array of that framework', ({ file, rule }) => {
    const { parameters } = parseMethod(`resize:rule=${rule}`);
    const made = resize.run(operators, { image, scale: 2 }, resolveParameters(resize, parameters, context), null);
    const right = parseNpy(readFileSync(new URL(file, folder)), file).data;
    expect(Math.max(...made.data.map((value, i) => Math.abs(value - right[i]!)))).toBeLessThan(2e-5);
  });

  const more = new Uint8Array(readFileSync(new URL('more.npz', folder)));
  it.each(dialects.filter(({ bytes }) => bytes !== undefined).map(({ names }) => names[0]!))(
    '%s makes its bytes',
    (rule) => {
      const exactly = resize.exactly!({ rule })!;
      const data = Float64Array.from(x.data, (value) => Math.floor(255 * value + 0.5));
      const samples = { planes: 1, height: 16, width: 24, data };
      const made = exactly(samples, { scale: 2, areBytes: true });
      expect([...made.data]).toEqual([...parseNpzMember(more, `${rule}|32x48`).data]);
    },
  );

  it('takes ids and any case, and refuses others naming those that are near', () => {
    const given = (rule: string) => resolveParameters(resize, { rule }, context)['rule'];
    expect(given('linear half-pixel replicate')).toBe('linear half-pixel replicate');
    expect(given('ONNX:Linear  asymmetric')).toBe('ONNX:Linear  asymmetric');
    expect(() => given('onnx:linear half')).toThrow('There is no rule "onnx:linear half". Near it: onnx:linear');
  });

  it.each(dialects.map(({ id, names }) => [id, names[0]!] as const))(
    '%s runs, and is its kernel inside',
    (id, rule) => {
      const picture = randomPicture([1, 1, 16, 17], 4);
      for (const given of [id, rule]) {
        const { parameters, context: own } = prepare(resize, { rule: given }, 3, 1);
        const output = resize.run(operators, { image: picture, scale: 3 }, parameters, null);
        expect(output.shape).toEqual([1, 1, 48, 51]);
        const equivalent = resize.equivalentKernel(parameters, own, null);
        if (equivalent)
          expect(largestDifference(output.data, applyEquivalent(equivalent, picture), output.shape, 18)).toBeLessThan(
            1e-5,
          );
        expect(resize.cost([1, 1, 16, 17], parameters, own).macs % (48 * 51)).toBe(0);
        expect(resize.snippet(parameters, own)).toMatch(/\n\s*y = /);
      }
    },
  );
});

describe('the switch of frameworks', () => {
  it('goes to the same rule where there is one, else to its like', () => {
    expect(counterpart('torch:bilinear align_corners=False', 'opencv')).toBe('opencv:INTER_LINEAR');
    expect(counterpart('opencv:INTER_CUBIC', 'torch')).toBe('torch:bicubic align_corners=False');
    expect(counterpart('torch:bicubic align_corners=False', 'matlab')).toMatch(/^matlab:bicubic/);
    expect(counterpart('opencv:INTER_LANCZOS4', 'pillow')).toBe('pillow:LANCZOS');
    expect(counterpart('torch:nearest', 'onnx')).toMatch(/^onnx:nearest/);
    expect(counterpart('nonsense', 'onnx')).toBe(namesOf('onnx')[0]);
  });

  it('has every framework of the table', () => {
    const ids = FRAMEWORKS.map(({ id }) => id);
    for (const name of dialects.flatMap(({ names }) => names)) expect(ids).toContain(frameworkOf(name));
    for (const id of ids) expect(namesOf(id).length).toBeGreaterThan(0);
  });
});

const python = '/usr/bin/python3';
const hasTorch = (() => {
  try {
    execFileSync(python, ['-c', 'import torch, scipy'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
})();

it.skipIf(!hasTorch)(
  'the snippets run in PyTorch and make what the rules make, larger and smaller',
  () => {
    const picture = randomPicture([1, 2, 17, 19], 8);
    const samples = { planes: 2, height: 17, width: 19, data: Float64Array.from(picture.data) };
    const rows = dialects.filter(({ bytes }) => bytes === undefined);
    const sizes = [
      { height: 51, width: 57 },
      { height: 7, width: 8 },
      { height: 30, width: 7 },
    ] as const;
    const cases = sizes.flatMap((size) => rows.map((row) => ({ row, size })));
    const programs = cases.map(({ row, size }) =>
      rulePython(ruleInForce(row, samples, size), [size.height, size.width], row).join('\n'),
    );
    const snippets = rows.map(({ names }) => resize.snippet({ rule: names[0]! }, { ...context, scale: 3 }));
    const script = [
      'import json, sys, torch, torch.nn.functional as F',
      'given = json.load(sys.stdin)',
      'out = []',
      'for code in given["programs"]:',
      '    scope = {"x": torch.tensor(given["x"]).reshape(1, 2, 17, 19), "torch": torch, "F": F}',
      '    exec(code, scope)',
      '    out.append(scope["y"].flatten().tolist())',
      'print(json.dumps(out))',
    ].join('\n');
    const answer = execFileSync(python, ['-c', script], {
      input: JSON.stringify({ programs: [...programs, ...snippets], x: [...picture.data] }),
      maxBuffer: 1e9,
    });
    const made = JSON.parse(String(answer)) as number[][];
    // A snippet of the method is the rule at three times the size, which is the first of the sizes.
    for (const [i, { row, size }] of [...cases, ...cases.slice(0, rows.length)].entries()) {
      const right = applyDialect(row, samples, size).data;
      const worst = Math.max(...made[i]!.map((value, at) => Math.abs(value - right[at]!)));
      expect(worst, `${row.id} ${size.height}`).toBeLessThan(2e-5);
    }
  },
  120_000,
);
