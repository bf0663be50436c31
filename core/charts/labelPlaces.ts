import type { LabelLayoutOptionCallback } from 'echarts';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const GAP = 2;
/** Rows below the point's own, nearest first. */
const ROWS = [0, -1, 1, -2, 2, -3, 3, -4, 4];

function overlap(a: Box, b: Box): boolean {
  return (
    a.x < b.x + b.width + GAP && b.x < a.x + a.width + GAP && a.y < b.y + b.height + GAP && b.y < a.y + a.height + GAP
  );
}

/** Beside more points than this, only those that are no variant of another have a name. */
const MOST_NAMES = 7;

/** Whether a point of a chart with so many is named. */
export const isNamed = (isVariant: boolean | undefined, points: number): boolean =>
  isVariant !== true || points <= MOST_NAMES;

/**
 * A `labelLayout` for charts whose every point is a series with one name beside it: each name takes the row nearest to
 * its point that no earlier name or point covers, or the point's own when all are taken.
 */
export function freePlaces(): LabelLayoutOptionCallback {
  let taken: Box[] = [];
  let last = -1;
  return ({ seriesIndex, labelRect, rect }) => {
    // The series come in order, so a smaller number begins another drawing.
    if (seriesIndex <= last) taken = [];
    last = seriesIndex;
    const point = { x: rect.x, y: rect.y, width: rect.width, height: rect.height };
    const centre = rect.y + rect.height / 2;
    // Only the size and x of `labelRect` are to be relied on: after a resize its y is where the last drawing left it.
    const { x, width, height } = labelRect;
    const boxes = ROWS.map((row) => ({ x, y: centre - height / 2 + row * (height + GAP), width, height }));
    const box = boxes.find((candidate) => taken.every((other) => !overlap(candidate, other))) ?? boxes[0]!;
    taken.push(box, point);
    // A place of its own detaches the name from its point, and with it from the point's idea of sides.
    return { x, y: box.y + height / 2, align: 'left', verticalAlign: 'middle' };
  };
}
