/** What the boxes of an AVIF or HEIF file say about its primary picture (ISO/IEC 23008-12, 14496-12). */

interface Box {
  readonly type: string;
  readonly from: number;
  readonly to: number;
}

export interface PrimaryPicture {
  /** AV1 without colour planes. */
  readonly isMonochrome: boolean;
  /** Values 16..235 of 8 bits stand for black to white. */
  readonly isLimited: boolean;
  /** ITU-T H.273: 16 = PQ, 18 = HLG; undefined where the file does not say. */
  readonly transfer: number | undefined;
  /** Colours are multiplied by alpha. */
  readonly isPremultiplied: boolean;
}

function* boxesIn(view: DataView, from: number, to: number): Generator<Box> {
  let at = from;
  while (at + 8 <= to) {
    const short = view.getUint32(at);
    const isLong = short === 1;
    const size = isLong ? Number(view.getBigUint64(at + 8)) : short === 0 ? to - at : short;
    const type = String.fromCharCode(...[4, 5, 6, 7].map((i) => view.getUint8(at + i)));
    const head = isLong ? 16 : 8;
    if (size < head || at + size > to) return;
    yield { type, from: at + head, to: at + size };
    at += size;
  }
}

const find = (view: DataView, { from, to }: Omit<Box, 'type'>, type: string, skip = 0): Box | undefined =>
  [...boxesIn(view, from + skip, to)].find((box) => box.type === type);

/** Null where the file has no primary item that can be understood. */
export function primaryPicture(bytes: Uint8Array): PrimaryPicture | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    const meta = find(view, { from: 0, to: bytes.length }, 'meta');
    const pitm = meta && find(view, meta, 'pitm', 4);
    const iprp = meta && find(view, meta, 'iprp', 4);
    const ipco = iprp && find(view, iprp, 'ipco');
    const ipma = iprp && find(view, iprp, 'ipma');
    if (!meta || !pitm || !ipco || !ipma) return null;
    const primary = view.getUint8(pitm.from) === 0 ? view.getUint16(pitm.from + 4) : view.getUint32(pitm.from + 4);
    const properties = [...boxesIn(view, ipco.from, ipco.to)];
    const own = associations(view, ipma, primary).flatMap((index) => properties[index - 1] ?? []);
    // A grid has no configuration of its own: its tiles share one.
    const config = (own.some(({ type }) => type === 'av1C') ? own : properties).find(({ type }) => type === 'av1C');
    const nclx = own.find(({ type, from }) => type === 'colr' && view.getUint32(from) === 0x6e636c78);
    const iref = find(view, meta, 'iref', 4);
    return {
      isMonochrome: config !== undefined && (view.getUint8(config.from + 2) & 0x10) !== 0,
      isLimited: nclx !== undefined && (view.getUint8(nclx.from + 10) & 0x80) === 0,
      transfer: nclx === undefined ? undefined : view.getUint16(nclx.from + 6),
      isPremultiplied: iref !== undefined && find(view, iref, 'prem', 0) !== undefined,
    };
  } catch (error) {
    if (error instanceof RangeError) return null;
    throw error;
  }
}

/** Numbers (from 1) of the properties that an item has. */
function associations(view: DataView, ipma: Box, item: number): number[] {
  const version = view.getUint8(ipma.from);
  const isWide = (view.getUint8(ipma.from + 3) & 1) !== 0;
  const entries = view.getUint32(ipma.from + 4);
  let at = ipma.from + 8;
  for (let entry = 0; entry < entries && at < ipma.to; entry++) {
    const id = version < 1 ? view.getUint16(at) : view.getUint32(at);
    at += version < 1 ? 2 : 4;
    const count = view.getUint8(at++);
    const found = Array.from({ length: count }, (_, i) =>
      isWide ? view.getUint16(at + 2 * i) & 0x7fff : view.getUint8(at + i) & 0x7f,
    );
    if (id === item) return found;
    at += count * (isWide ? 2 : 1);
  }
  return [];
}
