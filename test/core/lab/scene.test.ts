import { describe, expect, test } from 'vitest';
import {
  animationOf,
  darkPalette,
  inverseScene,
  labDemos,
  labPreset,
  labPresets,
  lightPalette,
  overlapOf,
  overlapScene,
  sceneOf,
  stateAfter,
  svgOf,
  thereAndBack,
  traceOf,
} from '@core/lab';
import { createTensor } from '@core/tensor/tensor';

const trace = traceOf(labPreset('first'));
const options = { palette: lightPalette, withFormula: true };

describe('drawings', () => {
  test('every preset belongs to a demonstration, and every step of it is drawn whole and inside', () => {
    expect(labDemos.flatMap(({ presets }) => presets as readonly string[]).sort()).toEqual(
      labPresets.map(({ id }) => id).sort(),
    );
    for (const { setup } of labPresets) {
      const one = traceOf(setup);
      for (const count of [0, 1, one.steps.length]) {
        const { width, height, items } = sceneOf(one, count, options);
        const boxes = items.filter((item) => item.kind === 'rect');
        expect(boxes).toHaveLength(one.matrices.reduce((sum, { rows, columns }) => sum + rows * columns, 0));
        for (const item of items) {
          expect(item.x >= 0 && item.y >= 0 && item.x <= width && item.y <= height).toBe(true);
          if (item.kind === 'rect') expect(item.x + item.width <= width && item.y + item.height <= height).toBe(true);
        }
      }
    }
  });

  test('numbers on the cells are those of the trace after that many steps', () => {
    const words = sceneOf(trace, 2, { palette: lightPalette }).items.flatMap((item) =>
      item.kind === 'text' && item.anchor === 'middle' ? [item.text] : [],
    );
    const values = [...stateAfter(trace, 2).values()].flat().filter((value) => value !== null);
    expect(words.map(Number).sort()).toEqual([...values].sort());
  });

  test('what is read, what weighs it and what is written are marked in colours of their own', () => {
    const items = sceneOf(trace, 2, { palette: lightPalette }).items;
    const marked = (stroke: string) => items.filter((item) => item.kind === 'rect' && item.stroke === stroke).length;
    expect([lightPalette.fromLine, lightPalette.tapLine, lightPalette.toLine].map(marked)).toEqual([1, 4, 4]);
  });

  test('a picture of a step is a whole SVG in which nothing is left unescaped', () => {
    const text = svgOf(sceneOf(trace, 1, options), 'a < b & "c"', darkPalette.page);
    expect(text).toContain('<title>a &lt; b &amp; &quot;c&quot;</title>');
    expect(text.match(/<rect/g)).toHaveLength(1 + 4 + 4 + 9 + 9);
    expect(text).not.toMatch(/NaN|undefined|& /);
  });

  test('an animation shows in each frame exactly the items of its drawing', () => {
    const scenes = Array.from({ length: trace.steps.length + 1 }, (_, count) => sceneOf(trace, count, options));
    const text = animationOf(scenes, 'film', lightPalette.page, 0.5);
    expect(text).toContain(`${(scenes.length * 0.5).toFixed(2)}s step-end infinite`);
    const shown = [...text.matchAll(/<(?:rect|text)(?: class="f(\d+)-(\d+)")? x=/g)].map(([, first, last]) =>
      first === undefined ? [0, scenes.length - 1] : [Number(first), Number(last)],
    );
    for (const [frame, { items }] of scenes.entries()) {
      // The same words may stand in one drawing twice only at different places.
      expect(shown.filter(([first, last]) => first! <= frame && frame <= last!)).toHaveLength(items.length);
    }
    expect(new Set(text.match(/@keyframes f\d+-\d+/g)).size).toBe(text.match(/@keyframes/g)!.length);
  });

  test('overlap and the way back are drawn with their numbers', () => {
    const titles = { counts: 'a', plane: 'b', ones: 'c', bilinear: 'd', nearest: 'e' };
    const { items } = overlapScene(overlapOf(3, 2, 4), titles, lightPalette);
    expect(items.filter((item) => item.kind === 'rect')).toHaveLength(9 + 4 * 81);
    const input = createTensor([1, 5, 5]);
    const result = thereAndBack(input, createTensor([1, 1, 3, 3], new Float32Array(9).fill(1)), {
      stride: 2,
      padding: 1,
    });
    const names = { input: 'x', small: 's', back: 'b', backError: 'e', leastSquares: 'l', leastSquaresError: 'm' };
    const drawn = inverseScene(input, result, names, darkPalette);
    expect(drawn.items.filter((item) => item.kind === 'rect')).toHaveLength(5 * 25 + 9);
    expect(JSON.stringify(drawn)).not.toMatch(/null|NaN/);
  });

  test.each([400, 640, 1200])('titles of drawings %i wide never touch the next one', (width) => {
    const counts = 'Stamps per output pixel, one axis';
    const long = { counts, plane: 'Stamps per pixel, plane', ones: 'Constant 1, equal weights' };
    const titles = { ...long, bilinear: 'Constant 1, bilinear weights', nearest: 'Constant 1, nearest + conv' };
    const input = createTensor([1, 5, 5]);
    const kernel = createTensor([1, 1, 3, 3], new Float32Array(9).fill(1));
    const result = thereAndBack(input, kernel, { stride: 2, padding: 1 });
    const both = { backError: 'Its error', leastSquares: 'Least-squares way back', leastSquaresError: 'Its error' };
    const names = { input: 'Input', small: 'Convolution', back: 'Transposed convolution of it', ...both };
    for (const { items } of [
      overlapScene(overlapOf(3, 2, 6), titles, lightPalette, width),
      inverseScene(input, result, names, lightPalette, width),
    ]) {
      const heads = items.flatMap((item) =>
        item.kind === 'text' && [...Object.values(titles), ...Object.values(names)].includes(item.text) ? [item] : [],
      );
      for (const a of heads)
        for (const b of heads) if (a.y === b.y && a.x < b.x) expect(a.x + 7.3 * a.text.length).toBeLessThan(b.x);
    }
  });
});
