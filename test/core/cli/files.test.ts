import { say } from '@core/messages';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findInputs } from '@core/cli/compare/inputs';
import { keepInputs, namesIn, writeFiles, writeNamed } from '@core/cli/outputFiles';
import { defaultExperiment } from '@core/experiment/defaults';
import { OutputNames, singleOutputName } from '@core/experiment/outputNames';
import { freeName, freeNumber, numbered, stem } from '@core/tensor/fileNames';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'upbench-test-'));
});
afterEach(() => {
  chmodSync(folder, 0o700);
  rmSync(folder, { recursive: true, force: true });
});
const never = new AbortController().signal;
const at = (...names: string[]) => join(folder, ...names);

describe('findInputs', () => {
  beforeEach(() => {
    mkdirSync(at('pictures', 'sub'), { recursive: true });
    mkdirSync(at('empty'));
    for (const name of ['p10.png', 'p2.PNG', 'notes.txt', 'sub/deep.webp']) writeFileSync(at('pictures', name), '');
  });

  it('lists the pictures of a folder in natural order, those below only when asked', async () => {
    const { remarks, ...found } = await findInputs([at('pictures')], false);
    expect(remarks.map((remark) => say(remark))).toEqual([
      `Left out 1 file of "${at('pictures')}" that is not a picture of a kind that opens: notes.txt.`,
    ]);
    expect(found).toEqual({
      files: [at('pictures', 'p2.PNG'), at('pictures', 'p10.png')],
      failed: [],
      leftOut: [at('pictures', 'notes.txt')],
    });
    expect((await findInputs([at('pictures')], true)).files).toContain(at('pictures', 'sub', 'deep.webp'));
  });

  it('names what a folder holds in place of pictures', async () => {
    for (let n = 1; n <= 7; n++) writeFileSync(at('empty', `${n}.xyz`), '');
    writeFileSync(at('empty', '.DS_Store'), '');
    const { failed } = await findInputs([at('empty')], false);
    expect(failed[0]?.message).toBe(
      `"${at('empty')}" is a folder without pictures of a kind that opens; it holds 7 other files: 1.xyz, 2.xyz, 3.xyz, 4.xyz, 5.xyz and 2 more.`,
    );
  });

  it('takes a named file whatever it is called', async () => {
    expect((await findInputs([at('pictures', 'notes.txt')], false)).files).toEqual([at('pictures', 'notes.txt')]);
  });

  it('goes on after a missing file and a folder without pictures', async () => {
    const { files, failed } = await findInputs([at('none.png'), at('empty'), at('pictures')], false);
    expect(files).toHaveLength(2);
    expect(failed.map(({ said: _said, ...failure }) => failure)).toEqual([
      { file: at('none.png'), code: 'missing-file', message: `Cannot find "${at('none.png')}".` },
      {
        file: at('empty'),
        code: 'missing-file',
        message: `"${at('empty')}" is a folder without pictures (--recursive looks into its folders, too).`,
      },
    ]);
  });

  it('does not follow a link that leads back up', async () => {
    symlinkSync(folder, at('pictures', 'up'));
    expect((await findInputs([at('pictures')], true)).files).toHaveLength(3);
  });
});

