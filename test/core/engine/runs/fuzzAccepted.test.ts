import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundleSession, openSession } from '@core/engine/runs/sessionFile';
import { bytesHash } from '@core/engine/files/fileHash';
import { defaultExperiment } from '@core/experiment/defaults';
import { filesOf, sessionSchema, sessionText, type Session, type SessionFile } from '@core/experiment/session';
import { readPicture } from '@core/engine/pictures/pictureFile';
import { npyToIndices, npyToTensor, parseNpy } from '@core/tensor/npy';
import { listSafetensors, parseSafetensors } from '@core/tensor/safetensors';
import { UpbenchError } from '@core/tensor/errors';
import { FUZZ_COUNT, fuzzTimeout, randomFrom, survives } from '../../../helpers/fuzz';

// Inputs that are what they say: files that every reader of the format accepts, and sessions that fit their schema. What they
// hold is odd; they open, or one sentence refuses them, and what opens is whole.

type Next = () => number;
const pickFrom =
  (next: Next) =>
  <Value>(list: readonly Value[]): Value =>
    list[Math.floor(next() * list.length)]!;

const NPY_TYPES = ['f2', 'f4', 'f8', 'i1', 'i2', 'i4', 'i8', 'u1', 'u2', 'u4', 'u8', 'b1'] as const;
const sizeOf = (type: string): number => Number(type.slice(1));

function shapeFor(next: Next): number[] {
  const axes = Math.floor(next() * 6);
  return Array.from({ length: axes }, () => pickFrom(next)([0, 1, 1, 2, 3, 3, 4, 5, 7]));
}

/** A sound .npy: any version, byte order, order of axes, and spacing that Python may write. */
function npy(next: Next): { readonly bytes: Buffer; readonly shape: readonly number[] } {
  const pick = pickFrom(next);
  const type = pick(NPY_TYPES);
  const shape = shapeFor(next);
  const order = sizeOf(type) === 1 ? '|' : pick(['<', '>', '=']);
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(pick([', ', ',']));
  const fields = [
    `'descr': '${order}${type}'`,
    `'fortran_order': ${pick(['True', 'False'])}`,
    `'shape': (${sizes})`,
  ].sort(() => next() - 0.5);
  const version = pick([1, 2, 3]);
  const dict = `{${fields.join(', ')}${pick([', ', ''])}}`;
  const head = version === 1 ? 10 : 12;
  const text = Buffer.from(dict.padEnd(Math.ceil((dict.length + head + 1) / 64) * 64 - head - 1) + '\n', 'latin1');
  const start = Buffer.alloc(head);
  start.write('\x93NUMPY', 'latin1');
  start[6] = version;
  if (version === 1) start.writeUInt16LE(text.length, 8);
  else start.writeUInt32LE(text.length, 8);
  const count = shape.reduce((product, size) => product * size, 1);
  const values = Buffer.from(
    Array.from({ length: count * sizeOf(type) }, () =>
      type === 'b1' ? Math.floor(next() * 2) : Math.floor(next() * 256),
    ),
  );
  return { bytes: Buffer.concat([start, text, values]), shape };
}

const NAMES = [
  'weight',
  'up.0.weight',
  '',
  ' ',
  'é',
  '权重',
  '__proto__',
  'constructor',
  'a/b',
  '../x',
  'x'.repeat(300),
];
const TENSOR_TYPES = { F16: 2, BF16: 2, F32: 4, F64: 8, I64: 8, I32: 4, U8: 1, BOOL: 1, F8_E4M3: 1 } as const;

/** A sound .safetensors: any names, types and order of tensors, with notes. */
function safetensors(next: Next): { readonly bytes: Buffer; readonly names: readonly string[] } {
  const pick = pickFrom(next);
  const parts: Buffer[] = [];
  const header: [string, unknown][] = next() < 0.5 ? [['__metadata__', { format: 'pt', note: pick(NAMES) }]] : [];
  const names = [...new Set(Array.from({ length: Math.floor(next() * 5) }, () => pick(NAMES)))];
  let end = 0;
  for (const name of names) {
    const type = pick(Object.keys(TENSOR_TYPES) as (keyof typeof TENSOR_TYPES)[]);
    const shape = shapeFor(next);
    const bytes = shape.reduce((product, size) => product * size, 1) * TENSOR_TYPES[type];
    parts.push(Buffer.from(Array.from({ length: bytes }, () => Math.floor(next() * 256))));
    header.push([name, { dtype: type, shape, data_offsets: [end, end + bytes] }]);
    end += bytes;
  }
  // Not by Object.fromEntries and back: `__proto__` is a name like any other here.
  const body = header.map(([name, value]) => `${JSON.stringify(name)}:${JSON.stringify(value)}`).join(',');
  const text = Buffer.from(`{${body}}`.padEnd(Math.ceil((Buffer.byteLength(body) + 2) / 8) * 8));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return { bytes: Buffer.concat([length, text, ...parts]), names };
}

