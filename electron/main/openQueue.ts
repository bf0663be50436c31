import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { app } from 'electron';
import { message } from '@core/messages';
import { saidOf, sentenceOf, UpbenchError } from '@core/tensor/errors';
import { isPictureName } from '@core/tensor/pictureKinds';
import type { OpenedDocument, OpenedOutside, OpenFailure } from '../shared/api';
import type { DesktopEngine } from './forkEngine';

/** Sessions with their pictures can be large, but they cross to the page as a whole. */
const MAX_DOCUMENT_BYTES = 2 ** 29;

/**
 * Files that come from outside the page: the command line, a second start, the system's "open with", a drop on the icon.
 * Pictures go to the engine; whatever else it is goes to the page, which knows sessions, results and reports. They wait here
 * until the page asks, which may be long after they came.
 */
export class OpenQueue {
  private pictures = 0;
  private documents: OpenedDocument[] = [];
  private failed: OpenFailure[] = [];

  constructor(
    private readonly options: {
      readonly engine: Pick<DesktopEngine, 'open'>;
      readonly log: (line: string) => void;
      /** There is something to take. */
      readonly tell: () => void;
    },
  ) {}

  async open(paths: readonly string[]): Promise<void> {
    const { engine, log, tell } = this.options;
    for (const path of paths) {
      try {
        if (isPictureName(path)) {
          await engine.open(path);
          this.pictures += 1;
        } else this.documents.push(await documentAt(path), ...(await besideNetwork(path)));
        app.addRecentDocument(path);
      } catch (error) {
        log(sentenceOf(error));
        this.failed.push({ file: path, message: saidOf(error) });
      }
    }
    tell();
  }

  /** What came since the last call. */
  take(): OpenedOutside {
    const taken = { pictures: this.pictures, documents: this.documents, failed: this.failed };
    this.pictures = 0;
    this.documents = [];
    this.failed = [];
    return taken;
  }
}

/** What lies beside a network under the names that its writers give: external data, tensors of a recording. */
async function besideNetwork(path: string): Promise<OpenedDocument[]> {
  const names = /\.onnx$/i.test(path)
    ? [`${path}.data`, `${path}_data`, path.replace(/\.onnx$/i, '.data')]
    : /\.upbench-net\.json$/i.test(path)
      ? [path.replace(/\.json$/i, '.safetensors')]
      : [];
  const found: OpenedDocument[] = [];
  for (const name of names) {
    const isThere = await stat(name).then(
      (file) => file.isFile(),
      () => false,
    );
    if (isThere) found.push(await documentAt(name));
  }
  return found;
}

async function documentAt(path: string): Promise<OpenedDocument> {
  const name = basename(path);
  const found = await stat(path);
  if (!found.isFile()) throw new UpbenchError('unreadable-file', message('file-not-regular', { name }));
  if (found.size > MAX_DOCUMENT_BYTES) {
    const [size, limit] = [Math.round(found.size / 2 ** 20), MAX_DOCUMENT_BYTES / 2 ** 20];
    throw new UpbenchError('too-large', message('document-too-large', { name, size, limit }));
  }
  return { name, bytes: await readFile(path) };
}
