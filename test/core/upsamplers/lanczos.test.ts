import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createReferenceOperators } from '@core/ops';
import { parseNpy, type NpyArray } from '@core/tensor/npy';
import { parseNpzMember } from '@core/tensor/npz';
import { createTensor } from '@core/tensor/tensor';
import { defaultUpsamplerIds, parseMethod, upsamplers } from '@core/upsamplers';
import { lanczos } from '@core/upsamplers/lanczos';
import { prepare } from '../../helpers/methods';

const folder = new URL('../../goldens/dialects/', import.meta.url);
const read = (name: string): NpyArray => parseNpy(readFileSync(new URL(name, folder)), name);
const bytes = new Uint8Array(readFileSync(new URL('more.npz', folder)));
const x = read('x.npy');
const operators = createReferenceOperators();

describe.each([
  ['pytorch', 'pillow_LANCZOS_32x48.npy'],
  ['pillow', 'pillow_LANCZOS_32x48.npy'],
  ['opencv', 'opencv_INTER_LANCZOS4_32x48.npy'],
])('as %s', (as, golden) => {
  it('makes the floats that Pillow and OpenCV make', () => {
    const image = createTensor([1, 1, 16, 24], Float32Array.from(x.data));
    const { parameters } = prepare(lanczos, { as }, 2, 1);
    const made = lanczos.run(operators, { image, scale: 2 }, parameters, null);
    const right = read(golden).data;
    expect(Math.max(...made.data.map((value, i) => Math.abs(value - right[i]!)))).toBeLessThan(2e-6);
  });
});

describe.each([
  ['pillow', 'pillow:LANCZOS uint8'],
  ['opencv', 'opencv:INTER_LANCZOS4 uint8'],
])('of 8-bit files as %s', (as, name) => {
  it.each([
    [32, 48],
    [40, 60],
    [25, 31],
  ] as const)('makes the bytes that it makes, %i x %i', (height, width) => {
    const { parameters } = prepare(lanczos, { as }, 2, 1);
    const data = Float64Array.from(x.data, (value) => Math.floor(255 * value + 0.5));
    const samples = { planes: 1, height: 16, width: 24, data };
    const made = lanczos.exactly!(parameters)!(samples, { scale: 2, size: [height, width], areBytes: true });
    expect([...made.data]).toEqual([...parseNpzMember(bytes, `${name}|${height}x${width}`).data]);
  });
});

it('is there by name, and runs only when named', () => {
  expect(parseMethod('lanczos:as=opencv')).toEqual({ id: 'lanczos', parameters: { as: 'opencv' } });
  expect(upsamplers.map(({ id }) => id)).toContain('lanczos');
  expect(defaultUpsamplerIds).not.toContain('lanczos');
});
