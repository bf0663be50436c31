import fc from 'fast-check';
import { zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { UpbenchError } from '../../../core/tensor/errors';
import { formatNpy, halfToNumber, npyToIndices, npyToTensor, parseNpy } from '../../../core/tensor/npy';
import { formatNpz, listNpz, parseNpz, parseNpzMember } from '../../../core/tensor/npz';
import { formatSafetensors, listSafetensors, parseSafetensors } from '../../../core/tensor/safetensors';
import { createIndexTensor, createTensor } from '../../../core/tensor/tensor';
import { parseWeightFile } from '../../../core/tensor/weightFile';

const x = createTensor([2, 3], [1, -2.5, 3, NaN, Infinity, 0.1]);

/** An .npy file with any header and content. */
function npy(dict: string, content: readonly number[], major = 1): Uint8Array {
  const wide = major > 1;
  const bytes = new Uint8Array((wide ? 12 : 10) + dict.length + content.length);
  bytes.set([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, major, 0]);
  const view = new DataView(bytes.buffer);
  if (wide) view.setUint32(8, dict.length, true);
  else view.setUint16(8, dict.length, true);
  bytes.set(new TextEncoder().encode(dict), wide ? 12 : 10);
  bytes.set(content, (wide ? 12 : 10) + dict.length);
  return bytes;
}
const dict = (descr: string, shape: string, fortran = 'False') =>
  `{'descr': '${descr}', 'fortran_order': ${fortran}, 'shape': (${shape}), }\n`;

function safetensors(header: unknown, content = 0): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + content);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

describe('.npy', () => {
  it('comes back as it went', () => {
    expect(npyToTensor(parseNpy(formatNpy(x)))).toEqual(x);
    const indices = createIndexTensor([3], [0, 7, 2 ** 31 - 1]);
    expect(npyToIndices(parseNpy(formatNpy(indices)))).toEqual(indices);
  });

  it('aligns its values to 64 bytes', () => {
    expect((formatNpy(x).length - 24) % 64).toBe(0);
  });

  it.each([1, 2, 3])('reads version %i', (major) => {
    expect([...parseNpy(npy(dict('|u1', '3,'), [1, 2, 255], major)).data]).toEqual([1, 2, 255]);
  });

  it.each([
    { descr: '<f2', bytes: [0x00, 0x3c], value: 1 },
    { descr: '>f2', bytes: [0xc0, 0x00], value: -2 },
    { descr: '<f4', bytes: [0, 0, 0xc0, 0x3f], value: 1.5 },
    { descr: '>f4', bytes: [0x3f, 0xc0, 0, 0], value: 1.5 },
    { descr: '>f8', bytes: [0x3f, 0xf8, 0, 0, 0, 0, 0, 0], value: 1.5 },
    { descr: '|b1', bytes: [1], value: 1 },
    { descr: '|i1', bytes: [0xff], value: -1 },
    { descr: '<u2', bytes: [0xff, 0xff], value: 65535 },
    { descr: '>i2', bytes: [0xff, 0xfe], value: -2 },
    { descr: '<i4', bytes: [0xff, 0xff, 0xff, 0xff], value: -1 },
    { descr: '<i8', bytes: [5, 0, 0, 0, 0, 0, 0, 0], value: 5 },
    { descr: '>u8', bytes: [0, 0, 0, 0, 0, 0, 1, 0], value: 256 },
  ])('reads $descr', ({ descr, bytes, value }) => {
    expect([...parseNpy(npy(dict(descr, ''), bytes)).data]).toEqual([value]);
  });

  it('turns Fortran order into row-major', () => {
    const array = parseNpy(npy(dict('|u1', '2, 3', 'True'), [0, 3, 1, 4, 2, 5]));
    expect(array.shape).toEqual([2, 3]);
    expect([...array.data]).toEqual([0, 1, 2, 3, 4, 5]);
  });

  it('halves include subnormals, infinities and NaN', () => {
    expect([0x0001, 0x7c00, 0xfc00, 0x7e00, 0x8000].map(halfToNumber)).toEqual([
      2 ** -24,
      Infinity,
      -Infinity,
      NaN,
      -0,
    ]);
  });

  it.each([
    { why: 'another file', bytes: new Uint8Array(20), says: 'does not begin with' },
    { why: 'no file', bytes: new Uint8Array(0), says: 'does not begin with' },
    { why: 'version 9', bytes: npy(dict('<f4', '1,'), [0, 0, 0, 0], 9), says: 'format version is 9' },
    { why: 'a short file', bytes: npy(dict('<f4', '2,'), [0, 0, 0, 0]), says: 'need 8 bytes but 4 follow' },
    { why: 'a long file', bytes: npy(dict('<f4', ''), [0, 0, 0, 0, 0]), says: 'need 4 bytes but 5 follow' },
    { why: 'a huge claim', bytes: npy(dict('<f4', '99999, 99999'), []), says: 'more than 2147483647 values' },
    { why: 'text', bytes: npy(dict('<U5', '1,'), []), says: 'values of type "U5"' },
    { why: 'no dict', bytes: npy('hello', []), says: 'does not name descr' },
    { why: 'a bad shape', bytes: npy(dict('<f4', '1 2'), []), says: 'its shape is' },
  ])('refuses $why with a sentence', ({ bytes, says }) => {
    expect(() => parseNpy(bytes, 'x.npy')).toThrow(UpbenchError);
    expect(() => parseNpy(bytes, 'x.npy')).toThrow(says);
  });

  it('refuses a header that is longer than the file', () => {
    const bytes = npy(dict('<f4', ''), [0, 0, 0, 0]);
    bytes[9] = 0xff;
    expect(() => parseNpy(bytes)).toThrow('its header claims');
  });

  it('refuses positions that are none', () => {
    const read = (value: number) => () => npyToIndices({ shape: [1], type: 'f8', data: Float64Array.of(value) });
    for (const value of [0.5, -1, 2 ** 31, NaN]) expect(read(value)).toThrow('Expected whole numbers');
  });
});

