import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment, Experiment, Failure, ImageResult, Results } from '../../experiment/schema';
import { CheckpointCurves, checkpointsOf } from '../../experiment/checkpoints';
import { NetworkVerdicts, networksOf } from '../../experiment/networkVerdict';
import { SummaryBuilder } from '../../experiment/summary';
import { message, type Language, type Message } from '../../messages';
import { checkpointsCsv } from '../../report/checkpoints';
import { csvHeader, csvOfFailures, csvOfImage } from '../../report/csv';
import { pictureRowsOf } from '../../report/summaryTable';
import { cancelled } from '../../tensor/errors';
import type { ComputeThread } from '../../engine/thread/computeThread';
import { resultOf } from '../../engine/thread/follow';
import type { PrintedCrops } from '../../engine/runs/printedCrops';
import { streamJson } from '../../engine/runs/resultsJson';
import { toFault, type Fault } from '../../engine/files/fault';
import type { WeightFile } from '../../engine/files/namedFile';
import type { PairFiles, PicturePaths } from '../../engine/thread/jobs';
import { numbered } from '../../tensor/fileNames';
import { writeFiles, type FileToWrite } from '../outputFiles';
import type { GivenByPicture } from '../given';
import type { Journal } from './journal';

/** A run that is over, as its journal knows it; pictures are read one at a time. */
export interface Finished {
  readonly journal: Journal;
  /** In the order of the results. */
  readonly files: readonly string[];
  readonly experiment: Experiment;
  readonly environment: Environment;
  /** SHA-256 of the weight files by name. */
  readonly weights: Readonly<Record<string, string>>;
  /** Where files are that are not where their names say. */
  readonly paths?: ReadonlyMap<string, string> | undefined;
  /** Finished outputs and small pictures, by picture. */
  readonly given?: GivenByPicture | undefined;
  /** Originals as pictures that a report can show, by picture; the others are read again. */
  readonly references?: ReadonlyMap<string, string> | undefined;
  /** What a report prints, by picture; that of others is looked for in their files. */
  readonly crops?: ReadonlyMap<string, PrintedCrops> | undefined;
  /** Of arrays: what each is held against. */
  readonly pairs?: ReadonlyMap<string, PairFiles> | undefined;
}

/** Everything of the results but the pictures. */
export type Head = Omit<Results, 'images'>;

export function* imagesOf(
  { journal, files }: Pick<Finished, 'journal' | 'files'>,
  signal: AbortSignal,
): Generator<ImageResult> {
  for (const file of files) {
    if (signal.aborted) throw cancelled();
    const entry = journal.entries.get(file);
    if (entry?.type === 'image') yield journal.image(entry);
  }
}

/** Failures, and the aggregates where there is more than one picture. */
export function headOf(finished: Finished, signal: AbortSignal, leftOut: readonly string[] = []): Head {
  const { journal, files, environment, experiment } = finished;
  const failed = files.flatMap((file): Failure[] => {
    const entry = journal.entries.get(file);
    return entry?.type === 'failure' ? [journal.failure(entry)] : [];
  });
  const builder = new SummaryBuilder(experiment);
  const verdicts = new NetworkVerdicts(experiment);
  const curves = new CheckpointCurves(experiment);
  let count = 0;
  for (const image of imagesOf(finished, signal)) {
    builder.add(image);
    verdicts.add(image);
    curves.add(image);
    count++;
  }
  const summary = count > 1 ? { summary: builder.finish(experiment.seed) } : {};
  const others = leftOut.length === 0 ? {} : { leftOut: [...leftOut] };
  const { weights } = finished;
  const weightFiles = Object.keys(weights).length === 0 ? {} : { weightFiles: { ...weights } };
  return {
    schema: 'upbench.results/1',
    environment,
    experiment,
    failed,
    ...others,
    ...weightFiles,
    ...networksOf(verdicts),
    ...checkpointsOf(curves),
    ...summary,
  };
}

async function* csv(finished: Finished, head: Head, signal: AbortSignal): AsyncGenerator<string> {
  yield csvHeader();
  // Yielding between pictures lets Ctrl+C be handled.
  for (const image of imagesOf(finished, signal)) yield await Promise.resolve(csvOfImage(image, head.experiment));
  yield csvOfFailures(head.failed);
}

/** Names that a run may write; `checkpoints.csv` only where a folder of networks ran. */
export const DOCUMENTS = [
  'results.json',
  'results.csv',
  'checkpoints.csv',
  'results.md',
  'results.tex',
  'report.html',
] as const;

interface DocumentRequest {
  readonly out: string;
  readonly number: number;
  /** Pictures shown one by one in the report, from the first. */
  readonly shown: number;
  /** Bytes of pictures that the report may carry; above, it shows the files beside it. */
  readonly embedBytes: number;
  /** For pictures that only the report needs. */
  readonly workFolder: string;
  readonly signal: AbortSignal;
  readonly onWarning: (sentence: Message) => void;
  /** Files of networks. */
  readonly weightFiles?: readonly WeightFile[] | undefined;
  /** Of the report and the tables. */
  readonly language: Language;
}

