import { mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { main } from '../../../core/cli/main';
import { formatNpy, parseNpy } from '../../../core/tensor/npy';
import { formatNpz } from '../../../core/tensor/npz';
import { createTensor } from '../../../core/tensor/tensor';

let folder: string;
const file = (name: string): string => join(folder, name);

async function upbench(...argv: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const io = { stdout: (text: string) => void out.push(text), stderr: (text: string) => void err.push(text) };
  const code = await main(argv, io);
  return { code, out: out.join(''), err: err.join('') };
}
/** What an operator wrote. */
const read = async (name: string) => parseNpy(await readFile(file(name)));

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'upbench-op-'));
  await writeFile(file('x.npy'), formatNpy(createTensor([1, 1, 2, 2], [0, 1, 2, 3])));
  const weight = createTensor([1, 1, 2, 2], [4, 7, 2, 2]);
  await writeFile(file('w.npz'), formatNpz({ weight, bias: createTensor([1], [1]) }));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('upbench op', () => {
  it('runs a transposed convolution on files', async () => {
    const w = file('w.npz');
    const result = await upbench(
      'op',
      'conv_transpose2d',
      '--input',
      file('x.npy'),
      '--weight',
      `${w}:weight`,
      '--bias',
      `${w}:bias`,
      '--stride',
      '1,1',
      '--padding',
      '0',
      '--output',
      file('y.npy'),
    );
    expect(result).toEqual({ code: 0, out: '', err: `Wrote ${file('y.npy')}.\n` });
    const y = await read('y.npy');
    expect(y.shape).toEqual([1, 1, 3, 3]);
    expect([...y.data]).toEqual([1, 5, 8, 9, 29, 24, 5, 11, 7]);
  });

  it.each(['exact', 'fast'])('computes with %s SIMD when asked to', async (implementation) => {
    const { code } = await upbench(
      'op',
      'conv_transpose2d',
      '--input',
      file('x.npy'),
      '--weight',
      `${file('w.npz')}:weight`,
      '--implementation',
      implementation,
      '--output',
      file('s.npy'),
    );
    expect(code).toBe(0);
    expect([...(await read('s.npy')).data]).toEqual([0, 4, 7, 8, 28, 23, 4, 10, 6]);
  });

  it('never writes over what it reads, by whatever name', async () => {
    await symlink(file('x.npy'), file('link.npy'));
    for (const output of ['x.npy', './x.npy', 'link.npy']) {
      const { code, err } = await upbench(
        'op',
        'interpolate',
        '--input',
        file('x.npy'),
        '--scale-factor',
        '2',
        '--output',
        `${folder}/${output}`,
      );
      expect({ code, err }).toEqual({
        code: 2,
        err: `upbench: "${folder}/${output}" is an input of this command. Give the output another name.\n`,
      });
    }
    expect((await read('x.npy')).shape).toEqual([1, 1, 2, 2]);
  });

  it('refuses an implementation it does not know', async () => {
    const { code, err } = await upbench(
      'op',
      'pixel_shuffle',
      '--input',
      'x',
      '--output',
      'y',
      '--implementation',
      'gpu',
    );
    expect(code).toBe(2);
    expect(err).toBe('upbench: Expected reference, exact or fast for --implementation but received "gpu".\n');
  });

  it('takes names in camelCase, and writes positions as int64', async () => {
    const { code } = await upbench(
      'op',
      'maxPool2d',
      '--input',
      file('x.npy'),
      '--kernel-size',
      '2',
      '--output',
      file('p.npy'),
      '--output-indices',
      file('i.npy'),
    );
    expect(code).toBe(0);
    expect((await read('i.npy')).type).toBe('i8');
    const back = await upbench(
      'op',
      'max_unpool2d',
      '--input',
      file('p.npy'),
      '--indices',
      file('i.npy'),
      '--kernel-size',
      '2',
      '--output',
      file('u.npy'),
    );
    expect(back.code).toBe(0);
    expect([...(await read('u.npy')).data]).toEqual([0, 0, 0, 3]);
  });

  it('says that float64 is computed in float32', async () => {
    const double = Buffer.from(formatNpy(createTensor([1, 1, 1, 1], [0])));
    double.write('<f8', double.indexOf('<f4'));
    await writeFile(file('d.npy'), Buffer.concat([double, Buffer.alloc(4)]));
    const { code, err } = await upbench(
      'op',
      'interpolate',
      '--input',
      file('d.npy'),
      '--scale-factor',
      '2',
      '--output',
      file('z.npy'),
    );
    expect(code).toBe(0);
    expect(err).toContain('is float64 and is computed in float32');
  });

  it.each([
    { args: ['nonsense'], says: 'Expected one of conv2d, conv_transpose2d' },
    { args: ['interpolate', '--stride', '2'], says: 'interpolate does not take --stride; it takes --size' },
    { args: ['interpolate', '--strides', '2'], says: 'Did you mean --stride?' },
    { args: ['interpolate', '--scale-factor', 'two'], says: 'for --scale-factor but received "two"' },
    { args: ['interpolate', '--scale-factor', '0'], says: 'Expected a number > 0 for scaleFactor but received 0.' },
    { args: ['conv2d'], says: 'for --weight' },
    { args: ['pixel_shuffle', '--upscale-factor', '2'], says: 'whose square divides' },
    { args: ['interpolate', '--weight', 'w.npy', '--size', '2'], says: 'interpolate does not take --weight' },
  ])('refuses $args with one sentence and writes nothing', async ({ args, says }) => {
    const before = await readdir(folder);
    const { code, out, err } = await upbench('op', ...args, '--input', file('x.npy'), '--output', file('no.npy'));
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toContain(says);
    expect(err.trimEnd().split('\n').length).toBe(1);
    expect(await readdir(folder)).toEqual(before);
  });

  it.each([
    { input: 'gone.npy', says: 'Cannot find' },
    { input: 'w.npz', says: 'Expected the name of an array' },
    { input: 'w.npz:gain', says: 'has no array "gain"' },
  ])('refuses $input', async ({ input, says }) => {
    const { code, err } = await upbench(
      'op',
      'interpolate',
      '--input',
      file(input),
      '--size',
      '2',
      '--output',
      file('no.npy'),
    );
    expect(code).toBe(2);
    expect(err).toContain(says);
  });
});

