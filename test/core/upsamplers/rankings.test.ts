import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { rankings, rankedCost } from '@core/upsamplers/rankings';

const of = (id: string) => rankedCost(rankings.find((row) => row.id === id)!);

describe('what texts rank', () => {
  it('is counted: 64 channels, 32x32 to 64x64', () => {
    expect(of('bilinear')).toMatchObject({ macs: 64 * 64 * 64 * 4, parameters: 0 });
    expect(of('unpooling').macs).toBe(0);
    expect(of('convTransposeMixed')).toMatchObject({ macs: 64 * 64 * 32 * 32 * 16, parameters: 64 * 64 * 16 });
    expect(of('convTransposeApart').macs).toBe(of('bilinear').macs);
    expect(of('nearestConv')).toMatchObject({ macs: 2.25 * of('convTransposeMixed').macs, parameters: 64 * 64 * 9 });
    expect(of('pixelShuffle')).toMatchObject({ macs: of('nearestConv').macs, parameters: 4 * 64 * 64 * 9 });
    expect(of('unpoolingConv').macs).toBe(of('nearestConv').macs);
  });

  it('says of each what the page of documentation says', () => {
    const page = readFileSync('docs/method-guide.md', 'utf8');
    for (const text of ['| 67.1 M | 64 | 65 536 |', '| 151 M | 144 | 36 864 |', '| 151 M | 144 | 147 456 |'])
      expect(page).toContain(text);
    expect(Math.round(of('pixelShuffle').macs / of('bilinear').macs)).toBe(144);
  });
});
