import { isMessage, message as messageOf, type Message, type Said } from '@core/messages';
import { saidOf, UpbenchError } from '@core/tensor/errors';
import type { BlobRef } from '@core/engine/contract/contract';
import { pictureInfo, type PictureInfo } from '@core/engine/contract/contract';
import { handoverSchema } from '@core/engine/contract/handover';
import { createEngineLink, type Ending } from './engineLink';
import { filePicker, pathInDrop } from './filePicker';
import type { Connection, Host, OpenOutcome } from './host';
import { openSocketPort } from './socketPort';

/** Close code of the server's sockets: the engine died and was started again. */
const ENGINE_RESTARTED = 4001;
/** The engine died too often and is given up. */
const ENGINE_GONE = 4002;

const blobUrl = (blob: BlobRef): string => `/blob/${blob.id}`;

/** The page in a browser: messages by WebSocket, files by POST, pictures by GET. A cookie carries the token. */
export function createServedHost(location: Location = window.location): Host {
  const listeners = new Set<(state: Connection, reason?: string) => void>();
  let isGone = false;
  let last: Ending | null = null;
  const engine = createEngineLink({
    open: () =>
      isGone
        ? new Promise(() => undefined)
        : openSocketPort(`${location.protocol === 'https:' ? 'wss:' : 'ws:'}//${location.host}/engine`),
    onState: (state, ending) => {
      if (ending) last = ending;
      if (isGone) return;
      if (ending?.code === ENGINE_GONE) {
        isGone = true;
        for (const listener of listeners) listener('gone', ending.reason);
        return;
      }
      // A socket may break by itself; only the server knows that the engine behind it died.
      const restarted = state === 'connected' && last?.code === ENGINE_RESTARTED;
      const reason = last?.reason;
      if (state === 'connected') last = null;
      for (const listener of listeners) listener(restarted ? 'restarted' : state, reason);
    },
  });

  async function upload(file: File, isAside: boolean): Promise<PictureInfo> {
    // Folders tell the sets of a table apart.
    const folder = pathInDrop(file).split('/').slice(0, -1).slice(-2).join('/');
    const query = new URLSearchParams({
      name: file.name,
      ...(folder === '' ? {} : { folder }),
      ...(isAside ? { aside: '1' } : {}),
    });
    const response = await fetch(`/upload?${query.toString()}`, { method: 'POST', body: file });
    const answer: unknown = await response.json().catch(() => null);
    if (!response.ok)
      throw new UpbenchError(
        'unreadable-file',
        saidIn(answer) ?? messageOf('upload-refused', { status: response.status }),
      );
    return pictureInfo.parse(answer);
  }

  async function openFiles(files: readonly File[], isAside = false): Promise<OpenOutcome> {
    const pictures: PictureInfo[] = [];
    const failed: { file: string; message: Said }[] = [];
    // One after the other: the engine decodes one at a time anyway, and the list keeps the user's order.
    for (const file of files) {
      try {
        pictures.push(await upload(file, isAside));
      } catch (error) {
        failed.push({ file: file.name, message: saidOf(error) });
      }
    }
    return { pictures, failed };
  }

  return {
    kind: 'served',
    engine,
    onConnection(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    blobUrl,
    openFiles,
    pickPictures: async () => openFiles(await filePicker()),
    save(blob, suggestedName) {
      const link = document.createElement('a');
      link.href = blobUrl(blob);
      link.download = suggestedName;
      link.click();
      return Promise.resolve({ where: suggestedName });
    },
    savePdf: null,
    updates: null,
    async handover() {
      const id = new URLSearchParams(location.search).get('show');
      if (id === null) return null;
      const answer = await fetch(`/show?id=${encodeURIComponent(id)}`);
      const found: unknown = await answer.json().catch(() => null);
      if (!answer.ok)
        throw new UpbenchError('unavailable', saidIn(found) ?? messageOf('upload-refused', { status: answer.status }));
      return handoverSchema.parse(found);
    },
    onCommand: () => () => {},
    onOpened: null,
    setLanguage: () => undefined,
  };
}

/** What an error answer says, which is a fault as data. */
function saidIn(answer: unknown): Message | string | null {
  if (typeof answer !== 'object' || answer === null || !('message' in answer)) return null;
  if ('said' in answer && isMessage(answer.said)) return answer.said;
  return typeof answer.message === 'string' ? answer.message : null;
}
