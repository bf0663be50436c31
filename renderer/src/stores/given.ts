import { defineStore } from 'pinia';
import { computed } from 'vue';
import type { GivenForPictures, PictureInfo } from '@core/engine/contract/contract';
import type { Handover } from '@core/engine/contract/handover';
import { lowFinder, outputFinder, patternOf, scaleSaid, stemOf } from '@core/experiment/givenNames';
import { isCandidate } from '@core/experiment/keys';
import { besideOf, isNetworkName } from '@core/network/fileNames';
import { scaleOfPair } from '@core/experiment/pairs';
import { LARGEST_SCALE, SMALLEST_SCALE } from '@core/upsamplers';
import { useHost } from '../host';
import { hashOf } from '../host/files';
import { pathInDrop } from '../host/filePicker';
import { useExperiment } from './experiment';
import { isBeside, sendNetwork } from './networkFiles';
import { usePictures } from './pictures';
import { useSets } from './sets';
import type { SetupFile, SetupMethod } from './setup';

/** The folder of a dropped file, seen from what was dropped. */
const folderOf = (file: File): string => pathInDrop(file).split('/').slice(0, -1).join('/');

/** A file as the rules of names see it. */
interface Candidate extends SetupFile {
  readonly file: string;
  readonly folders: readonly string[];
}

/** Which files match a picture: exactly one is right; none and several are reported. */
export type Match = readonly SetupFile[];

