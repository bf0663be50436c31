import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { endingOf, isPictureName, PICTURE_ENDINGS } from '@core/tensor/pictureKinds';

describe('endings of pictures', () => {
  it.each([
    ['a.PNG', 'png'],
    ['folder.d/photo.v2.JPeg', 'jpeg'],
    ['photo', undefined],
    ['.png', undefined],
    ['folder.png/photo', undefined],
    ['a.', undefined],
  ])('%s ends in %s', (name, ending) => expect(endingOf(name)).toBe(ending));

  it('are all of one letter case and each once', () => {
    expect(new Set(PICTURE_ENDINGS).size).toBe(PICTURE_ENDINGS.length);
    for (const ending of PICTURE_ENDINGS) expect(isPictureName(`A.${ending.toUpperCase()}`), ending).toBe(true);
    for (const name of ['notes.txt', 'results.json', 'a.png.part']) expect(isPictureName(name), name).toBe(false);
  });

  it('stand in one file only', () => {
    const sources = (folder: string): string[] =>
      readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
        entry.isDirectory()
          ? sources(join(folder, entry.name))
          : /\.(ts|vue)$/.test(entry.name)
            ? [join(folder, entry.name)]
            : [],
      );
    const lists = ['core', 'electron', 'renderer/src']
      .flatMap(sources)
      .filter((file) =>
        /jpe\??g['"|,)].*webp|webp.*jpe\??g/is.test(readFileSync(file, 'utf8').replace(/\/\*.*?\*\//gs, '')),
      )
      .filter((file) => /\btiff?\b/.test(readFileSync(file, 'utf8')));
    expect(lists.filter((file) => !file.startsWith(join('core', 'engine', 'pictures')))).toEqual([
      join('core', 'tensor', 'pictureKinds.ts'),
    ]);
  });
});
