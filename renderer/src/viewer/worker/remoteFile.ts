import { message } from '@core/messages';
import { UpbenchError } from '@core/tensor/errors';

interface FilePart {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Of the whole file. */
  readonly total: number;
}

export function notFetched({ status, statusText }: Response): UpbenchError {
  return new UpbenchError('unavailable', message('picture-not-fetched', { status: `${status} ${statusText}`.trim() }));
}

/** Bytes `from` to `to` of the file at an address; fewer where it ends before. Who knows no parts sends the whole. */
export async function fetchPart(url: string, from: number, to: number): Promise<FilePart> {
  const response = await fetch(url, { headers: { Range: `bytes=${from}-${to - 1}` } });
  if (!response.ok) throw notFetched(response);
  const bytes = new Uint8Array(await response.arrayBuffer());
  if (response.status !== 206) return { bytes: bytes.subarray(from, to), total: bytes.length };
  const total = Number(/\/(\d+)$/.exec(response.headers.get('Content-Range') ?? '')?.[1] ?? NaN);
  return { bytes, total: Number.isNaN(total) ? from + bytes.length : total };
}

/** Read ahead where a file is read from its beginning to its end: fewer requests, each of a bounded size. */
const AHEAD_BYTES = 2 ** 22;

/** A file that is read part by part. */
export class RemoteFile {
  private ahead: { readonly from: number; readonly bytes: Uint8Array<ArrayBuffer> } | null = null;

  constructor(readonly url: string) {}

  /** Exactly the bytes `from` to `to`. */
  async read(from: number, to: number, isSequential = false): Promise<Uint8Array<ArrayBuffer>> {
    const { ahead } = this;
    if (ahead && from >= ahead.from && to <= ahead.from + ahead.bytes.length)
      return ahead.bytes.subarray(from - ahead.from, to - ahead.from);
    const { bytes } = await fetchPart(this.url, from, isSequential ? Math.max(to, from + AHEAD_BYTES) : to);
    if (bytes.length < to - from) throw new UpbenchError('corrupt-file', message('picture-file-ends-early'));
    if (isSequential) this.ahead = { from, bytes };
    return bytes.subarray(0, to - from);
  }

  /** Gives back what was read ahead. */
  rest(): void {
    this.ahead = null;
  }
}
