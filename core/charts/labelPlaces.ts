import type { LabelLayoutOptionCallback } from 'echarts';

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

const GAP = 2;

function overlap(a: Box, b: Box): boolean {
  return (
    a.x < b.x + b.width + GAP && b.x < a.x + a.width + GAP && a.y < b.y + b.height + GAP && b.y < a.y + a.height + GAP
  );
}

/** Moves of a label in px: where it stands, on the other side of its point, then rows above and below. */
export function candidateMoves(label: Box, point: Box): { readonly dx: number; readonly dy: number }[] {
  const isRight = label.x >= point.x;
  const across = isRight ? point.x - (label.x - point.x - point.width) - label.width - label.x : 0;
  const aside = isRight ? [0, across] : [0, point.x + point.width + (point.x - label.x - label.width) - label.x];
  const rows = [0, -1, 1, -2, 2, -3, 3].map((row) => row * (label.height + GAP));
  return rows.flatMap((dy) => aside.map((dx) => ({ dx, dy })));
}

/**
 * A `labelLayout` for charts whose every point is a series with one name: each name takes the first place near its
 * point that no earlier name or point covers, or stays where it is when all are taken.
 */
export function freePlaces(): LabelLayoutOptionCallback {
  let taken: Box[] = [];
  let last = -1;
  return ({ seriesIndex, labelRect, rect }) => {
    // The series come in order, so a smaller number begins another drawing.
    if (seriesIndex <= last) taken = [];
    last = seriesIndex;
    const free = candidateMoves(labelRect, rect).find(({ dx, dy }) => {
      const moved = { x: labelRect.x + dx, y: labelRect.y + dy, width: labelRect.width, height: labelRect.height };
      return taken.every((other) => !overlap(moved, other));
    }) ?? { dx: 0, dy: 0 };
    taken.push({ ...boxOf(labelRect), x: labelRect.x + free.dx, y: labelRect.y + free.dy }, boxOf(rect));
    return free;
  };
}

const boxOf = ({ x, y, width, height }: Box): Box => ({ x, y, width, height });
