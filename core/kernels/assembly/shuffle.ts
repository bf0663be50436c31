import { address, word } from './vector';
import { deinterleave, interleave } from './interleave';

// Pixel shuffle (DepthToSpace CRD) and its reverse.
// planes of r^2 channels [planes, r, r, H, W] <-> pictures [planes, H r, W r]; an item is `blockRows` rows of one plane.

const X = 0;
const Y = 1;
const HEIGHT = 2; // of the small planes
const WIDTH = 3;
const FACTOR = 4;
const BLOCK_ROWS = 5;
const ROW_BLOCKS = 6;

export function shuffleItem(p: usize, item: i32): void {
  const blocks = word(p, ROW_BLOCKS);
  const n = item / blocks;
  const from = (item - n * blocks) * word(p, BLOCK_ROWS);
  const height = word(p, HEIGHT);
  const width = word(p, WIDTH);
  const r = word(p, FACTOR);
  const to = min(from + word(p, BLOCK_ROWS), height);
  const plane = <usize>(height * width) << 2;
  const base = <usize>(n * r * r) * plane;
  const x = address(p, X) + base;
  const y = address(p, Y) + base;
  const bytes = (<usize>width) << 2;
  for (let row = from; row < to; row++) {
    for (let i = 0; i < r; i++) {
      const source = x + <usize>(i * r) * plane + <usize>row * bytes;
      interleave(y + <usize>(row * r + i) * bytes * <usize>r, source, plane, r, width * r);
    }
  }
}

export function unshuffleItem(p: usize, item: i32): void {
  const blocks = word(p, ROW_BLOCKS);
  const n = item / blocks;
  const from = (item - n * blocks) * word(p, BLOCK_ROWS);
  const height = word(p, HEIGHT);
  const width = word(p, WIDTH);
  const r = word(p, FACTOR);
  const to = min(from + word(p, BLOCK_ROWS), height);
  const plane = <usize>(height * width) << 2;
  const base = <usize>(n * r * r) * plane;
  const x = address(p, X) + base;
  const y = address(p, Y) + base;
  const bytes = (<usize>width) << 2;
  for (let row = from; row < to; row++) {
    for (let i = 0; i < r; i++) {
      const target = y + <usize>(i * r) * plane + <usize>row * bytes;
      deinterleave(target, plane, x + <usize>(row * r + i) * bytes * <usize>r, r, width);
    }
  }
}
