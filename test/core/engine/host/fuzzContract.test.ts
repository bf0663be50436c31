import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { z } from 'zod';
import { contract } from '@core/engine/contract/contract';
import { createEngine, type Engine } from '@core/engine/host/serve';
import { builtEngine } from '../../../helpers/buildEngine';
import { connectTo, faultOf, type Client } from '../../../helpers/engineClient';
import { FUZZ_COUNT, fuzzTimeout, randomFrom } from '../../../helpers/fuzz';

// Messages that fit the contract and mean nothing: every answer is a value or a refusal, never a fault of the engine.

let engine: Engine;
let client: Client;
let disconnect: () => void;
let folder: string;
let pictureId: string;

beforeAll(async () => {
  const { computeWorker } = await builtEngine();
  folder = mkdtempSync(join(tmpdir(), 'upbench-fuzz-'));
  engine = createEngine({
    folder,
    computeWorker,
    samples: 'resources/samples',
    openSample: true,
    log: () => undefined,
    orphanGraceMs: 100,
  });
  ({ client, disconnect } = connectTo(engine));
  const [sample] = await client.pictures.samples();
  pictureId = (await client.pictures.openSample({ name: sample!.name })).id;
}, 180_000);
afterAll(async () => {
  disconnect();
  await engine.dispose();
  rmSync(folder, { recursive: true, force: true });
});

type JsonSchema = z.core.JSONSchema.BaseSchema;
const TEXTS = [
  '',
  'bilinear',
  'psnr',
  'saved-file',
  'conv-transpose',
  'x',
  '../../etc',
  'a#2',
  '\u0000',
  '__proto__',
  '1e9',
  'file:w',
];

/** Any value of the form. */
function valueOf(schema: JsonSchema, next: () => number, depth = 0): unknown {
  const pick = <Value>(list: readonly Value[]): Value => list[Math.floor(next() * list.length)]!;
  const again = (inner: unknown): unknown => valueOf(inner as JsonSchema, next, depth + 1);
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return pick(schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return again(pick(choices));
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map((part) => again(part) as object)) as unknown;
  switch (schema.type) {
    case 'object': {
      const made: Record<string, unknown> = {};
      for (const [name, inner] of Object.entries(schema.properties ?? {}))
        if (schema.required?.includes(name) || next() < 0.5) made[name] = again(inner);
      if (typeof schema.additionalProperties === 'object' && depth < 6)
        for (let i = Math.floor(next() * 3); i > 0; i--) made[pick(TEXTS) || 'k'] = again(schema.additionalProperties);
      return made;
    }
    case 'array': {
      if (schema.prefixItems) return schema.prefixItems.map(again);
      const count = Math.min(schema.maxItems ?? 3, Math.max(schema.minItems ?? 0, Math.floor(next() * 3)));
      return Array.from({ length: count }, () => again(schema.items ?? {}));
    }
    case 'string':
      if (schema.pattern?.includes('0-9a-f')) return 'ab'.repeat(32);
      return next() < 0.4 ? pictureId : pick(TEXTS);
    case 'integer':
    case 'number': {
      const low = Number(schema.minimum ?? schema.exclusiveMinimum ?? -5);
      const high = Math.min(Number(schema.maximum ?? schema.exclusiveMaximum ?? low + 40), low + 4000);
      const value = low + next() * (high - low);
      return schema.type === 'integer' ? Math.round(value) : pick([value, low, high]);
    }
    case 'boolean':
      return next() < 0.5;
    case 'null':
      return null;
    default:
      return pick<unknown>([null, 1, 'x', {}, []]);
  }
}

interface Procedure {
  readonly path: readonly string[];
  readonly input: JsonSchema;
}
function procedures(node: unknown, path: readonly string[] = []): Procedure[] {
  if (typeof node !== 'object' || node === null) return [];
  const own = (node as { '~orpc'?: { inputSchema?: z.ZodType } })['~orpc'];
  if (own === undefined) return Object.entries(node).flatMap(([name, inner]) => procedures(inner, [...path, name]));
  const input = own.inputSchema
    ? z.toJSONSchema(own.inputSchema, { unrepresentable: 'any', io: 'input' })
    : ({ type: 'null' } as JsonSchema);
  return [{ path, input }];
}

it(
  'messages that fit the contract are answered or refused',
  async () => {
    const all = procedures(contract);
    expect(all.length).toBeGreaterThan(30);
    const next = randomFrom(11);
    const faults = new Map<string, string>();
    for (let i = 0; i < Math.max(all.length, FUZZ_COUNT * 2); i++) {
      const { path, input } = all[i % all.length]!;
      const name = path.join('.');
      const given = valueOf(input, next);
      const call = path.reduce<unknown>((at, key) => (at as Record<string, unknown>)[key], client) as (
        input: unknown,
        options: { signal: AbortSignal },
      ) => Promise<unknown>;
      const stop = new AbortController();
      const timer = setTimeout(() => stop.abort(), 150);
      try {
        const answer = await call(given, { signal: stop.signal });
        if (typeof answer === 'object' && answer !== null && Symbol.asyncIterator in answer)
          for await (const _ of answer as AsyncIterable<unknown>) if (stop.signal.aborted) break;
      } catch (error) {
        const { code, message } = faultOf(error);
        if (code === 'internal') faults.set(`${name}: ${message.slice(0, 120)}`, JSON.stringify(given).slice(0, 600));
      } finally {
        clearTimeout(timer);
      }
    }
    expect([...faults]).toEqual([]);
  },
  2 * fuzzTimeout,
);