/** Finished outputs and small pictures that were given beside the open pictures, and what goes with what. */
export const useGiven = defineStore('given', () => {
  const host = useHost();
  const experiment = useExperiment();
  const pictures = usePictures();
  const sets = useSets();

  const candidates = computed(() => experiment.setup.methods.filter(isCandidate));
  /** The engine forgets files when it is started anew. */
  const kept = computed(() => new Set(pictures.aside.map(({ id }) => id)));
  const isKept = ({ id }: SetupFile): boolean => kept.value.has(id);
  const named = (files: readonly SetupFile[] = []): Candidate[] =>
    files.filter(isKept).map((file) => {
      const folders = file.name.split('/').slice(0, -1);
      return { ...file, file: file.name, folders };
    });

  /** The user's own pictures: there are no given files for a sample that happens to be open. */
  const wanted = computed(() => {
    const own = pictures.plain.filter(({ isSample }) => !isSample);
    return own.length > 0 ? own : pictures.plain;
  });
  /** How the files of a candidate are called after pictures; null where they have the pictures' own names, or no rule. */
  function patternFor({ files, pattern }: SetupMethod): string | null {
    if (pattern !== undefined) return pattern === '' ? null : pattern;
    const stems = new Set((files ?? []).map(({ name }) => stemOf(name)));
    if (wanted.value.every(({ name }) => stems.has(stemOf(name)))) return null;
    return patternOf(
      pictures.plain.map(({ name }) => name),
      (files ?? []).map(({ name }) => name),
    );
  }

  /** For every open picture the files of a candidate at a scale. */
  function matchesOf(method: SetupMethod, scale: number): ReadonlyMap<string, Match> {
    const files = named(method.files);
    const own = patternFor(method);
    const { plain } = pictures;
    const isOwnScale = scale === experiment.setup.scale;
    // One file for one picture, whatever it is called.
    if (isOwnScale && wanted.value.length === 1 && files.length === 1) return new Map([[wanted.value[0]!.id, files]]);
    // What the files of this scale are called says how those of another one are.
    const factor = new RegExp(`(^|[^A-Za-z0-9])x${experiment.setup.scale}(?![0-9])`, 'g');
    const pattern = isOwnScale ? own : (own?.replaceAll(factor, '$1x{scale}') ?? null);
    const find = outputFinder(files, pattern, scale);
    return new Map(plain.map(({ id, name }) => [id, narrowed(find(name), { id, name, scale, isOwnScale })]));
  }
  /** Of several files for a picture those of its set, and of the scale; of another scale only those that say it. */
  function narrowed(
    found: readonly Candidate[],
    picture: { readonly id: string; readonly name: string; readonly scale: number; readonly isOwnScale: boolean },
  ): readonly Candidate[] {
    const { id, name, scale, isOwnScale } = picture;
    const set = sets.nameOf(id);
    const ofSet = set === '' ? [] : found.filter(({ folders }) => folders.includes(set));
    const own = found.length > 1 && ofSet.length > 0 ? ofSet : found;
    const ofScale = own.filter((file) => scaleSaid(file.name, name) === scale);
    return ofScale.length > 0 || !isOwnScale ? ofScale : own;
  }
  const byCandidate = computed(
    () => new Map(candidates.value.map((method) => [method.key, matchesOf(method, experiment.setup.scale)])),
  );

  const lowFiles = computed(() => named(experiment.setup.low));
  function lowMatchesAt(scale: number): ReadonlyMap<string, Match> {
    const files = lowFiles.value;
    const { plain } = pictures;
    if (scale === experiment.setup.scale && wanted.value.length === 1 && files.length === 1)
      return new Map([[wanted.value[0]!.id, files]]);
    const find = lowFinder(files);
    return new Map(plain.map(({ id, name }) => [id, find(name, scale)]));
  }
  const lowMatches = computed(() => lowMatchesAt(experiment.setup.scale));

  /** A sample that merely is open takes no part in pairs that are given. */
  const takesPart = ({ id, isSample }: PictureInfo): boolean =>
    experiment.setup.degradation !== 'given' || !isSample || lowMatches.value.get(id)?.length === 1;

  /** What the engine is to be told beside the pictures of a run. */
  function filesFor(
    pictureIds: readonly string[],
    keys: readonly string[],
    scale = experiment.setup.scale,
  ): GivenForPictures {
    const isOwnScale = scale === experiment.setup.scale;
    const outputsOf = new Map(
      isOwnScale ? byCandidate.value : candidates.value.map((method) => [method.key, matchesOf(method, scale)]),
    );
    const smalls = isOwnScale ? lowMatches.value : lowMatchesAt(scale);
    const one = (matches: ReadonlyMap<string, Match> | undefined, pictureId: string): string[] => {
      const own = matches?.get(pictureId) ?? [];
      return own.length === 1 ? [own[0]!.id] : [];
    };
    const outputs = keys.flatMap((key) =>
      pictureIds.flatMap((pictureId) =>
        one(outputsOf.get(key), pictureId).map((fileId) => ({ pictureId, key, fileId })),
      ),
    );
    const low =
      experiment.setup.degradation !== 'given'
        ? []
        : pictureIds.flatMap((pictureId) => one(smalls, pictureId).map((fileId) => ({ pictureId, fileId })));
    return { ...(outputs.length > 0 ? { candidates: outputs } : {}), ...(low.length > 0 ? { low } : {}) };
  }

  const asFile = ({ id, name, sha256 }: PictureInfo, path: string): SetupFile => ({
    id,
    sha256,
    name: path === '' ? name : path,
  });
  /** Opens files; those that are no pictures are told by their sentence. */
  async function open(files: readonly File[]): Promise<SetupFile[]> {
    const opened = await pictures.openAside(files);
    // In the files' order, without those that did not open.
    let next = 0;
    const named = opened.map((info) => {
      const at = files.findIndex((file, index) => index >= next && file.name === info.name);
      next = at + 1;
      return asFile(info, at < 0 ? '' : pathInDrop(files[at]!));
    });
    return [...new Map(named.map((file) => [file.id, file])).values()];
  }

  /**
   * Files and folders as candidates: a folder is one, files of different pictures are one, and several files of the same
   * picture are one each.
   */
  async function add(all: readonly File[]): Promise<void> {
    const networks = all.filter(({ name }) => isNetworkName(name));
    if (networks.length > 0) await addNetworks(networks, all);
    const files = networks.length > 0 ? all.filter((file) => !networks.includes(file) && !isBeside(file)) : all;
    const groups = new Map<string, File[]>();
    for (const file of files) {
      const [folder = ''] = pathInDrop(file).split('/').slice(0, -1);
      groups.set(folder, [...(groups.get(folder) ?? []), file]);
    }
    const list: { name: string; files: SetupFile[] }[] = [];
    for (const [folder, own] of groups) {
      const opened = await open(own);
      if (opened.length === 0) continue;
      if (folder !== '') list.push({ name: folder, files: opened });
      else for (const group of apart(opened)) list.push(group);
    }
    // The checkpoints of a training in their order.
    list.sort((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }));
    if (list.length > 0) experiment.addCandidates(list);
  }

  /** SHA-256 of networks that the engine has from this page. */
  const sentNetworks = new Set<string>();
  /** Gives the engine a network under its name or one like it. Says the name. */
  async function giveNetwork(
    file: File,
    taken: readonly string[],
    beside: readonly File[],
    wanted = file.name,
  ): Promise<string> {
    const sha256 = await hashOf(file);
    let name = wanted;
    // Another file of the same name must not change what results were made with.
    for (let n = 2; taken.includes(name); n++) name = wanted.replace(/(\.onnx)$/i, ` ${n}$1`);
    const { signal } = new AbortController();
    await sendNetwork(host.engine, [new File([file], name), ...beside], () => undefined, signal, true);
    sentNetworks.add(sha256);
    return name;
  }
  const hasNetwork = (sha256: string): boolean => sentNetworks.has(sha256);

  /** Networks compute their outputs themselves; each goes to the engine with what lies beside it, checkpoints in order. */
  async function addNetworks(networks: readonly File[], all: readonly File[]): Promise<void> {
    const taken = candidates.value.flatMap(({ network }) => network?.file ?? []);
    const names: string[] = [];
    const inOrder = networks.toSorted((a, b) => pathInDrop(a).localeCompare(pathInDrop(b), 'en', { numeric: true }));
    for (const file of inOrder) {
      const folder = folderOf(file);
      const near = all.filter((other) => folderOf(other) === folder);
      const isOnly = networks.filter((other) => folderOf(other) === folder).length === 1;
      const beside = besideOf(file, isOnly, near);
      // Trainings save every step as model.onnx, in a folder of its own.
      const isAlike = networks.some((other) => other !== file && other.name === file.name);
      const name = isAlike && folder !== '' ? `${folder.split('/').at(-1)!}.onnx` : file.name;
      names.push(await giveNetwork(file, [...taken, ...names], beside, name));
    }
    // Several at once are the checkpoints of a training: the folder's name is theirs.
    const isApart = networks.some((other) => folderOf(other) !== folderOf(inOrder[0]!));
    const folder =
      folderOf(inOrder[0]!)
        .split('/')
        .at(isApart ? -2 : -1) ?? '';
    experiment.addNetworks(names, names.length > 1 ? folder || 'checkpoints' : null);
  }

  /** Files by what is left of their names without the picture's: `a_mine`, `b_mine`, `a_theirs` are two candidates. */
  function apart(files: readonly SetupFile[]): { name: string; files: SetupFile[] }[] {
    const groups = new Map<string, SetupFile[]>();
    const stems = pictures.plain.map(({ name }) => stemOf(name)).toSorted((a, b) => b.length - a.length);
    for (const file of files) {
      const stem = stemOf(file.name);
      const own = stems.find((picture) => stem.includes(picture));
      const rest = own === undefined ? stem : stem.replace(own, '').replace(/^[-_.]+|[-_.]+$/g, '');
      groups.set(rest, [...(groups.get(rest) ?? []), file]);
    }
    return [...groups].map(([name, own]) => ({ name: name === '' ? 'mine' : name, files: own }));
  }

  async function addTo(key: string, files: readonly File[]): Promise<void> {
    const opened = await open(files);
    const method = candidates.value.find((one) => one.key === key);
    if (!method || opened.length === 0) return;
    const ids = new Set(opened.map(({ id }) => id));
    experiment.changeCandidate(key, { files: [...(method.files ?? []).filter(({ id }) => !ids.has(id)), ...opened] });
  }

  /** The factor between an open picture and one of these files, from the first pair that has one. */
  function scaleOf(files: readonly SetupFile[]): number | null {
    const own = named(files);
    const find = lowFinder(own);
    for (const picture of wanted.value) {
      const meant = wanted.value.length === 1 && own.length === 1 ? own : find(picture.name, undefined);
      for (const { id } of meant) {
        const low = pictures.aside.find((file) => file.id === id);
        const scale = low ? scaleOfPair(picture, low) : null;
        if (scale !== null && scale >= SMALLEST_SCALE && scale <= LARGEST_SCALE) return scale;
      }
    }
    return null;
  }
  /** Takes files as the small pictures of the open ones; the scale follows from the sizes. */
  async function takeLow(files: readonly File[]): Promise<void> {
    const opened = await open(files);
    if (opened.length > 0) experiment.setLow(opened, scaleOf(opened) ?? experiment.setup.scale);
  }

  /** Shows what a program sent: its candidates replace the previous ones. */
  function receive({ picture, candidates: outputs, low, mode, scale, range, layout }: Handover): void {
    const fileOf = (id: string): SetupFile[] =>
      pictures.aside.filter((file) => file.id === id).map((file) => asFile(file, ''));
    pictures.select(picture);
    const files = low === null ? [] : fileOf(low);
    experiment.putOnBench({
      candidates: outputs.map(({ name, file }) => ({ key: name, files: fileOf(file), pattern: `{file}__${name}` })),
      ...(files.length > 0 ? { low: files } : {}),
      mode,
      range,
      layout,
      scale: scale ?? (files.length > 0 ? scaleOf(files) : null) ?? experiment.setup.scale,
    });
  }

  return {
    receive,
    candidates,
    wanted,
    byCandidate,
    patternFor,
    filesFor,
    isKept,
    add,
    addTo,
    giveNetwork,
    hasNetwork,
    takesPart,
    lowFiles,
    lowMatches,
    scaleOf,
    takeLow,
  };
});
