import { watch, type WatchSource } from 'vue';
import type { z } from 'zod';

/** The part of Storage that is used; tests pass a Map in its place. */
type KeyValue = Pick<Storage, 'getItem' | 'setItem'>;

function browserStorage(): KeyValue | null {
  try {
    // Reading the property alone throws where the page may not store anything.
    return globalThis.localStorage ?? null;
  } catch {
    return null;
  }
}

/** The value stored under `key`, or `fallback` if it is missing or no longer valid. */
export function restore<Schema extends z.ZodType>(
  key: string,
  schema: Schema,
  fallback: z.output<Schema>,
  storage = browserStorage(),
): z.output<Schema> {
  try {
    const text = storage?.getItem(key);
    if (!text) return fallback;
    const parsed = schema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : fallback;
  } catch {
    return fallback;
  }
}

/** Keeps a value under `key`; a full or forbidden storage only means that nothing is kept. */
export function write(key: string, value: unknown, storage = browserStorage()): void {
  try {
    storage?.setItem(key, JSON.stringify(value));
  } catch {
    // The user cannot do anything about it, and nothing is lost yet.
  }
}

/** Keeps the source's value under `key` from now on. */
export function keep(key: string, source: WatchSource<unknown>, storage = browserStorage()): void {
  watch(source, (value) => write(key, value, storage), { deep: true });
}
