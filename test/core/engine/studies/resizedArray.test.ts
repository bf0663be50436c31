import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { explainArrays } from '@core/dialects';
import { resizedArray } from '@core/engine/studies/resizedArray';
import { parseNpy } from '@core/tensor/npy';

const golden = (name: string): Uint8Array =>
  new Uint8Array(readFileSync(fileURLToPath(new URL(`../../../goldens/dialects/${name}`, import.meta.url))));

it('the rule of a picture is the rule of the same values as an array', async () => {
  const x = parseNpy(golden('x.npy'));
  const bytes = golden('opencv_INTER_LINEAR_uint8_40x60.npy');
  const a = parseNpy(bytes);
  const [height = 0, width = 0] = a.shape.slice(-2);
  const png = await sharp(Uint8Array.from(a.data), { raw: { width, height, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
  const picture = await resizedArray(new Uint8Array(png), 'phone.png');
  expect(picture).toMatchObject({ shape: [height, width], type: 'u1' });
  expect([...picture.data]).toEqual([...a.data]);
  const ids = (result: typeof a): string[] => explainArrays(x, result, null).rules.map(({ id }) => id);
  expect(ids(picture)).toEqual(ids(await resizedArray(bytes, 'phone.npy')));
  expect(ids(picture)).not.toEqual([]);
});

it('a file that is neither is refused by its name', async () => {
  await expect(resizedArray(new TextEncoder().encode('hello there'), 'notes.txt')).rejects.toThrow('notes.txt');
  await expect(resizedArray(new TextEncoder().encode('hello there'), 'x.npy')).rejects.toThrow('x.npy');
});