/** Documents that hold numbers and nothing drawn; those of many pictures are written in pieces. */
async function numbersOf(
  thread: ComputeThread,
  finished: Finished,
  head: Head,
  { number, shown, signal, language }: Pick<DocumentRequest, 'number' | 'shown' | 'signal' | 'language'>,
): Promise<FileToWrite[]> {
  const images = [...firstOf(finished, shown, signal)];
  const text = (format: 'md' | 'tex'): Promise<Uint8Array> =>
    resultOf(thread.run({ kind: 'export', format, results: { ...head, images }, pictures: [], language }), signal);
  return [
    { name: numbered('results.json', number), content: streamJson(head, imagesOf(finished, signal)) },
    { name: numbered('results.csv', number), content: csv(finished, head, signal) },
    ...(head.checkpoints === undefined
      ? []
      : [{ name: numbered('checkpoints.csv', number), content: checkpointsCsv(head.checkpoints) }]),
    { name: numbered('results.md', number), content: await text('md') },
    { name: numbered('results.tex', number), content: await text('tex') },
  ];
}

/** The report, with the files that it shows and does not carry. `onWarning` hears of what could not be drawn. */
async function reportOf(
  thread: ComputeThread,
  finished: Finished,
  head: Head,
  { out, number, shown, embedBytes, workFolder, signal, onWarning, weightFiles = [], language }: DocumentRequest,
): Promise<FileToWrite[]> {
  // Few command lines write a report, and what it needs would be read at the start of all.
  const { writeReference } = await import('../../engine/pictures/referencePicture');
  const { networkAudits } = await import('../../engine/runs/networkAudits');
  const images: ImageResult[] = [];
  const pictures: PicturePaths[] = [];
  for (const image of firstOf(finished, shown, signal)) {
    images.push(image);
    const reference =
      finished.references?.get(image.file) ??
      (await writeReference(image, finished.paths?.get(image.file) ?? image.file, workFolder));
    pictures.push({
      ...(reference === null ? {} : { reference }),
      ...Object.fromEntries(
        image.methods.flatMap((m) => (m.output === undefined ? [] : [[m.key, join(out, m.output)]])),
      ),
      ...(image.input === undefined ? {} : { input: join(out, image.input) }),
    });
  }
  const beside = (await bytesOf(pictures)) > embedBytes ? linksTo(images, pictures, number) : undefined;
  const results = { ...head, images };
  const pictureRows = head.summary === undefined ? undefined : pictureRowsOf(imagesOf(finished, signal), head.summary);
  const job = {
    kind: 'export',
    format: 'html',
    results,
    pictures,
    pictureRows,
    links: beside?.links,
    crops: images.map(({ file }) => finished.crops?.get(file)),
    report: { networks: await networkAudits(head, weightFiles, { thread, signal }) },
    language,
  } as const;
  const html = await resultOf(
    thread.run(job, ({ said }) => onWarning(said)),
    signal,
  );
  const sheets: FileToWrite[] = [];
  for (const [index, image] of images.entries()) {
    const own = { ...head, images: [image] };
    const sheet = {
      kind: 'export',
      format: 'svg',
      results: own,
      pictures: pictures.slice(index, index + 1),
      crops: [finished.crops?.get(image.file)],
      language,
    } as const;
    if (image.masks === undefined && image.methods.length > 0)
      sheets.push({
        name: numbered(`crops-${index + 1}.svg`, number),
        content: await resultOf(thread.run(sheet), signal),
      });
  }
  return [{ name: numbered('report.html', number), content: html }, ...(beside?.files ?? []), ...sheets];
}

function* firstOf(finished: Finished, count: number, signal: AbortSignal): Generator<ImageResult> {
  let given = 0;
  for (const image of imagesOf(finished, signal)) {
    if (given++ >= count) return;
    yield image;
  }
}

async function bytesOf(pictures: readonly PicturePaths[]): Promise<number> {
  const paths = pictures.flatMap((each) => Object.values(each));
  const sizes = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ size }) => size,
        () => 0,
      ),
    ),
  );
  return sizes.reduce((sum, size) => sum + size, 0);
}

/** Addresses of the pictures beside the report, and the references, which lie there for the report alone. */
function linksTo(images: readonly ImageResult[], pictures: readonly PicturePaths[], number: number) {
  const files: FileToWrite[] = [];
  const links = images.map(({ methods, input }, index) => {
    const outputs = methods.flatMap(({ key, output }) => (output === undefined ? [] : [[key, addressOf(output)]]));
    if (input !== undefined) outputs.push(['input', addressOf(input)]);
    const path = pictures[index]?.['reference'];
    if (path === undefined) return Object.fromEntries(outputs) as Record<string, string>;
    const name = numbered(`report-reference-${index + 1}.png`, number);
    files.push({ name, content: { path } });
    return Object.fromEntries([...outputs, ['reference', addressOf(name)]]) as Record<string, string>;
  });
  return { links, files };
}

/** A file name as a relative address. */
const addressOf = (name: string): string => name.split('/').map(encodeURIComponent).join('/');

/**
 * Writes all documents of a finished run. Numbers come first, on their own: whatever goes wrong with a drawing, they are
 * there. A report that cannot be made is a fault of ours, which is told after everything else is done.
 * @returns the fault, or undefined
 */
export async function writeDocuments(
  thread: ComputeThread,
  finished: Finished,
  head: Head,
  request: DocumentRequest & { readonly force: boolean },
): Promise<Fault | undefined> {
  const { out, force, signal, onWarning } = request;
  await writeFiles(out, await numbersOf(thread, finished, head, request), force, signal);
  try {
    await writeFiles(out, await reportOf(thread, finished, head, request), force, signal);
    return undefined;
  } catch (error) {
    const fault = toFault(error);
    if (fault.code !== 'internal') throw error;
    onWarning(message('report-not-written', { reason: fault.said ?? fault.message }));
    return fault;
  }
}
