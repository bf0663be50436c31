import { expect } from 'vitest';
import { UpbenchError } from '@core/tensor/errors';

/** Inputs for each kind in the usual run; `npm run fuzz` says many more. */
export const FUZZ_COUNT = Number(process.env['UPBENCH_FUZZ'] ?? 100);
/** No input may take longer. The usual run leaves room for a busy machine; `npm run fuzz` asks for 5 s. */
export const SLOW_MS = Number(process.env['UPBENCH_SLOW_MS'] ?? 60_000);
export const fuzzTimeout = 60_000 + FUZZ_COUNT * 60;

/** Small and repeatable: mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One to eight wounds: bytes changed, cut out, doubled, moved, or extreme numbers written over the header. */
export function damage(bytes: Uint8Array, next: () => number): Uint8Array {
  let out = Buffer.from(bytes);
  const place = (): number => Math.floor(next() * out.length);
  for (let wounds = 1 + Math.floor(next() * 8); wounds > 0 && out.length > 16; wounds--) {
    const at = place();
    const kind = Math.floor(next() * 6);
    if (kind === 0) out[at] = Math.floor(next() * 256);
    else if (kind === 1) out[at] = (out[at] ?? 0) ^ (1 << Math.floor(next() * 8));
    else if (kind === 2) out = Buffer.concat([out.subarray(0, at), out.subarray(at + 1 + Math.floor(next() * 32))]);
    else if (kind === 3) out = Buffer.concat([out.subarray(0, at), out.subarray(Math.max(0, at - 32))]);
    else if (kind === 4) out.fill(next() < 0.5 ? 0xff : 0, at, Math.min(at + 4, out.length));
    else
      out.writeUInt32BE(
        [0, 1, 0x7fffffff, 0xffffffff, 65535][Math.floor(next() * 5)]!,
        Math.min(Math.floor(next() * 64), out.length - 4),
      );
  }
  return out;
}

const STRANGE: readonly unknown[] = [
  null,
  true,
  -1,
  0,
  1.5,
  1e308,
  2 ** 53,
  '',
  'x'.repeat(5_000),
  '\u0000',
  '../../etc/passwd',
  'NaN',
  [],
  {},
  [[[]]],
  { __proto__: null },
  '__proto__',
  'constructor',
];

const nameOf = (value: unknown): string => (typeof value === 'object' ? JSON.stringify(value) : String(value));

/** Copies a document of JSON with one to four places replaced, removed, repeated or renamed. */
export function damageDocument(document: unknown, next: () => number): unknown {
  const pick = <Value>(list: readonly Value[]): Value | undefined => list[Math.floor(next() * list.length)];
  const copy: unknown = JSON.parse(JSON.stringify(document));
  for (let wounds = 1 + Math.floor(next() * 4); wounds > 0; wounds--) {
    let holder = copy;
    for (let depth = Math.floor(next() * 7); depth > 0; depth--) {
      const below = Object.values(holder as object).filter((value) => typeof value === 'object' && value !== null);
      holder = pick(below as unknown[]) ?? holder;
    }
    if (typeof holder !== 'object' || holder === null) return pick(STRANGE);
    const record = holder as Record<string, unknown>;
    const key = pick(Object.keys(record));
    if (key === undefined) continue;
    const kind = Math.floor(next() * 4);
    if (kind === 0) record[key] = pick(STRANGE);
    else if (kind === 1) Reflect.deleteProperty(record, key);
    else if (kind === 2) record[nameOf(pick(STRANGE))] = record[key];
    else record[key] = [record[key], record[key]];
  }
  return copy;
}

/** Runs one input: it may be refused by a sentence without a stack, soon, and in no other way. */
export async function survives(label: string, run: () => unknown): Promise<void> {
  const started = performance.now();
  try {
    await run();
  } catch (error) {
    expect(error, `${label}: ${String((error as Error).stack)}`).toBeInstanceOf(UpbenchError);
    expectSentence((error as Error).message, label);
  }
  expect(performance.now() - started, label).toBeLessThan(SLOW_MS);
}

export function expectSentence(text: string, label: string): void {
  expect(text, label).toMatch(/[.?]$/);
  expect(text, label).not.toMatch(/^\s+at .+:\d+:\d+/m);
  // A quoted input must not fill the screen.
  expect(text.length, label).toBeLessThan(2_000);
}
