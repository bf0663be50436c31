import { offsetRange } from './convAxis';
import type { ConvLayout } from './convLayouts';

/** The piece of a convolution one item works on, and the padded copy of its input. */
export interface Tile {
  /** Cells per item. */
  readonly blockRows: number;
  readonly blockColumns: number;
  /** Input rows and columns of the copy; the first ones lie this far from the first cell. */
  readonly rows: number;
  readonly columns: number;
  readonly firstRow: number;
  readonly firstColumn: number;
  /** Bytes between the column phases of a row, the rows, the channels. */
  readonly phaseBytes: number;
  readonly rowBytes: number;
  readonly channelBytes: number;
}

/** Bytes of input that one row of cells should touch: a small first-level cache. */
const NEAR_BYTES = 32 * 1024;
/** Bytes of a whole tile: stays in a second-level cache beside the weights. */
const TILE_BYTES = 192 * 1024;
/** Vectors are read whole: up to 16 cells more than there are. */
const SPARE_CELLS = 20;

/** Columns so that the rows in use stay near, rows so that the tile stays in the second cache and every thread has work. */
export function chooseTile(layout: ConvLayout, cellRows: number, cellColumns: number, threads: number): Tile {
  const { rows, columns, channels, groups, batch } = layout;
  const inner = channels / groups;
  const rowRange = offsetRange(rows);
  const columnRange = offsetRange(columns);
  const rowSpan = rowRange.max - rowRange.min + 1;
  const columnSpan = columnRange.max - columnRange.min + 1;
  const touched = Math.max(1, ...rows.phases.map((phase) => phase.length));
  const near = Math.floor(NEAR_BYTES / (inner * touched * columns.step * 64)) * 16;
  const blockColumns = Math.min(Math.ceil(cellColumns / 16) * 16, Math.max(32, Math.min(512, near)));
  const tileColumns = (blockColumns - 1) * columns.step + columnSpan;
  const phaseBytes = Math.ceil((Math.ceil(tileColumns / columns.step) + SPARE_CELLS) / 4) * 4 * 4;
  const rowBytes = phaseBytes * columns.step;
  const fitting = Math.floor((TILE_BYTES / (inner * rowBytes) - rowSpan) / rows.step) + 1;
  const blockRows = rowsPerItem(cellRows, batch * groups * Math.ceil(cellColumns / blockColumns), fitting, threads);
  const tileRows = (blockRows - 1) * rows.step + rowSpan;
  // An odd number of cache lines between channels spreads them over the sets of the cache.
  const lines = Math.ceil((tileRows * rowBytes) / 64);
  return {
    blockRows,
    blockColumns,
    rows: tileRows,
    columns: tileColumns,
    firstRow: rowRange.min,
    firstColumn: columnRange.min,
    phaseBytes,
    rowBytes,
    channelBytes: (lines + 1 - (lines % 2)) * 64,
  };
}

/** Rows of cells of one item: no more than fit, and enough items for every thread of all `columns` of cells. */
function rowsPerItem(cellRows: number, columns: number, fitting: number, threads: number): number {
  const share = Math.ceil((columns * cellRows) / (threads * 4));
  return Math.max(1, Math.min(cellRows, 64, fitting, threads > 1 ? Math.max(4, share) : cellRows));
}

interface TransformTile {
  /** Blocks of outputs per item. */
  readonly blockRows: number;
  readonly blockColumns: number;
  /** Rows and columns of the padded copy of the input. */
  readonly rows: number;
  readonly columns: number;
  /** Bytes of one column phase of one row of one channel: every line of a transform is that long. */
  readonly lineBytes: number;
}

/** Bytes of transformed inputs of one row of blocks: most of a second-level cache of 1 MiB. */
const PLANE_BYTES = 704 * 1024;
/** Pixels that one multiplication kernel takes at once. */
const LANES = 8;

/** As many columns as keep all transformed inputs in the second-level cache, in equal parts. */
export function chooseTransformTile(
  block: { readonly rows: number; readonly columns: number; readonly stepY: number; readonly stepX: number },
  work: {
    readonly inner: number;
    readonly planes: number;
    readonly cellRows: number;
    readonly cellColumns: number;
    readonly parts: number;
  },
  threads: number,
): TransformTile {
  const { inner, planes, cellRows, cellColumns, parts } = work;
  const most = Math.max(16, Math.min(128, Math.floor(PLANE_BYTES / (planes * inner * 4))));
  const columnBlocks = Math.ceil(cellColumns / most);
  const blockColumns = Math.ceil(cellColumns / columnBlocks);
  const columns = (blockColumns - 1) * block.stepX + block.columns;
  const cells = Math.max(Math.ceil(columns / block.stepX), Math.ceil(blockColumns / LANES) * LANES);
  // An odd number of vectors keeps the channels off the powers of two.
  const lineBytes = (Math.ceil(cells / 4) | 1) * 16;
  const rowBytes = lineBytes * inner * block.stepX;
  const fitting = Math.floor((TILE_BYTES / rowBytes - block.rows) / block.stepY) + 1;
  const blockRows = rowsPerItem(cellRows, parts * columnBlocks, fitting, threads);
  return { blockRows, blockColumns, rows: (blockRows - 1) * block.stepY + block.rows, columns, lineBytes };
}
