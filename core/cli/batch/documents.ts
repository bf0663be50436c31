import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Environment, Experiment, Failure, ImageResult, Results } from '../../experiment/schema';
import { SummaryBuilder } from '../../experiment/summary';
import { csvHeader, csvOfFailures, csvOfImage } from '../../report';
import { cancelled } from '../../tensor/errors';
import type { ComputeThread } from '../../engine/thread/computeThread';
import { resultOf } from '../../engine/thread/followJob';
import type { PicturePaths } from '../../engine/thread/jobs';
import { writeReference } from '../../engine/pictures/referencePicture';
import { streamJson } from '../../engine/runs/resultsJson';
import { numbered, type FileToWrite } from '../compare/writeFiles';
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
}

/** Everything of the results but the pictures. */
export type Head = Omit<Results, 'images'>;

export function* imagesOf({ journal, files }: Finished, signal: AbortSignal): Generator<ImageResult> {
  for (const file of files) {
    if (signal.aborted) throw cancelled();
    const entry = journal.entries.get(file);
    if (entry?.type === 'image') yield journal.image(entry);
  }
}

/** Failures, and the aggregates where there is more than one picture. */
export function headOf(finished: Finished, signal: AbortSignal): Head {
  const { journal, files, environment, experiment } = finished;
  const failed = files.flatMap((file): Failure[] => {
    const entry = journal.entries.get(file);
    return entry?.type === 'failure' ? [journal.failure(entry)] : [];
  });
  const builder = new SummaryBuilder(experiment);
  let count = 0;
  for (const image of imagesOf(finished, signal)) {
    builder.add(image);
    count++;
  }
  const summary = count > 1 ? { summary: builder.finish(experiment.seed) } : {};
  const { weights } = finished;
  const weightFiles = Object.keys(weights).length === 0 ? {} : { weightFiles: { ...weights } };
  return { schema: 'upbench.results/1', environment, experiment, failed, ...weightFiles, ...summary };
}

async function* csv(finished: Finished, head: Head, signal: AbortSignal): AsyncGenerator<string> {
  yield csvHeader();
  // Waiting between pictures lets Ctrl+C through.
  for (const image of imagesOf(finished, signal)) yield await Promise.resolve(csvOfImage(image, head.experiment));
  yield csvOfFailures(head.failed);
}

export const DOCUMENTS = ['results.json', 'results.csv', 'results.md', 'results.tex', 'report.html'] as const;

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
}

/** The documents of a finished run; those of many pictures are written in pieces. */
export async function documentsOf(
  thread: ComputeThread,
  finished: Finished,
  head: Head,
  { out, number, shown, embedBytes, workFolder, signal }: DocumentRequest,
): Promise<FileToWrite[]> {
  const images: ImageResult[] = [];
  const pictures: PicturePaths[] = [];
  for (const image of imagesOf(finished, signal)) {
    if (images.length >= shown) break;
    images.push(image);
    const reference = await writeReference(image, finished.paths?.get(image.file) ?? image.file, workFolder);
    pictures.push({
      ...(reference === null ? {} : { reference }),
      ...Object.fromEntries(
        image.methods.flatMap((m) => (m.output === undefined ? [] : [[m.key, join(out, m.output)]])),
      ),
    });
  }
  const beside = (await bytesOf(pictures)) > embedBytes ? linksTo(images, pictures, number) : undefined;
  const text = (format: 'md' | 'tex' | 'html'): Promise<Uint8Array> => {
    const links = beside?.links;
    return resultOf(thread.run({ kind: 'export', format, results: { ...head, images }, pictures, links }), signal);
  };
  return [
    { name: numbered('results.json', number), content: streamJson(head, imagesOf(finished, signal)) },
    { name: numbered('results.csv', number), content: csv(finished, head, signal) },
    { name: numbered('results.md', number), content: await text('md') },
    { name: numbered('results.tex', number), content: await text('tex') },
    { name: numbered('report.html', number), content: await text('html') },
    ...(beside?.files ?? []),
  ];
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
  const links = images.map(({ methods }, index) => {
    const outputs = methods.flatMap(({ key, output }) => (output === undefined ? [] : [[key, addressOf(output)]]));
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