describe('.npz', () => {
  const file = formatNpz({ weight: x, bias: createTensor([1], [7]) });

  it('lists and reads members', () => {
    expect(listNpz(file)).toEqual(['weight', 'bias']);
    expect(npyToTensor(parseNpzMember(file, 'weight'))).toEqual(x);
    expect([...parseNpz(file).keys()]).toEqual(['weight', 'bias']);
  });

  it('names what it has when asked for something else', () => {
    expect(() => parseNpzMember(file, 'gain', 'w.npz')).toThrow('w.npz has no array "gain"; it has weight, bias.');
  });

  it('refuses a member that claims more than deflate can hold', () => {
    const bomb = zipSync({ 'x.npy': new Uint8Array(100) });
    const at = bomb.lastIndexOf(0x50, bomb.length - 23);
    const central = bomb.findIndex((_, i) => bomb[i] === 0x50 && bomb[i + 2] === 1 && bomb[i + 3] === 2);
    expect(at).toBeGreaterThan(0);
    new DataView(bomb.buffer, bomb.byteOffset).setUint32(central + 24, 2 ** 31, true);
    expect(() => parseNpz(bomb)).toThrow('claims 2147483648 bytes');
  });

  it('refuses a file that is no zip', () => {
    expect(() => parseNpz(new Uint8Array(30))).toThrow('is not a readable .npz file');
  });
});

