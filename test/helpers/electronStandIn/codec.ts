/**
 * Values as JSON and back, for the one leg between this process and the page that carries only text. What structured
 * clone refuses is refused here with Electron's words, what it keeps is kept.
 */

type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

const VIEWS = {
  Int8Array,
  Uint8Array,
  Uint8ClampedArray,
  Int16Array,
  Uint16Array,
  Int32Array,
  Uint32Array,
  Float32Array,
  Float64Array,
} as const;

const toText = (bytes: Uint8Array): string => {
  let text = '';
  for (let i = 0; i < bytes.length; i += 0x8000) text += String.fromCharCode(...bytes.subarray(i, i + 0x8000));
  return btoa(text);
};
const toBytes = (text: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(text), (c) => c.charCodeAt(0));

export const NOT_CLONEABLE = 'An object could not be cloned.';

export function encode(value: unknown): Json {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return value;
  if (value === undefined) return { $: 'undefined' };
  if (typeof value === 'number') return Number.isFinite(value) ? value : { $: 'number', v: String(value) };
  if (typeof value === 'bigint') return { $: 'bigint', v: String(value) };
  if (typeof value !== 'object') throw new Error(NOT_CLONEABLE);
  if (Array.isArray(value)) return value.map(encode);
  if (value instanceof Date) return { $: 'date', v: value.getTime() };
  if (value instanceof Map) return { $: 'map', v: encode([...(value as Map<unknown, unknown>)]) };
  if (value instanceof Set) return { $: 'set', v: encode([...(value as Set<unknown>)]) };
  if (value instanceof Error) return { $: 'error', v: value.message };
  if (value instanceof ArrayBuffer) return { $: 'buffer', v: toText(new Uint8Array(value)) };
  const view = Object.entries(VIEWS).find(([, type]) => value instanceof type)?.[0];
  if (view !== undefined) {
    const { buffer, byteOffset, byteLength } = value as Uint8Array;
    return { $: view, v: toText(new Uint8Array(buffer, byteOffset, byteLength)) };
  }
  // Ports travel beside the message, never in it.
  if (typeof MessagePort !== 'undefined' && value instanceof MessagePort) throw new Error(NOT_CLONEABLE);
  return { $: 'object', v: Object.fromEntries(Object.entries(value).map(([key, part]) => [key, encode(part)])) };
}

export function decode(json: Json): unknown {
  if (json === null || typeof json !== 'object') return json;
  if (Array.isArray(json)) return json.map(decode);
  const { $: kind, v } = json;
  switch (kind) {
    case 'undefined':
      return undefined;
    case 'number':
      return Number(v);
    case 'bigint':
      return BigInt(String(v));
    case 'date':
      return new Date(Number(v));
    case 'map':
      return new Map(decode(v ?? []) as [unknown, unknown][]);
    case 'set':
      return new Set(decode(v ?? []) as unknown[]);
    case 'error':
      return new Error(String(v));
    case 'buffer':
      return toBytes(String(v)).buffer;
    case 'object':
      return Object.fromEntries(Object.entries(v as Record<string, Json>).map(([key, part]) => [key, decode(part)]));
    default: {
      const bytes = toBytes(String(v));
      return new VIEWS[kind as keyof typeof VIEWS](bytes.buffer);
    }
  }
}
