import { expect, it } from 'vitest';
import { measure } from '@core/metrics';
import { makeRaster } from '../../helpers/pictures';

const reference = makeRaster({ width: 40, height: 36 }, (x, y, c) => (x * 7 + y * 3 + c * 50) % 256);
const picture = makeRaster({ width: 40, height: 36 }, (x, y, c) => (x * 7 + y * 3 + c * 50 + (x % 3)) % 256);
const warningOf = (protocol: string, crop: number) =>
  measure(reference, picture, { ids: ['ssim-y'], protocol, scale: 3, crop, regions: ['full'] })[0]!.warning;

it('SSIM-Y with a crop warns where the protocol makes pictures smaller first, and names the one that does not', () => {
  expect(warningOf('wang-2004', 3)).toContain('downsamples the pictures first');
  expect(warningOf('wang-2004', 3)).toContain('sr-matlab');
  expect(warningOf('wang-2004-colour', 3)).toBeDefined();
  expect(warningOf('wang-2004', 0)).toBeUndefined();
  expect(warningOf('sr-matlab', 3)).toBeUndefined();
});