describe('.safetensors', () => {
  it('comes back as it went', () => {
    const file = formatSafetensors({ weight: x, scalar: createTensor([], [3]) }, { made: 'here' });
    expect(parseSafetensors(file)).toEqual({ weight: x, scalar: createTensor([], [3]) });
    expect(Number(new DataView(file.buffer).getBigUint64(0, true)) % 8).toBe(0);
  });

  it('reads F16, BF16 and F64 and leaves integers out', () => {
    const header = {
      half: { dtype: 'F16', shape: [1], data_offsets: [0, 2] },
      brain: { dtype: 'BF16', shape: [1], data_offsets: [2, 4] },
      double: { dtype: 'F64', shape: [1], data_offsets: [4, 12] },
      count: { dtype: 'I64', shape: [1], data_offsets: [12, 20] },
    };
    const bytes = safetensors(header, 20);
    bytes.set([0x00, 0x3c, 0xc0, 0x3f, 0, 0, 0, 0, 0, 0, 0xf8, 0xbf], bytes.length - 20);
    const read = Object.entries(parseSafetensors(bytes)).map(([name, tensor]) => [name, tensor.data[0]]);
    expect(read).toEqual([
      ['half', 1],
      ['brain', 1.5],
      ['double', -1.5],
    ]);
    expect(listSafetensors(bytes).map((entry) => entry.dtype)).toEqual(['F16', 'BF16', 'F64', 'I64']);
  });

  const tensor = (fields: object) =>
    safetensors({ w: { dtype: 'F32', shape: [2], data_offsets: [0, 8], ...fields } }, 8);
  it.each([
    { why: 'seven bytes', bytes: new Uint8Array(7), says: 'it has 7 bytes' },
    { why: 'a huge header', bytes: new Uint8Array(16).fill(255), says: 'its header claims' },
    { why: 'no JSON', bytes: safetensors('{nope'), says: 'is not JSON' },
    { why: 'a list', bytes: safetensors([]), says: 'its header is []' },
    { why: 'no shape', bytes: tensor({ shape: undefined }), says: 'has no type and shape' },
    { why: 'a wrong length', bytes: tensor({ shape: [3] }), says: 'fills 8 bytes' },
    { why: 'offsets outside', bytes: tensor({ data_offsets: [0, 9] }), says: 'lies at [0, 9] of 8 bytes' },
    { why: 'a huge shape', bytes: tensor({ shape: [1e6, 1e6] }), says: 'more than 2147483647 values' },
  ])('refuses $why with a sentence', ({ bytes, says }) => {
    expect(() => parseSafetensors(bytes)).toThrow(UpbenchError);
    expect(() => parseSafetensors(bytes)).toThrow(says);
  });

  it('refuses tensors that share their bytes', () => {
    const header = Object.fromEntries(
      Array.from({ length: 50 }, (_, i) => [`w${i}`, { dtype: 'F32', shape: [100], data_offsets: [0, 400] }]),
    );
    expect(() => parseSafetensors(safetensors(header, 400))).toThrow('its tensors overlap');
  });
});

describe('damaged files', () => {
  const readers = {
    npy: { file: formatNpy(x), read: (bytes: Uint8Array): unknown => parseNpy(bytes) },
    npz: { file: formatNpz({ x }), read: (bytes: Uint8Array): unknown => parseNpz(bytes) },
    safetensors: { file: formatSafetensors({ x }), read: (bytes: Uint8Array): unknown => parseSafetensors(bytes) },
  };

  it.each(Object.entries(readers))('%s: 500 of them give a value or a sentence', (_, { file, read }) => {
    const edits = fc.array(fc.tuple(fc.nat(file.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 });
    const damage = fc.record({ edits, end: fc.oneof(fc.constant(file.length), fc.nat(file.length)) });
    const survive = ({ edits: changes, end }: { edits: [number, number][]; end: number }) => {
      const bytes = new Uint8Array(file);
      for (const [at, value] of changes) bytes[at] = value;
      try {
        read(bytes.slice(0, end));
      } catch (error) {
        expect(error).toBeInstanceOf(UpbenchError);
        expect((error as Error).message).toMatch(/\.$/);
      }
    };
    fc.assert(fc.property(damage, survive), { numRuns: 500 });
  });
});

describe('parseWeightFile', () => {
  it('refuses a pickle with the two lines that convert it', () => {
    const read = () => parseWeightFile(new Uint8Array(4), 'nets/up.pth');
    expect(read).toThrow('nets/up.pth is a Python pickle');
    expect(read).toThrow('save_file(torch.load("up.pth", map_location="cpu", weights_only=True), "up.safetensors")');
  });

  it('reads by the file name and refuses others', () => {
    expect(parseWeightFile(formatNpy(x), 'w.npy')).toEqual({ weight: x });
    expect(parseWeightFile(formatNpz({ a: x }), 'W.NPZ')).toEqual({ a: x });
    expect(parseWeightFile(formatSafetensors({ b: x }), 'w.safetensors')).toEqual({ b: x });
    expect(() => parseWeightFile(new Uint8Array(4), 'w.txt')).toThrow('Expected a .safetensors, .npz or .npy file');
  });
});
