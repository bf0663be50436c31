// @vitest-environment node
import { describe, expect, test } from 'vitest';
import { chooseColumns, fittedArea, gridCells } from '@renderer/viewer/math/columns';

describe('columns', () => {
  test('eight panes at 1280x800 lie 4 by 2, at 2560x1440 too', () => {
    expect(chooseColumns(8, { width: 1016, height: 463 }, 448 / 300)).toBe(4);
    expect(chooseColumns(8, { width: 1920, height: 1090 }, 448 / 300)).toBe(4);
  });
  test('wide pictures stack, tall ones stand side by side', () => {
    expect(chooseColumns(3, { width: 1000, height: 600 }, 6)).toBe(1);
    expect(chooseColumns(3, { width: 1000, height: 600 }, 0.4)).toBe(3);
  });
  test('no other number of columns shows the pictures more than 2 % larger', () => {
    for (let count = 1; count <= 9; count++) {
      for (const aspect of [0.5, 1, 1.5, 3]) {
        const area = { width: 1016, height: 463 };
        const shown = (columns: number): number => {
          const rows = Math.ceil(count / columns);
          return fittedArea(
            { width: (area.width - columns + 1) / columns, height: (area.height - rows + 1) / rows },
            aspect,
          );
        };
        const best = shown(chooseColumns(count, area, aspect));
        for (let columns = 1; columns <= count; columns++) expect(best).toBeGreaterThanOrEqual(shown(columns) * 0.98);
      }
    }
  });
});

describe('cells', () => {
  test('fill the area exactly with gaps of 1', () => {
    const cells = gridCells(8, 4, { width: 1016, height: 463 });
    expect(cells).toHaveLength(8);
    expect(cells[0]).toEqual({ x: 0, y: 0, width: 253, height: 231 });
    for (let i = 0; i < 3; i++) expect(cells[i + 1]!.x - (cells[i]!.x + cells[i]!.width)).toBe(1);
    expect(cells[4]!.y - (cells[0]!.y + cells[0]!.height)).toBe(1);
    expect(cells[7]!.x + cells[7]!.width).toBe(1016);
    expect(cells[7]!.y + cells[7]!.height).toBe(463);
  });
});
