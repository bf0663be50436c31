import { expect, it } from 'vitest';
import { widestText } from '@core/charts';
import { shortNames } from '@core/report/shortNames';

it('names are without the folders that all pictures lie in', () => {
  const names = (...files: string[]): string[] => files.map(shortNames(files));
  expect(names('/data/set/a.png')).toEqual(['a.png']);
  expect(names('/data/set/a.png', '/data/set/b.png')).toEqual(['a.png', 'b.png']);
  expect(names('/data/x/a.png', '/data/y/a.png')).toEqual(['x/a.png', 'y/a.png']);
  expect(names('C:\\set\\a.png', 'C:\\set\\b.png')).toEqual(['a.png', 'b.png']);
  expect(names('a.png', 'x/a.png')).toEqual(['a.png', 'x/a.png']);
});

it('a text of a saved page has the room that it takes in a wide face', () => {
  // DejaVu Sans at 12 px, as a browser measures it.
  expect(widestText('Bicubic interpolation', '12px Inter')).toBeGreaterThan(125);
  expect(widestText('Bicubic interpolation', 'bold 12px Inter')).toBeGreaterThan(145);
});
