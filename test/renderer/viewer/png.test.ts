// @vitest-environment node
import { describe, expect, test } from 'vitest';
import { decodePng, readPngHeader } from '@renderer/viewer/worker/png';
import { encodePng, type PngPicture } from '../../helpers/pngEncoder';

async function decode(picture: PngPicture) {
  const blob = await encodePng(picture);
  const header = readPngHeader(new Uint8Array(await blob.slice(0, 33).arrayBuffer()));
  if (!header) throw new Error('no header');
  const rows: number[] = [];
  const pixels = await decodePng(
    blob,
    header,
    (_, y) => rows.push(y),
    () => undefined,
  );
  return { pixels, rows };
}

const noise = (y: number, count: number, most: number): number[] =>
  Array.from({ length: count }, (_, i) => ((i * 7919 + y * 104729 + (i ^ (y * 31)) * 37) >>> 0) % (most + 1));

describe('PNG', () => {
  for (const bitDepth of [8, 16] as const) {
    for (const samples of [1, 2, 3, 4] as const) {
      test(`${bitDepth} bits, ${samples} samples, all row filters: exactly the file's values, alpha left out`, async () => {
        const most = bitDepth === 8 ? 255 : 65535;
        const [width, height] = [37, 25];
        const picture: PngPicture = {
          width,
          height,
          samples,
          bitDepth,
          row: (y) => noise(y, width * samples, most),
          filter: (y) => (y % 5) as 0 | 1 | 2 | 3 | 4,
        };
        const { pixels, rows } = await decode(picture);
        const channels = samples >= 3 ? 3 : 1;
        expect(pixels).toMatchObject({ width, height, channels, bitDepth });
        expect(rows).toEqual(Array.from({ length: height }, (_, y) => y));
        for (let y = 0; y < height; y++) {
          const row = noise(y, width * samples, most);
          const expected = row.filter((_, i) => i % samples < channels);
          expect(Array.from(pixels.data.subarray(y * width * channels, (y + 1) * width * channels))).toEqual(expected);
        }
      });
    }
  }

  test('a file that ends early is refused in words', async () => {
    const blob = await encodePng({
      width: 9,
      height: 9,
      samples: 1,
      bitDepth: 8,
      row: () => new Array<number>(9).fill(1),
    });
    const header = { width: 9, height: 20, bitDepth: 8, samples: 1 } as const;
    await expect(
      decodePng(
        blob,
        header,
        () => undefined,
        () => undefined,
      ),
    ).rejects.toThrow('The PNG ends after 9 of 20 rows.');
  });

  test('what is not a plain PNG is left to the browser', () => {
    expect(readPngHeader(new Uint8Array(40))).toBeNull();
    expect(readPngHeader(new Uint8Array(3))).toBeNull();
  });
});
