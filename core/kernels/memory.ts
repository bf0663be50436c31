import { message } from '../messages';
import { UpbenchError } from '../tensor/errors';

const PAGE = 65536;
/** Kernels may read one vector behind a tensor and one before it: every block keeps this distance to the next. */
const SLACK = 64;
/** The most a WebAssembly memory can hold: 4 GiB. */
const MAX_PAGES = 65536;

interface Gap {
  start: number;
  end: number;
}

/**
 * Blocks in one WebAssembly memory. First fit, freed neighbours are joined, so a repeated run of the same
 * operations comes to rest at a fixed size. Addresses are bytes, multiples of 64.
 */
export class KernelMemory {
  private readonly gaps: Gap[] = [];
  private readonly sizes = new Map<number, number>();
  private readonly buffers = new WeakSet<ArrayBufferLike>();
  private used = 0;
  private most = 0;

  constructor(
    readonly memory: WebAssembly.Memory,
    private readonly maxPages = MAX_PAGES,
  ) {
    this.gaps.push({ start: SLACK, end: memory.buffer.byteLength - SLACK });
  }

  /** Bytes in blocks that are not freed. */
  get bytesInUse(): number {
    return this.used;
  }

  /** Most bytes in use at once since the last call. */
  takePeak(): number {
    const peak = this.most;
    this.most = this.used;
    return peak;
  }

  /** Bytes of the whole memory; never shrinks. */
  get byteLength(): number {
    return this.memory.buffer.byteLength;
  }

  /** The address of a new block of `bytes`; refuses what the memory can never hold. */
  allocate(bytes: number): number {
    const size = Math.max(64, Math.ceil(bytes / 64) * 64) + SLACK;
    let gap = this.gaps.find(({ start, end }) => end - start >= size);
    if (!gap) {
      this.grow(size);
      gap = this.gaps.at(-1)!;
    }
    const address = gap.start;
    gap.start += size;
    if (gap.start === gap.end) this.gaps.splice(this.gaps.indexOf(gap), 1);
    this.sizes.set(address, size);
    this.used += size;
    this.most = Math.max(this.most, this.used);
    return address;
  }

  free(address: number): void {
    const size = this.sizes.get(address);
    if (size === undefined) return;
    this.sizes.delete(address);
    this.used -= size;
    this.addGap({ start: address, end: address + size });
  }

  /** Where `data` begins when it is a view of this memory. */
  addressOf(data: Float32Array | Int32Array | Uint8Array): number | undefined {
    return this.buffers.has(data.buffer) ? data.byteOffset : undefined;
  }

  floats(address: number, length: number): Float32Array {
    return new Float32Array(this.buffer(), address, length);
  }

  ints(address: number, length: number): Int32Array {
    return new Int32Array(this.buffer(), address, length);
  }

  doubles(address: number, length: number): Float64Array {
    return new Float64Array(this.buffer(), address, length);
  }

  bytes(address: number, length: number): Uint8Array {
    return new Uint8Array(this.buffer(), address, length);
  }

  /**
   * The buffer of the moment. V8 makes a new one of every shared memory of a thread when any of them grew in another
   * thread, so it is noted here, where views are made, and not where this memory grows.
   */
  private buffer(): ArrayBufferLike {
    const { buffer } = this.memory;
    this.buffers.add(buffer);
    return buffer;
  }

  private addGap(gap: Gap): void {
    let i = this.gaps.findIndex(({ start }) => start > gap.start);
    if (i < 0) i = this.gaps.length;
    const before = this.gaps[i - 1];
    const after = this.gaps[i];
    if (before && before.end === gap.start) {
      before.end = gap.end;
      if (after && after.start === before.end) {
        before.end = after.end;
        this.gaps.splice(i, 1);
      }
    } else if (after && after.start === gap.end) after.start = gap.start;
    else this.gaps.splice(i, 0, gap);
  }

  private grow(size: number): void {
    const length = this.byteLength;
    const last = this.gaps.at(-1);
    const tail = last && last.end === length - SLACK ? last.end - last.start : 0;
    const missing = Math.ceil((size - tail) / PAGE);
    const pages = length / PAGE;
    if (pages + missing > this.maxPages) throw this.refusal(size);
    // A quarter more than asked for, so that growing is rare.
    const extra = Math.min(this.maxPages - pages, Math.max(missing, 64, Math.ceil(pages / 4)));
    try {
      this.memory.grow(extra);
    } catch {
      try {
        this.memory.grow(missing);
      } catch {
        throw this.refusal(size);
      }
    }
    this.addGap({ start: length - SLACK, end: this.byteLength - SLACK });
  }

  private refusal(size: number): UpbenchError {
    const mebibytes = (bytes: number) => `${Math.ceil(bytes / 2 ** 20)} MiB`;
    return new UpbenchError(
      'too-large',
      message('kernels-memory', {
        needed: mebibytes(size),
        most: mebibytes(this.maxPages * PAGE),
        used: mebibytes(this.used),
      }),
    );
  }
}
