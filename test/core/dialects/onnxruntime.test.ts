import * as ort from 'onnxruntime-web';
import { beforeAll, expect, it } from 'vitest';
import { dialects, identifyRules } from '@core/dialects';
import { createGenerator } from '@core/init';
import { resampleByRule } from '@core/ops/resampler';
import { onnxModel } from '../../helpers/onnxModel';

// Every name of ONNX Resize against the runtime itself.

beforeAll(() => {
  ort.env.wasm.numThreads = 1;
  ort.env.logLevel = 'fatal';
});

const ROUNDINGS = ['round_prefer_floor', 'round_prefer_ceil', 'floor', 'ceil'];
const [HEIGHT, WIDTH] = [7, 9];
const random = createGenerator(12);
const x = Float32Array.from({ length: HEIGHT * WIDTH }, () => random.uniform());

/** "linear half_pixel antialias=1" as attributes. */
function attributesOf(name: string): Record<string, number | string> {
  const [mode = '', coordinates = '', ...rest] = name.slice('onnx:'.length).split(' ');
  return Object.fromEntries<number | string>([
    ['mode', mode],
    ['coordinate_transformation_mode', coordinates],
    ...rest.map((word): [string, number | string] => {
      if (ROUNDINGS.includes(word)) return ['nearest_mode', word];
      const [key = '', value = ''] = word.split('=');
      return [key, Number(value)];
    }),
  ]);
}

async function run(name: string, size: readonly [number, number]): Promise<Float32Array> {
  const model = onnxModel('Resize', [[1, 1, HEIGHT, WIDTH]], attributesOf(name), 1, {
    opset: 19,
    sizes: [1, 1, ...size],
    floats: ['cubic_coeff_a'],
  });
  const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'] });
  const { y0 } = await session.run({ x0: new ort.Tensor('float32', x, [1, 1, HEIGHT, WIDTH]) });
  await session.release();
  return y0!.data as Float32Array;
}

const rows = dialects.flatMap(({ names, rule, verified }) =>
  names
    .filter((name) => name.startsWith('onnx:') && !name.includes('DepthToSpace'))
    .map((name) => [name, rule, verified] as const),
);

it.each(rows)('%s', async (name, rule, verified) => {
  for (const size of [
    [14, 18],
    [17, 22],
    [5, 6],
  ] as const) {
    const made = await run(name, size);
    const data = Float64Array.from(x);
    const right = resampleByRule(
      { planes: 1, height: HEIGHT, width: WIDTH, data },
      { height: size[0], width: size[1] },
      rule,
    );
    const worst = Math.max(...made.map((value, i) => Math.abs(value - right.data[i]!)));
    expect(worst, `${size.join('×')}`).toBeLessThan(2e-5);
  }
  expect(verified).toContain('onnxruntime');
});

it.each(['not_larger', 'not_smaller'])(
  'keep_aspect_ratio_policy=%s: one factor for both axes, the other size rounded',
  async (policy) => {
    const model = onnxModel('Resize', [[1, 1, HEIGHT, WIDTH]], { ...attributesOf('onnx:linear half_pixel'), keep_aspect_ratio_policy: policy, axes: [2, 3] }, 1, { opset: 19, sizes: [16, 23] }); // prettier-ignore
    const session = await ort.InferenceSession.create(model, { executionProviders: ['wasm'] });
    const { y0 } = await session.run({ x0: new ort.Tensor('float32', x, [1, 1, HEIGHT, WIDTH]) });
    await session.release();
    // 16 / 7 = 2.29 and 23 / 9 = 2.56: 16 x 21 by the smaller factor, 18 x 23 by the larger.
    const shape = policy === 'not_larger' ? [16, 21] : [18, 23];
    expect(y0!.dims.slice(2)).toEqual(shape);
    const { rules } = identifyRules(
      { shape: [HEIGHT, WIDTH], type: 'f4', data: x },
      { shape, type: 'f4', data: y0!.data as Float32Array },
    );
    expect(rules.flatMap(({ names }) => names)).toContain(`onnx:linear half_pixel keep_aspect_ratio_policy=${policy}`);
  },
);
