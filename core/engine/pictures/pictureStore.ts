import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { copyFile, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { message } from '../../messages';
import { samples } from '../../samples';
import { maskSample } from '../../samples/maskPair';
import { classPalette } from '../../segmentation/palette';
import { UpbenchError } from '../../tensor/errors';
import { formatNpy } from '../../tensor/npy';
import type { BlobStore } from '../host/blobStore';
import type { ComputeThread } from '../thread/computeThread';
import { pictureInfo, type BlobRef, type PictureInfo } from '../contract/contract';
import { blobPath } from '../host/blobPath';
import type { PairFiles, PairPlaces, SessionJob } from '../thread/jobs';
import { PAIR_ROLES, type PairRole } from '../../experiment/session';
import { readFailure, writeFailure } from '../files/fileErrors';
import { readBytes } from './pictureFile';
import { writeIndexedPng } from './samplePng';

/** The order of the samples, the most instructive one first; other files in the folder come last. */
const rankOf = (name: string): number => {
  const rank = samples.findIndex((sample) => sample.name === name);
  return rank < 0 ? samples.length : rank;
};

/** What is kept of an opened picture beside its bytes. */
const record = z.object({ info: pictureInfo, file: z.string() });

type Kept = z.infer<typeof record>;

interface Origin {
  /** The path or name as given; results say it. */
  readonly file: string;
  readonly folder?: string | undefined;
  readonly isSample?: boolean;
  readonly isAside?: boolean;
}

/**
 * Opened pictures: their bytes as they came, below the work folder, so that every run decodes the very file and a file
 * that vanishes or changes on the disk does not matter. The folder outlives this process: a new one finds them again.
 */
export class PictureStore {
  private readonly pictures = new Map<string, Kept>();
  private readonly folder: string;

  constructor(
    workFolder: string,
    private readonly blobs: BlobStore,
    private readonly quickThread: ComputeThread,
    private readonly samplesFolder: string | null,
  ) {
    this.folder = join(workFolder, 'pictures');
    mkdirSync(this.folder, { recursive: true, mode: 0o700 });
    this.restore();
  }

  list(): PictureInfo[] {
    return [...this.pictures.values()].map(({ info }) => info);
  }

  get(id: string): Kept & { path: string } {
    const kept = this.pictures.get(id);
    if (kept === undefined) throw new UpbenchError('missing-file', message('picture-not-open'));
    return { ...kept, path: this.sourcePath(id) };
  }

  has(id: string): boolean {
    return this.pictures.has(id);
  }

  /** Opens a file that the user chose; `given` is what results call it. */
  async openPath(path: string, given = path, folder = folderOf(given)): Promise<PictureInfo> {
    return this.open(await readBytes(path, given), { file: given, folder });
  }

  /** The same for a file that is given for another picture: nobody looks at it, so nothing is made to look at. */
  async openPathAside(path: string, given = path, folder = folderOf(given)): Promise<PictureInfo> {
    return this.open(await readBytes(path, given), { file: given, folder, isAside: true });
  }

  /** Opens bytes that came without a path. */
  async openBytes(bytes: Uint8Array, name: string, isAside = false): Promise<PictureInfo> {
    return this.open(bytes, { file: name, isAside });
  }

  /** Names of the samples, e.g. `zone-plate.png`. */
  async samples(): Promise<{ name: string; title: string }[]> {
    if (this.samplesFolder === null) return [];
    try {
      const names = await readdir(this.samplesFolder);
      return names
        .filter((name) => name.endsWith('.png'))
        .sort((a, b) => rankOf(a) - rankOf(b) || a.localeCompare(b, 'en'))
        .map((name) => ({ name, title: titleOf(name) }));
    } catch (error) {
      throw readFailure('the folder of sample pictures', error);
    }
  }

  async openSample(name: string): Promise<PictureInfo> {
    const known = await this.samples();
    // Only names from the list become paths.
    if (this.samplesFolder === null || !known.some((sample) => sample.name === name)) {
      const names = known.map((sample) => sample.name);
      throw new UpbenchError('missing-file', message('no-sample', { name, known: names }));
    }
    return this.open(await readBytes(join(this.samplesFolder, name), name), { file: name, isSample: true });
  }

  /** Joins opened files into one pair, which takes their place. */
  async pair(ids: readonly string[], names?: readonly string[]): Promise<PictureInfo> {
    const parts = ids.map((id) => this.get(id));
    const files = parts.map(({ path, file, info }) => ({ path, name: file === '' ? info.name : file }));
    const job = { kind: 'open-pair', files, names, folder: this.blobs.folder } as const;
    const { info, roles, picture } = await this.quickThread.run(job).done;
    const array = parts[roles.array]!;
    const shown = parts[roles.photograph ?? roles.truth ?? roles.array]!;
    const id = randomBytes(12).toString('hex');
    try {
      await copyFile(array.path, this.sourcePath(id));
      for (const part of PAIR_ROLES) {
        const at = roles[part];
        if (at !== null) await copyFile(parts[at]!.path, join(this.folder, `${id}.${part}`));
      }
    } catch (error) {
      throw writeFailure('a picture in the temporary folder', error);
    }
    if (picture !== null) this.blobs.keep(picture);
    const thumbnail = picture ?? this.copyBlob(shown.info.thumbnail);
    const preview = picture ?? this.copyBlob(shown.info.preview);
    const hashes = parts.map((part) => part.info.sha256);
    const kept: Kept = { info: { ...array.info, id, thumbnail, preview, pair: { ...info, hashes } }, file: array.file };
    await this.remember(id, kept);
    this.pictures.set(id, kept);
    this.remove(ids);
    return kept.info;
  }

  /** The logits of the program's own still life, made when asked for. */
  async openPairSample(): Promise<PictureInfo> {
    const { logits, truth, names } = maskSample();
    const [height = 0, width = 0] = truth.shape;
    const labels = writeIndexedPng({ width, height, data: truth.data }, classPalette(names.length));
    const opened = [
      await this.open(formatNpy(logits), { file: 'still-life-logits.npy', isSample: true }),
      await this.open(labels, { file: 'still-life-truth.png', isSample: true }),
    ];
    const [first] = await this.samples();
    // The sample itself stays in the list where it is open already: its bytes are opened under another name.
    if (first !== undefined && this.samplesFolder !== null) {
      const bytes = await readBytes(join(this.samplesFolder, first.name), first.name);
      opened.push(await this.open(bytes, { file: 'still-life-photograph.png', isSample: true }));
    }
    return this.pair(
      opened.map(({ id }) => id),
      names,
    );
  }

  /** Where the parts of a pair are; refused for a picture. */
  pairOf(id: string): {
    places: PairPlaces;
    output: { width: number; height: number };
    files: PairFiles;
    partners: NonNullable<SessionJob['partners']>;
  } {
    const { info, path, file } = this.get(id);
    const { pair } = info;
    if (pair === undefined) throw new UpbenchError('unavailable', message('not-a-pair', { name: info.name }));
    const partOf = (part: PairRole): string | null => (pair[part] === null ? null : join(this.folder, `${id}.${part}`));
    const [truth, indices] = [partOf('truth'), partOf('indices')];
    return {
      places: { array: path, truth, photograph: partOf('photograph'), values: pair.values, name: file },
      output: pair.output ?? pair.input,
      files: {
        truth: truth === null ? null : { path: truth, name: pair.truth ?? '' },
        ...(indices === null ? {} : { indices: { path: indices, name: pair.indices ?? '' } }),
      },
      partners: PAIR_ROLES.flatMap((role) => {
        const path = partOf(role);
        return path === null ? [] : [{ role, path, name: pair[role] ?? '', picture: file }];
      }),
    };
  }

  private copyBlob(blob: BlobRef): BlobRef {
    const from = blobPath(this.blobs.folder, blob.id);
    return from === null ? blob : this.blobs.write('png', readFileSync(from.path));
  }

  /** Puts pictures into a set; null takes them out of any. */
  async assign(ids: readonly string[], set: string | null): Promise<PictureInfo[]> {
    const changed: PictureInfo[] = [];
    for (const id of ids) {
      const kept = this.pictures.get(id);
      if (kept === undefined) continue;
      const { set: _old, ...info } = kept.info;
      const next: Kept = { info: set === null ? info : { ...info, set }, file: kept.file };
      await this.remember(id, next);
      if (!this.pictures.has(id)) {
        // Closed meanwhile: neither the picture nor its record comes back.
        rmSync(this.recordPath(id), { force: true });
        continue;
      }
      this.pictures.set(id, next);
      changed.push(next.info);
    }
    return changed;
  }

  remove(ids: readonly string[]): number {
    let removed = 0;
    for (const id of ids) {
      const kept = this.pictures.get(id);
      if (kept === undefined) continue;
      this.pictures.delete(id);
      this.blobs.drop([kept.info.preview.id, kept.info.thumbnail.id]);
      rmSync(this.sourcePath(id), { force: true });
      rmSync(this.recordPath(id), { force: true });
      for (const part of PAIR_ROLES) rmSync(join(this.folder, `${id}.${part}`), { force: true });
      removed++;
    }
    return removed;
  }

  private sourcePath(id: string): string {
    return join(this.folder, `${id}.source`);
  }

  private recordPath(id: string): string {
    return join(this.folder, `${id}.json`);
  }

  private async open(
    bytes: Uint8Array,
    { file, folder, isSample = false, isAside = false }: Origin,
  ): Promise<PictureInfo> {
    const id = randomBytes(12).toString('hex');
    const path = this.sourcePath(id);
    const name = basename(file.replaceAll('\\', '/')) || file;
    try {
      await writeFile(path, bytes, { mode: 0o600 });
    } catch (error) {
      await rm(path, { force: true });
      throw writeFailure('a picture in the temporary folder', error);
    }
    try {
      const opened = await this.quickThread.run({ kind: 'open', path, name, folder: this.blobs.folder, isAside }).done;
      this.blobs.keep(opened.preview);
      this.blobs.keep(opened.thumbnail);
      const twin = [...this.pictures.values()].find(
        ({ info, file: other }) =>
          info.sha256 === opened.sha256 &&
          other === file &&
          (info.isAside ?? false) === isAside &&
          info.folder === folder,
      );
      if (twin !== undefined) {
        this.blobs.drop([opened.preview.id, opened.thumbnail.id]);
        await rm(path, { force: true });
        return twin.info;
      }
      const info: PictureInfo = {
        ...opened,
        id,
        isSample,
        ...(isAside ? { isAside } : {}),
        ...(folder === undefined ? {} : { folder }),
      };
      // Known before its record is written, so that the same file opened meanwhile finds it.
      this.pictures.set(id, { info, file });
      await this.remember(id, { info, file });
      if (!this.pictures.has(id)) {
        // Closed meanwhile.
        rmSync(this.recordPath(id), { force: true });
      }
      return info;
    } catch (error) {
      this.pictures.delete(id);
      await rm(path, { force: true });
      throw error;
    }
  }

  private async remember(id: string, kept: Kept): Promise<void> {
    const part = `${this.recordPath(id)}.part`;
    try {
      await writeFile(part, JSON.stringify(kept), { mode: 0o600 });
      await rename(part, this.recordPath(id));
    } catch (error) {
      await rm(part, { force: true });
      throw writeFailure('a picture in the temporary folder', error);
    }
  }

  /** Finds the pictures that a previous engine had opened; those it was still opening are dropped. */
  private restore(): void {
    const names = readdirSync(this.folder);
    for (const name of names.filter((candidate) => candidate.endsWith('.json')).sort()) {
      try {
        const kept = record.parse(JSON.parse(readFileSync(join(this.folder, name), 'utf8')));
        if (!names.includes(`${kept.info.id}.source`)) continue;
        this.blobs.keep(kept.info.preview);
        this.blobs.keep(kept.info.thumbnail);
        this.pictures.set(kept.info.id, kept);
      } catch {
        rmSync(join(this.folder, name), { force: true });
      }
    }
    for (const name of names) {
      const id = name.replace(/\.(source|truth|photograph|indices|json|json\.part)$/, '');
      if (!this.pictures.has(id)) rmSync(join(this.folder, name), { force: true });
    }
  }
}

/** The last two folders of a path, which tell sets of equal names apart; none for a bare name. */
function folderOf(path: string): string | undefined {
  const folders = path.split(/[/\\]/).slice(0, -1);
  const shown = folders.slice(-2).filter((part) => part !== '' && part !== '.' && part !== '..');
  return shown.length === 0 ? undefined : shown.join('/').slice(-520);
}

/** `zone-plate.png` -> `Zone plate` */
function titleOf(name: string): string {
  const words = name.replace(/\.png$/, '').replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