describe('writeFiles', () => {
  const files = [
    { name: 'a.txt', content: 'one' },
    { name: 'b.bin', content: Uint8Array.of(1, 2) },
  ];

  it('writes text, bytes and copies, making the folder', async () => {
    writeFileSync(at('source'), 'copied');
    await writeFiles(at('new', 'deep'), [...files, { name: 'c', content: { path: at('source') } }], false, never);
    expect(readdirSync(at('new', 'deep')).sort()).toEqual(['a.txt', 'b.bin', 'c']);
    expect(readFileSync(at('new', 'deep', 'c'), 'utf8')).toBe('copied');
  });

  it('never overwrites without force, not even what appeared in between', async () => {
    writeFileSync(at('b.bin'), 'mine');
    await expect(writeFiles(folder, files, false, never)).rejects.toThrow('has just been created by another process');
    expect(readFileSync(at('b.bin'), 'utf8')).toBe('mine');
    await writeFiles(folder, files, true, never);
    expect(readFileSync(at('b.bin'))).toEqual(Buffer.of(1, 2));
  });

  it('leaves nothing behind when one file cannot be written: no parts, no folder', async () => {
    const broken = [...files, { name: 'c', content: { path: at('no-such-file') } }];
    await expect(writeFiles(at('new', 'deep'), broken, false, never)).rejects.toThrow(/^Cannot write/);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves nothing behind when it is broken off', async () => {
    const controller = new AbortController();
    controller.abort();
    await expect(writeFiles(at('new'), files, false, controller.signal)).rejects.toMatchObject({ code: 'cancelled' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('says in one sentence why it could not', async () => {
    writeFileSync(at('file'), '');
    await expect(writeFiles(at('file', 'below'), files, false, never)).rejects.toThrow(
      `Cannot write "${at('file', 'below')}": a file is in the way.`,
    );
    await expect(writeFiles(at('file'), files, false, never)).rejects.toThrow(
      `Cannot write "${at('file')}": a file is in the way.`,
    );
    mkdirSync(at('dir', 'a.txt'), { recursive: true });
    await expect(writeFiles(at('dir'), files, true, never)).rejects.toThrow(/^Cannot write .*a\.txt/);
    expect(readdirSync(at('dir'))).toEqual(['a.txt']);
  });

  it.runIf(process.getuid?.() !== 0 && process.platform !== 'win32')('a folder without permission', async () => {
    chmodSync(folder, 0o500);
    await expect(writeFiles(folder, files, false, never)).rejects.toThrow('No permission to write');
  });
});

describe('writeNamed', () => {
  const said: string[] = [];
  const io = { signal: never, language: 'en' as const, stderr: (text: string) => void said.push(text) };

  it('replaces the file that an option names, and says so', async () => {
    said.length = 0;
    await writeNamed(io, { path: at('a.json'), content: 'one' });
    await writeNamed(io, { path: at('a.json'), content: 'two' }, { path: at('b.json'), content: 'three' });
    expect(said.map((line) => line.trim())).toEqual([
      `Wrote ${at('a.json')}.`,
      `Replaced ${at('a.json')}.`,
      `Wrote ${at('b.json')}.`,
    ]);
    expect(readdirSync(folder).sort()).toEqual(['a.json', 'b.json']);
    expect(readFileSync(at('a.json'), 'utf8')).toBe('two');
  });

  it('leaves all as it was when one cannot be written', async () => {
    writeFileSync(at('a.json'), 'mine');
    const files = [at('a.json'), at('none', 'b.json')].map((path) => ({ path, content: 'new' }));
    await expect(writeNamed(io, ...files)).rejects.toThrow(/^Cannot write/);
    expect(readFileSync(at('a.json'), 'utf8')).toBe('mine');
    expect(readdirSync(folder)).toEqual(['a.json']);
  });

  it('an input is refused, through links too, and so is one name for two', async () => {
    writeFileSync(at('in.png'), '');
    symlinkSync(at('in.png'), at('link.png'));
    await expect(keepInputs([at('in.png')], [at('link.png')])).rejects.toThrow('is an input of this command');
    await expect(keepInputs([at('x.npz:array')], [at('x.npz')])).rejects.toThrow('is an input of this command');
    await expect(keepInputs([], [at('o'), join(folder, '.', 'o')])).rejects.toThrow('is named for two outputs');
    await keepInputs([at('in.png'), undefined], [undefined, '-', '-', at('out.png'), '/dev/null', '/dev/null']);
  });
});

describe('names', () => {
  it('numbered puts the number before the ending', () => {
    expect(numbered('results.json', 1)).toBe('results.json');
    expect(numbered('results.json', 3)).toBe('results-3.json');
    expect(numbered('plain', 2)).toBe('plain-2');
  });

  it('freeNumber finds one number for all, upper and lower case alike', async () => {
    for (const name of ['A.json', 'b-2.png']) writeFileSync(at(name), '');
    const taken = await namesIn(folder);
    expect(freeNumber(['a.json'], taken)).toBe(2);
    expect(freeNumber(['a.json', 'b.png'], taken)).toBe(3);
    expect(await namesIn(at('none'))).toEqual(new Set());
    expect(existsSync(at('none'))).toBe(false);
  });

  it('stem is safe on every disk', () => {
    expect(stem('/a/b/photo.png')).toBe('photo');
    expect(stem('C:\\pictures\\photo.final.jpeg')).toBe('photo.final');
    expect(stem('a<b>:"c"|?*.png')).toBe('a_b___c____');
    expect(stem('con.png')).toBe('_con');
    expect(stem('con.tar.png')).toBe('_con.tar');
    expect(stem('....')).toBe('picture');
    expect(stem('')).toBe('picture');
    expect(stem(`${'🖼'.repeat(200)}.png`)).toBe('🖼'.repeat(30));
  });

  it('outputs: one place for folder, archive and window; the ending is reserved with the name', () => {
    const experiment = defaultExperiment();
    const [first] = experiment.methods;
    const names = new OutputNames(['a/photo.png', 'b/Photo.jpg'], experiment);
    const of = (file: string, path: string) => [...names.of(file, [[first!.key, path]]).values()];
    expect(of('a/photo.png', 'x.png')).toEqual([`photo__${first!.key}_x2.png`]);
    expect(of('b/Photo.jpg', 'x.npy')).toEqual([`Photo-2__${first!.key}_x2.npy`]);
    expect(names.possible('a/photo.png')).toContain(`photo__${first!.key}_x2.npy`);
    // Two whose ending alone differs do not clash, and an array takes no picture's name.
    const short = new OutputNames(['a', 'b'], experiment, { template: 'all{file}{method}.png', number: 3 });
    expect([...short.of('a', [[first!.key, 'x.npy']]).values()]).toEqual([`alla${first!.key}-3.npy`]);
    const single = { file: 'still-life.png', method: 'nearest', params: '', scale: 2, ext: 'png' as const };
    expect(singleOutputName(single)).toBe('still-life__nearest_x2.png');
    expect(singleOutputName({ ...single, params: 'k5' })).toBe('still-life__nearest_k5_x2.png');
  });

  it('freeName counts up', () => {
    const taken = new Set(['a.png', 'a-2.png']);
    expect(freeName('a.png', (name) => taken.has(name))).toBe('a-3.png');
  });
});
