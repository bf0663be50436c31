import { describe, expect, it } from 'vitest';
import { measurePair, metrics, protocols } from '@core/metrics';
import { createGenerator } from '@core/init/random';
import type { Rectangle } from '@core/metrics/rectangle';
import type { Raster } from '@core/tensor/raster';
import { translateReceipt } from '@renderer/composables/receiptWords';

const random = createGenerator(5);
function picture(width: number, height: number, channels: 1 | 3, bitDepth: 8 | 16): Raster {
  const values = { length: width * height * channels };
  const data =
    bitDepth === 8
      ? Uint8Array.from(values, () => Math.floor(256 * random.uniform()))
      : Uint16Array.from(values, () => Math.floor(65536 * random.uniform()));
  return { width, height, channels, bitDepth, data };
}

/** Every receipt there is: each metric under each protocol, of pictures of every kind, whole, inside and in a region. */
const receipts = new Map<string, string>();
const kinds = ([1, 3] as const).flatMap((channels) => ([8, 16] as const).map((depth) => [channels, depth] as const));
const ids = metrics.map(({ id }) => id);
function collect(width: number, height: number, options: { scale: number; crop?: number; roi?: Rectangle }): void {
  for (const [channels, depth] of kinds) {
    const pair = [picture(width, height, channels, depth), picture(width, height, channels, depth)] as const;
    for (const { id: protocol } of protocols)
      for (const one of measurePair(...pair, { ...options, protocol, ids }).metrics) receipts.set(one.protocol, one.id);
  }
}
// Large ones are made smaller by the protocols that do so, and small ones have less of a border.
collect(180, 176, { scale: 2 });
collect(400, 390, { scale: 4 });
collect(30, 50, { scale: 4 });
collect(40, 40, { scale: 2, crop: 12 });
collect(30, 40, { scale: 2, crop: 12 });
collect(60, 50, { scale: 3, roi: { x: 7, y: 5, width: 40, height: 30 } });

/** Names of metrics, standards, filters and constants: the same in every language. */
const NAMES = [
  ...['PSNR', 'PSNR-Y', 'SSIM', 'SSIM-Y', 'MS-SSIM', 'GMSD', 'FLIP', 'MSE', 'MAE', 'SSIMULACRA'],
  ...['BT', 'LDR', 'XYB', 'K1', 'K2', 'c', 'Y', 'N-1', 'm', '4K', 'rgb2gray', 'Sobel', 'Prewitt'],
];
const words = (text: string): string[] =>
  (text.match(/[A-Za-z0-9-]*[A-Za-z][A-Za-z0-9-]*/g) ?? []).filter((word) => !NAMES.includes(word));

describe('receipts', () => {
  it('of every metric are looked at', () => {
    expect(new Set(receipts.values())).toEqual(new Set(ids));
    expect(receipts.size).toBeGreaterThan(60);
    const all = [...receipts.keys()].join(' | ');
    for (const form of [/region 40×30/, /crop \d+ of the interior .+ every side/, /crop \d+ of the interior .+ above/])
      expect(all).toMatch(form);
  });

  it('are said in Chinese, every part that is not a name', () => {
    for (const receipt of receipts.keys()) {
      const chinese = translateReceipt(receipt, 'zh-CN');
      expect(words(chinese), `${receipt}: ${chinese}`).toEqual([]);
      expect(chinese).not.toContain(', ');
    }
  });

  it('lose no number on the way, and no part', () => {
    // What the words say already.
    const numbers = (text: string): string[] => (text.match(/\d+/g) ?? []).sort();
    const said = /crop 0|made smaller by 1 \(already small\)/g;
    for (const receipt of receipts.keys()) {
      const chinese = translateReceipt(receipt, 'zh-CN');
      expect(numbers(chinese), receipt).toEqual(numbers(receipt.replace(said, '')));
      expect(chinese.split('，')).toHaveLength(receipt.replace('right, ', 'right; ').split(', ').length);
    }
  });

  it('stay as they are in English, and parts that nobody knows in Chinese, too', () => {
    const receipt = 'PSNR-Y, BT.601 16-235, crop 2, range 255, not rounded';
    expect(translateReceipt(receipt, 'en')).toBe(receipt);
    expect(translateReceipt(receipt, 'zh-CN')).toBe('PSNR-Y，BT.601 16-235，四边各裁 2，值域 255，不取整');
    expect(translateReceipt('PSNR, a new part, crop 0', 'zh-CN')).toBe('PSNR，a new part，不裁边');
  });
});
