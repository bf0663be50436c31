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

/** Bytes of input that one row of cells should touch: half of a small first-level cache. */
const NEAR_BYTES = 24 * 1024;
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
  const share = Math.ceil((batch * groups * Math.ceil(cellColumns / blockColumns) * cellRows) / (threads * 4));
  const blockRows = Math.max(1, Math.min(cellRows, 64, fitting, threads > 1 ? Math.max(4, share) : cellRows));
  const tileRows = (blockRows - 1) * rows.step + rowSpan;
  // An odd number of cache lines between channels spreads them over the sets of the cache.
  const lines = Math.ceil((tileRows * rowBytes) / 64);
  return {
    ...{ blockRows, blockColumns, rows: tileRows, columns: tileColumns },
    ...{ firstRow: rowRange.min, firstColumn: columnRange.min },
    ...{ phaseBytes, rowBytes, channelBytes: (lines + 1 - (lines % 2)) * 64 },
  };
}
