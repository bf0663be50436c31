import { copyFile, rename, rm, writeFile } from 'node:fs/promises';
import {
  app,
  dialog,
  MessageChannelMain,
  shell,
  type BrowserWindow,
  type IpcMainEvent,
  type IpcMainInvokeEvent,
} from 'electron';
import { LANGUAGES, message, say, type Language } from '@core/messages';
import { blobPath } from '@core/engine/host/blobPath';
import { PICTURE_ENDINGS } from '@core/tensor/pictureKinds';
import { saidOf, sentenceOf, UpbenchError } from '@core/tensor/errors';
import { CHANNELS, type OpenedPictures, type OpenFailure } from '../shared/api';
import type { DesktopEngine } from './forkEngine';
import type { OpenQueue } from './openQueue';
import { printReport } from './printReport';
import { saveName } from '@core/tensor/fileNames';
import { isOurPage } from './sender';
import { newerRelease, releasesPage, updateSource } from './updates';

interface IpcOptions {
  readonly window: BrowserWindow;
  readonly engine: DesktopEngine;
  /** Files that came from outside the page. */
  readonly queue: OpenQueue;
  readonly blobFolder: string;
  readonly origin: string;
  readonly language: () => Language;
  setLanguage(language: Language): void;
  log(line: string): void;
}

/** The page's requests, one handler per message; every sender and every argument is checked. */
export function handlePageMessages(options: IpcOptions): void {
  const { window, engine, queue, blobFolder, origin, language, log } = options;
  const { ipc } = window.webContents;
  /** Only what the save dialog returned may be shown. */
  const savedPaths = new Set<string>();

  const trusted = (event: IpcMainEvent | IpcMainInvokeEvent, channel: string): boolean => {
    if (isOurPage(event.senderFrame, origin)) return true;
    const from = event.senderFrame?.url ?? message('log-closed-frame');
    log(say(message('log-message-refused', { channel, from })));
    return false;
  };
  const handle = <Result>(channel: string, answer: (argument: unknown) => Promise<Result>): void =>
    ipc.handle(channel, async (event, argument: unknown) => {
      try {
        if (!trusted(event, channel)) throw new UpbenchError('invalid-parameter', message('page-may-not-ask'));
        return await answer(argument);
      } catch (error) {
        // Only its text crosses to the page: it is said here, in the window's language.
        throw new Error(say(saidOf(error), language()), { cause: error });
      }
    });

  ipc.on(CHANNELS.connect, (event, nonce: unknown) => {
    if (!trusted(event, CHANNELS.connect) || typeof nonce !== 'string' || nonce.length > 100) return;
    const { port1, port2 } = new MessageChannelMain();
    // There may be no engine, or the frame may have been closed; the request is then dropped.
    if (engine.connect(port1) !== null) event.senderFrame?.postMessage(CHANNELS.port, nonce, [port2]);
  });

  handle(CHANNELS.openPictures, async () => {
    const { canceled, filePaths } = await dialog.showOpenDialog(window, {
      properties: ['openFile', 'multiSelections'],
      filters: [
        { name: say(message('dialog-pictures'), language()), extensions: [...PICTURE_ENDINGS] },
        { name: say(message('dialog-all-files'), language()), extensions: ['*'] },
      ],
    });
    return canceled ? { ids: [], failed: [] } : openPaths(engine, filePaths);
  });
  // The paths come from the preload script, which took them from files the user dropped.
  handle(CHANNELS.openPaths, (paths) => openPaths(engine, strings(paths)));
  handle(CHANNELS.openPathsAside, (paths) => openPaths(engine, strings(paths), true));
  /** Asks where, and has the file written beside that place before it takes it. */
  const save = async (
    suggestedName: string,
    write: (part: string) => Promise<void>,
  ): Promise<{ path: string } | null> => {
    const { canceled, filePath } = await dialog.showSaveDialog(window, {
      defaultPath: saveName(suggestedName),
      // On Linux the dialog asks before overwriting only with this option.
      properties: ['showOverwriteConfirmation', 'createDirectory'],
    });
    if (canceled || filePath === '') return null;
    await writeWhole(filePath, write);
    savedPaths.add(filePath);
    return { path: filePath };
  };
  handle(CHANNELS.saveBlob, (request) => {
    const { blob, suggestedName } = savable(request, blobFolder);
    return save(suggestedName, (part) => copyFile(blob.path, part));
  });
  handle(CHANNELS.savePdf, (request) => {
    const { id, blob, suggestedName } = savable(request, blobFolder);
    if (blob.kind !== 'html') throw new UpbenchError('invalid-parameter', message('only-reports-print'));
    return save(suggestedName, async (part) => writeFile(part, await printReport(id)));
  });
  handle(CHANNELS.showInFolder, (path) => {
    if (typeof path === 'string' && savedPaths.has(path)) shell.showItemInFolder(path);
    return Promise.resolve();
  });
  handle(CHANNELS.takeOpened, () => Promise.resolve(queue.take()));
  ipc.on(CHANNELS.language, (event, chosen: unknown) => {
    const known = LANGUAGES.find((candidate) => candidate === chosen);
    if (trusted(event, CHANNELS.language) && known !== undefined) options.setLanguage(known);
  });
  handle(CHANNELS.versions, () =>
    Promise.resolve({
      upbench: app.getVersion(),
      electron: process.versions.electron,
      chrome: process.versions.chrome,
      node: process.versions.node,
    }),
  );
  handle(CHANNELS.newerRelease, async () => newerRelease(await updateSource()));
  handle(CHANNELS.showReleases, async () => {
    const page = releasesPage(app.getAppPath());
    if (page !== null) await shell.openExternal(page);
  });
}

/** Opens every file; those that cannot be read are named with their reason. */
async function openPaths(engine: DesktopEngine, paths: readonly string[], isAside = false): Promise<OpenedPictures> {
  const ids: string[] = [];
  const failed: OpenFailure[] = [];
  for (const path of paths) {
    try {
      ids.push((await engine.open(path, undefined, { isAside })).id);
      if (!isAside) app.addRecentDocument(path);
    } catch (error) {
      failed.push({ file: path, message: saidOf(error) });
    }
  }
  return { ids, failed };
}

function savable(request: unknown, blobFolder: string) {
  const { id, suggestedName } = request as { id?: unknown; suggestedName?: unknown };
  const blob = typeof id === 'string' ? blobPath(blobFolder, id) : null;
  if (blob === null || typeof suggestedName !== 'string')
    throw new UpbenchError('invalid-parameter', message('expected-engine-file'));
  return { id: String(id), blob, suggestedName };
}

/** A file beside the target that takes its place only when it is whole. */
async function writeWhole(to: string, write: (part: string) => Promise<void>): Promise<void> {
  const part = `${to}.${process.pid}.part`;
  try {
    await write(part);
    await rename(part, to);
  } catch (error) {
    await rm(part, { force: true });
    throw new UpbenchError(
      'unwritable-file',
      message('file-not-written', { path: to, reason: sentenceOf(error) }),
      {},
      error,
    );
  }
}

function strings(value: unknown): string[] {
  return Array.isArray(value)
    ? value.filter((entry): entry is string => typeof entry === 'string').slice(0, 10_000)
    : [];
}
