/** What this machine can do at most, measured by one thread; several run side by side for several threads. */

export interface Limits {
  /** Copying 1 MiB to another place, read and write counted, GB/s. */
  readonly cacheGBs: number;
  /** The same for 64 MiB. */
  readonly memoryGBs: number;
  /** Multiply-adds of 128-bit vectors, two operations each, Gflop/s. */
  readonly peakGflops: number;
}

/**
 * All threads that measure together start at the same moment.
 * @param startAt milliseconds since 1970
 * @param now a steady clock, milliseconds
 */
export function measureLimits(startAt: number, now: () => number): Limits {
  const fma = multiplyAdds();
  fma(1000);
  while (Date.now() < startAt);
  return { cacheGBs: copy(2 ** 20, now), memoryGBs: copy(2 ** 26, now), peakGflops: peak(fma, now) };
}

const SHARE_MS = 120;

function best(run: () => void, now: () => number): number {
  let least = Infinity;
  const until = now() + SHARE_MS;
  for (let i = 0; i < 5 || now() < until; i++) {
    const began = now();
    run();
    least = Math.min(least, now() - began);
  }
  return least;
}

function copy(bytes: number, now: () => number): number {
  const from = new Float32Array(bytes / 4).fill(1);
  const to = new Float32Array(bytes / 4);
  const repeat = Math.max(1, 2 ** 23 / bytes);
  const ms = best(() => {
    for (let i = 0; i < repeat; i++) to.set(from);
  }, now);
  return (2 * bytes * repeat) / ms / 1e6;
}

const CHAINS = 12;

function peak(run: (count: number) => number, now: () => number): number {
  const count = 200_000;
  return (CHAINS * 4 * 2 * count) / best(() => void run(count), now) / 1e6;
}

/** A loop of twelve independent fused multiply-adds (or multiplications and additions), straight in WebAssembly. */
function multiplyAdds(): (count: number) => number {
  for (const fused of [true, false]) {
    const bytes = moduleBytes(fused);
    if (WebAssembly.validate(bytes))
      return new WebAssembly.Instance(new WebAssembly.Module(bytes)).exports['f'] as (count: number) => number;
  }
  throw new Error('This Node has no WebAssembly SIMD.');
}

function moduleBytes(fused: boolean): Uint8Array<ArrayBuffer> {
  const get = (i: number): number[] => [0x20, i];
  const set = (i: number): number[] => [0x21, i];
  const simd = (code: number): number[] => (code > 127 ? [0xfd, (code & 127) | 128, code >> 7] : [0xfd, code]);
  const splat = (value: number): number[] => [0x43, ...new Uint8Array(Float32Array.of(value).buffer), ...simd(0x13)];
  // Local 0 counts down; 1 and 2 are the factors; 3.. are the sums.
  const sum = (i: number): number[] =>
    fused
      ? [...get(1), ...get(2), ...get(i), ...simd(0x105), ...set(i)]
      : [...get(i), ...get(1), ...get(2), ...simd(0xe6), ...simd(0xe4), ...set(i)];
  const sums = Array.from({ length: CHAINS }, (_, i) => i + 3);
  const body = [
    1,
    CHAINS + 2,
    0x7b, // so many locals of v128
    ...splat(1e-9),
    ...set(1),
    ...splat(0.5),
    ...set(2),
    0x03,
    0x40, // loop
    ...sums.flatMap(sum),
    ...get(0),
    0x41,
    1,
    0x6b,
    0x22,
    0,
    0x0d,
    0,
    0x0b, // count - 1, again unless 0
    ...sums.slice(1).reduce<number[]>((code, i) => [...code, ...get(i), ...simd(0xe4)], get(sums[0]!)),
    ...simd(0x1f),
    0,
    0x0b, // first lane
  ];
  const section = (id: number, content: readonly number[]): number[] => [id, ...length(content.length), ...content];
  return Uint8Array.from([
    0,
    0x61,
    0x73,
    0x6d,
    1,
    0,
    0,
    0,
    ...section(1, [1, 0x60, 1, 0x7f, 1, 0x7d]),
    ...section(3, [1, 0]),
    ...section(7, [1, 1, 0x66, 0, 0]),
    ...section(10, [1, ...length(body.length), ...body]),
  ]);
}

function length(value: number): number[] {
  return value > 127 ? [(value & 127) | 128, value >> 7] : [value];
}
