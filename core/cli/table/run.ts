import { mkdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { stat } from 'node:fs/promises';
import type { ComputeThread } from '../../engine/thread/computeThread';
import { DEFAULT_TEMPLATE } from '../../experiment/outputNames';
import { createWorkFolder, removeWorkFolder } from '../../engine/host/workFolder';
import { GroupBuilder, makePaperTable, type PaperTable, type TableGroup } from '../../experiment/paperTable';
import { isCandidate } from '../../experiment/keys';
import { labelsOf } from '../../experiment/names';
import { setNames } from '../../experiment/setNames';
import type { Environment, Experiment, Failure, MethodSpec } from '../../experiment/schema';
import { message, say } from '../../messages';
import { findMetric } from '../../metrics';
import { invalidParameter, UpbenchError } from '../../tensor/errors';
import { freeName } from '../../tensor/fileNames';
import { progressOf, type BatchProgress } from '../batch/progress';
import { runBatch } from '../batch/run';
import { tell, warn, type CommandIo } from '../command';
import { keepInputs } from '../outputFiles';
import { findInputs, type Inputs } from '../compare/inputs';
import type { CompareOptions } from '../compare/options';
import { weightFilesOf } from '../compare/weightFiles';
import { exitCodeOf, worst, type ExitCode } from '../exitCode';
import { planWithGiven } from '../given';
import { costsOf, findCandidates } from '../given/candidates';
import { networkCosts, tableCost } from './costs';
import { compareOptionsOf, costAtOf, networksOf, outputsOf, scalesOf, type TableOptions } from './options';

interface PictureSet extends Inputs {
  readonly name: string;
}

interface TableOutcome {
  readonly table: PaperTable;
  /** What all groups have in common; the scale is the first one's. */
  readonly experiment: Experiment;
  readonly environment: Environment;
  readonly sets: readonly { readonly name: string; readonly files: readonly string[] }[];
  readonly code: ExitCode;
}

/** Runs every set at every scale and gathers the table. What is bad is told and left out; the rest goes on. */
export async function runTable(given: readonly string[], options: TableOptions, io: CommandIo): Promise<TableOutcome> {
  if (given.length === 0) throw new UpbenchError('invalid-parameter', message('table-no-sets'));
  const scales = scalesOf(options.scales);
  refuseOneForAll(options.candidate, scales);
  const costAt = costAtOf(options);
  const networks = networksOf(options.network);
  const names = [...options.candidate.map((text) => text.slice(0, text.indexOf('=')).trim()), ...networks.keys()];
  const said = {
    macs: costsOf('candidate-macs', options['candidate-macs'], names),
    parameters: costsOf('candidate-params', options['candidate-params'], names),
  };
  const sets = await findSets(given, options);
  const ofNetworks = [...networks.values()].flatMap((file) =>
    scales.map((scale) => file.replaceAll('{scale}', String(scale))),
  );
  await keepInputs(
    [...sets.flatMap(({ files }) => files), ...ofNetworks],
    outputsOf(options).map(({ to }) => to),
  );
  const run = new TableRun(options, io, scales.length * sets.reduce((sum, { files }) => sum + files.length, 0));
  for (const remark of sets.flatMap(({ remarks }) => remarks)) tell(io, remark);
  for (const { failed } of sets) for (const failure of failed) run.fail(failure);
  const counted = await networkCosts(networks, scales, costAt, io, (file, { code, message: sentence, said: words }) =>
    run.fail({ file, code, message: sentence, said: words }),
  );
  const workFolder = createWorkFolder();
  const thread = io.computing();
  try {
    mkdirSync(join(workFolder, 'blobs'));
    for (const scale of scales)
      for (const set of sets) if (set.files.length > 0) await run.group(set, scale, thread, workFolder);
  } finally {
    run.clear();
    removeWorkFolder(workFolder);
    await thread.dispose();
  }
  const { experiment, environment, methods } = run;
  if (experiment === undefined || environment === undefined || run.groups.every(({ group }) => group.pictures === 0))
    throw new UpbenchError('missing-file', message('table-nothing'));
  const label = labelsOf({ methods: [] }, { methods: [...methods.values()] }, io.language);
  const rows = [
    ...[...methods.values()].map((spec) => ({ key: spec.key, name: isCandidate(spec) ? spec.key : label(spec.key) })),
    ...[...networks.keys()].filter((name) => !methods.has(name)).map((name) => ({ key: name, name })),
  ];
  const metrics = experiment.metrics.map(findMetric);
  const table = makePaperTable({
    metrics,
    methods: rows,
    groups: run.groups,
    costAt,
    cost: (key, scale) => tableCost(key, scale, { costAt, experiment, methods, networks: counted, ...said }),
  });
  const files = sets.map(({ name, files: own }) => ({ name, files: own }));
  return { table, experiment, environment, sets: files, code: run.code };
}

/** The same outputs cannot be those of several scales: their sizes are alike, so nothing else would tell. */
function refuseOneForAll(candidates: readonly string[], scales: readonly number[]): void {
  const [first] = scales.length > 1 ? candidates.filter((text) => !text.includes('{scale}')) : [];
  if (first !== undefined) throw invalidParameter('--candidate', message('table-candidate-scale', { scales }), first);
}

/** Every folder is a set under its name; files that are named one by one are a set together. */
async function findSets(given: readonly string[], options: TableOptions): Promise<PictureSet[]> {
  const sets: PictureSet[] = [];
  const loose: string[] = [];
  // By their whole paths: the same folder twice is one set.
  const folders = new Map<string, string>();
  for (const path of given) {
    const isFile = await stat(path).then(
      (found) => !found.isDirectory(),
      () => false,
    );
    if (isFile) loose.push(path);
    else if (!folders.has(resolve(path))) folders.set(resolve(path), path);
  }
  for (const [whole, name] of setNames([...folders.keys()]))
    sets.push({ name, ...(await findInputs([folders.get(whole)!], options.recursive, options)) });
  if (loose.length > 0) {
    const own = loose.length === 1 ? basename(loose[0]!) : basename(dirname(resolve(loose[0]!)));
    // Beside their own folder they are another set.
    const name = freeName(own, (candidate) => sets.some((set) => set.name === candidate));
    sets.push({ name, ...(await findInputs(loose, options.recursive, options)) });
  }
  return sets;
}

/** What is gathered while the groups run. */
class TableRun {
  readonly groups: ReturnType<GroupBuilder['finish']>[] = [];
  readonly methods = new Map<string, MethodSpec>();
  experiment: Experiment | undefined;
  environment: Environment | undefined;
  code: ExitCode = 0;
  private readonly progress: BatchProgress;
  private begun = 0;

  constructor(
    private readonly options: TableOptions,
    private readonly io: CommandIo,
    private readonly total: number,
  ) {
    this.progress = progressOf(io, Date.now);
  }

  clear(): void {
    this.progress.clear();
  }

  fail({ file, code, message: sentence, said }: Failure, where = ''): void {
    this.progress.clear();
    this.code = worst(this.code, exitCodeOf({ code }));
    const words = say(said ?? sentence, this.io.language);
    warn(this.io, where + (sentence.includes(file) ? words : `"${file}": ${words}`));
  }

  async group(set: PictureSet, scale: number, thread: ComputeThread, workFolder: string): Promise<void> {
    const where = `${set.name} ×${scale}: `;
    const wanted = compareOptionsOf(this.options, set.name, scale);
    const { options, missing } = await this.withoutMissing(wanted, set.files, scale, where);
    for (const { key } of missing)
      if (!this.methods.has(key)) this.methods.set(key, { id: 'candidate', key, parameters: {} });
    if (options.methods === 'none' && options.method.length === 0 && options.candidate.length === 0) {
      this.groups.push(new GroupBuilder({ set: set.name, scale, missing }, []).finish([]));
      this.begun += set.files.length;
      return;
    }
    const planned = await planWithGiven(options, set.files);
    const [refusal] = planned.refused;
    if (refusal) throw refusal;
    const { experiment, given } = planned;
    if (experiment.scale !== scale) {
      const found = experiment.scale;
      throw new UpbenchError('invalid-parameter', message('table-low-scale', { set: set.name, scale, found }), {
        parameter: 'low',
      });
    }
    this.experiment ??= experiment;
    for (const spec of experiment.methods) if (!this.methods.has(spec.key)) this.methods.set(spec.key, spec);
    const builder = new GroupBuilder({ set: set.name, scale, missing }, experiment.metrics);
    const failed: Failure[] = [];
    const { journal, environment } = await runBatch(thread, {
      files: set.files,
      failed: [],
      experiment,
      given,
      workFolder,
      weightFiles: weightFilesOf(experiment),
      out: undefined,
      template: DEFAULT_TEMPLATE,
      force: true,
      shard: null,
      signal: this.io.signal,
      onProgress: (position, _total, file, text) =>
        this.progress.show(this.begun + position, this.total, `${where}${file}`, text),
      onImage: (image) => {
        this.progress.count(true);
        builder.add(image);
        const label = labelsOf(image, experiment, this.io.language);
        for (const failure of image.failed) {
          const words = { name: label(failure.key), file: image.file, reason: failure.said ?? failure.message };
          const own = message('method-failed-on', words);
          this.fail({ file: image.file, code: failure.code, message: say(own), said: own }, where);
        }
      },
      onFailure: (failure) => {
        failed.push(failure);
        this.fail(failure, where);
      },
    });
    journal.close();
    this.environment ??= environment;
    this.begun += set.files.length;
    this.groups.push(builder.finish([...set.failed, ...failed]));
  }

  /** The options without candidates that have nothing here, or not all; those are named. */
  private async withoutMissing(
    options: CompareOptions,
    files: readonly string[],
    scale: number,
    where: string,
  ): Promise<{ readonly options: CompareOptions; readonly missing: TableGroup['missing'] }> {
    const missing: TableGroup['missing'][number][] = [];
    const there: string[] = [];
    for (const candidate of options.candidate) {
      try {
        await findCandidates({ ...options, candidate: [candidate], candidates: undefined }, files, scale);
        there.push(candidate);
      } catch (error) {
        if (!(error instanceof UpbenchError) || error.code !== 'missing-file') throw error;
        const key = candidate.slice(0, candidate.indexOf('=')).trim();
        missing.push({ key, reason: error.message, said: error.said });
        this.fail({ file: key, code: error.code, message: error.message, said: error.said }, where);
      }
    }
    return { options: { ...options, candidate: there }, missing };
  }
}