describe('sound files', () => {
  it(
    '.npy: as picture, weights and positions',
    async () => {
      const next = randomFrom(21);
      for (let i = 0; i < FUZZ_COUNT; i++) {
        const { bytes, shape } = npy(next);
        const array = parseNpy(bytes, 'x.npy');
        expect(array.shape).toEqual(shape);
        expect(npyToTensor(array).data).toHaveLength(shape.reduce((product, size) => product * size, 1));
        await survives(`positions ${i}`, () => npyToIndices(array));
        await survives(`picture ${i}`, async () => {
          const { raster } = await readPicture(bytes, 'x.npy');
          expect(raster.data).toHaveLength(raster.width * raster.height * raster.channels);
        });
      }
    },
    fuzzTimeout,
  );

  it(
    '.safetensors: every float tensor is read, whatever it is called',
    async () => {
      const next = randomFrom(22);
      for (let i = 0; i < FUZZ_COUNT; i++) {
        const { bytes, names } = safetensors(next);
        expect(listSafetensors(bytes, 'w').map(({ name }) => name)).toEqual(names);
        await survives(`tensors ${i}`, () => {
          const tensors = parseSafetensors(bytes, 'w');
          for (const { shape, data } of Object.values(tensors))
            expect(data).toHaveLength(shape.reduce((product, size) => product * size, 1));
        });
      }
    },
    fuzzTimeout,
  );
});

describe('session graphs', () => {
  let folder: string;
  const files: (SessionFile & { readonly bytes: Buffer })[] = [];
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'upbench-graphs-'));
    for (const name of ['a.png', 'b.png', 'w.npz', 'out.png', '图.npy']) {
      const bytes = Buffer.from(`bytes of ${name}`);
      writeFileSync(join(folder, name), bytes);
      files.push({ name, path: name, sha256: bytesHash(bytes), bytes });
    }
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const PATHS = [
    '',
    '.',
    '..',
    '/',
    '/dev/zero',
    '\\\\server\\share\\x',
    '\\\\.\\COM1',
    'a.png/',
    'a.png/b',
    '\u0000',
    '~',
  ];

  /** Any session that fits the schema: files that are there, missing, changed, named twice, or that name one another. */
  function graph(next: Next): Session {
    const pick = pickFrom(next);
    const file = (): SessionFile => {
      const { bytes: _, ...known } = pick(files);
      const other = pick(PATHS);
      return {
        name: next() < 0.8 ? known.name : pick([...PATHS, 'x'.repeat(4000)]),
        path: next() < 0.7 ? known.path : other,
        sha256: next() < 0.8 ? known.sha256 : 'ab'.repeat(32),
      };
    };
    const some = <Value>(most: number, make: () => Value): Value[] =>
      Array.from({ length: Math.floor(next() * (most + 1)) }, make);
    const pictures = some(4, file);
    const picture = (): string => (next() < 0.8 ? pick(pictures)?.name : undefined) ?? pick(PATHS);
    return {
      schema: 'upbench.session/1',
      version: pick(['', '0.1.0', '99.0.0', 'x']),
      experiment: { ...defaultExperiment(), mode: pick(['reference', 'enlarge', 'masks'] as const) },
      pictures,
      weights: some(2, file),
      ...(next() < 0.5
        ? { candidates: some(3, () => ({ ...file(), picture: picture(), key: pick(['mine', 'a-1']) })) }
        : {}),
      ...(next() < 0.5 ? { low: some(3, () => ({ ...file(), picture: picture() })) } : {}),
      ...(next() < 0.5
        ? {
            partners: some(3, () => ({
              ...file(),
              picture: picture(),
              role: pick(['truth', 'photograph', 'indices'] as const),
            })),
          }
        : {}),
    };
  }

  it(
    'open, with every file found or refused by its name, alone and as bundles',
    async () => {
      const next = randomFrom(23);
      let opened = 0;
      for (let i = 0; i < FUZZ_COUNT; i++) {
        const session = graph(next);
        if (!sessionSchema.safeParse(session).success) continue;
        const isBundle = i % 4 === 0;
        const path = join(folder, isBundle ? 'graph.upbench' : 'graph.upbench.json');
        writeFileSync(
          path,
          isBundle
            ? await bundleSession(session, ({ sha256 }) =>
                Promise.resolve(files.find((file) => file.sha256 === sha256)?.bytes ?? Buffer.from('changed')),
              )
            : sessionText(session),
        );
        await survives(`session ${i}`, async () => {
          const found = await openSession(path, folder, [folder], undefined);
          const all = [found.pictures, found.weights, found.candidates, found.low, found.partners].flat();
          expect(all).toHaveLength(filesOf(session).length);
          for (const { refusal } of all) expect(refusal === undefined || refusal instanceof UpbenchError).toBe(true);
          opened++;
        });
      }
      expect(opened).toBeGreaterThan(FUZZ_COUNT / 4);
    },
    fuzzTimeout,
  );
});
