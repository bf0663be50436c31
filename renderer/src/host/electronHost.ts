import { message } from '@core/messages';
import { saidOf, UpbenchError } from '@core/tensor/errors';
import { isFileWithoutPath, markFileWithoutPath } from './files';
import type { OpenedPictures, WorkbenchBridge } from '../../../electron/shared/api';
import { createEngineLink, type EnginePort } from './engineLink';
import type { Connection, Host, OpenOutcome, Saved } from './host';

const NOTHING: OpenOutcome = { pictures: [], failed: [] };

/** The desktop window: a port straight to the engine process, files through the preload's bridge. */
export function createElectronHost(bridge: WorkbenchBridge, page: Window = window): Host {
  const listeners = new Set<(state: Connection, reason?: string) => void>();
  let isGone = false;
  const tell = (state: Connection, reason?: string): void => {
    // Nothing answers any more, so that the line is lost as well says nothing.
    if (isGone) return;
    isGone = state === 'gone';
    for (const listener of listeners) listener(state, reason);
  };
  const engine = createEngineLink({ open: () => requestPort(bridge, page), onState: (state) => tell(state) });
  bridge.onEngineRestarted((reason) => tell('restarted', reason));
  bridge.onEngineGivenUp((reason) => tell('gone', reason));

  async function outcome(opened: OpenedPictures): Promise<OpenOutcome> {
    const known = new Map((await engine.pictures.list()).map((picture) => [picture.id, picture]));
    const pictures = opened.ids.flatMap((id) => known.get(id) ?? []);
    return { pictures, failed: opened.failed };
  }

  const told = (saved: { path: string } | null): Saved | null =>
    saved && { where: saved.path, reveal: () => bridge.showInFolder(saved.path) };

  return {
    kind: 'electron',
    engine,
    onConnection(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    blobUrl: (blob) => `/blob/${blob.id}`,
    async openFiles(files, isAside = false) {
      // A pasted picture has no path: its bytes go over the port. Dropped files go by path, past the page.
      const pasted = files.filter((file) => isFileWithoutPath(file));
      const dropped = files.filter((file) => !isFileWithoutPath(file));
      const opened = dropped.length > 0 ? await outcome(await bridge.openDropped(dropped, isAside)) : NOTHING;
      const pictures = [...opened.pictures];
      const failed: OpenOutcome['failed'][number][] = [...opened.failed];
      for (const file of pasted) {
        try {
          pictures.push(
            await engine.pictures.import({
              name: file.name,
              bytes: new Uint8Array(await file.arrayBuffer()),
              ...(isAside ? { isAside } : {}),
            }),
          );
        } catch (error) {
          failed.push({ file: file.name, message: saidOf(error) });
        }
      }
      return { pictures, failed };
    },
    pickPictures: async () => outcome(await bridge.openPictures()),
    save: async ({ id }, suggestedName) => told(await bridge.saveBlob({ id, suggestedName })),
    savePdf: async ({ id }, suggestedName) => told(await bridge.savePdf({ id, suggestedName })),
    updates: { newer: () => bridge.newerRelease(), show: () => bridge.showReleases() },
    onCommand: (listener) => bridge.onCommand(listener),
    handover: null,
    onOpened(listener) {
      const take = async (): Promise<void> => {
        const { pictures, documents, failed } = await bridge.takeOpened();
        const files = documents.map(({ name, bytes }) => markFileWithoutPath(new File([Uint8Array.from(bytes)], name)));
        if (pictures + files.length + failed.length > 0) listener({ pictures, files, failed });
      };
      void take();
      return bridge.onOpened(() => void take());
    },
    setLanguage: (language) => bridge.setLanguage(language),
  };
}

/** Asks for a port and takes the one that comes with our nonce, from this window only. */
function requestPort(bridge: WorkbenchBridge, page: Window): Promise<EnginePort> {
  const nonce = crypto.randomUUID();
  return new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => finish(() => reject(new UpbenchError('unavailable', message('engine-silent')))),
      5000,
    );
    const finish = (settle: () => void): void => {
      clearTimeout(timer);
      page.removeEventListener('message', receive);
      settle();
    };
    const receive = (event: MessageEvent): void => {
      const port = event.ports[0];
      if (event.source !== page || event.data !== nonce || !port) return;
      finish(() => {
        const closed = new Promise<null>((settle) =>
          port.addEventListener('close', () => settle(null), { once: true }),
        );
        port.start();
        resolve({ port, closed });
      });
    };
    page.addEventListener('message', receive);
    bridge.connect(nonce);
  });
}