describe('upbench shape', () => {
  it.each([
    { args: ['conv_transpose2d', '--kernel-size', '3', '--stride', '2', '--padding', '1'], size: '31x31' },
    { args: ['conv2d', '--kernel-size', '3', '--stride', '2', '--padding', '1'], size: '8x8' },
    { args: ['interpolate', '--scale-factor', '1.5,2'], size: '24x32' },
    { args: ['max_pool2d', '--kernel-size', '3', '--ceil-mode'], size: '6x6' },
    { args: ['pixel_shuffle', '--upscale-factor', '3'], size: '48x48' },
    { args: ['nearest_conv2d', '--scale-factor', '2', '--kernel-size', '3', '--padding', '1'], size: '32x32' },
  ])('$args', async ({ args, size }) => {
    expect(await upbench('shape', ...args, '--input', '16,16')).toEqual({ code: 0, out: `${size}\n`, err: '' });
  });

  it('takes a ratio as Python divides it, and says which size was just missed', async () => {
    const { out, err } = await upbench('shape', 'interpolate', '--input', '88,88', '--scale-factor', '120/88');
    expect(out).toBe('119x119\n');
    expect(err).toContain('For 120x120 use --size 120,120.');
    expect((await upbench('shape', 'interpolate', '--input', '88,80', '--scale-factor', '3/2')).err).toBe('');
  });

  it('refuses what has no size', async () => {
    const { code, err } = await upbench('shape', 'conv2d', '--input', '2,2', '--kernel-size', '3');
    expect(code).toBe(2);
    expect(err).toContain('Expected at most 2 on the height');
  });
});
