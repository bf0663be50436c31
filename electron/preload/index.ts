import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron';
import { BRIDGE_NAME, CHANNELS, type WorkbenchBridge } from '../shared/api';

// The page's only access to the main process: one method per message. Events and ports never cross the bridge.

function subscribe(channel: string, listener: (text: string) => void): () => void {
  const wrapped = (_event: IpcRendererEvent, text: unknown): void => listener(String(text));
  ipcRenderer.on(channel, wrapped);
  return () => void ipcRenderer.removeListener(channel, wrapped);
}

/** The answer of the main process; a refusal is its sentence, without what Electron puts before it. */
async function ask<Answer>(channel: string, argument?: unknown): Promise<Answer> {
  try {
    return (await ipcRenderer.invoke(channel, argument)) as Answer;
  } catch (error) {
    const { message } = error as Error;
    throw new Error(message.replace(/^Error invoking remote method '[^']*': (?:\w*Error: )?/, ''), { cause: error });
  }
}

const bridge: WorkbenchBridge = {
  connect(nonce) {
    const receive = (event: IpcRendererEvent, answered: unknown): void => {
      if (answered !== nonce) return;
      ipcRenderer.removeListener(CHANNELS.port, receive);
      // A port cannot cross the bridge; it goes to the page by the window's own messages.
      window.postMessage(nonce, '*', event.ports);
    };
    ipcRenderer.on(CHANNELS.port, receive);
    ipcRenderer.send(CHANNELS.connect, nonce);
  },
  onEngineRestarted: (listener) => subscribe(CHANNELS.restarted, listener),
  onEngineGivenUp: (listener) => subscribe(CHANNELS.givenUp, listener),
  onOpened: (listener) => subscribe(CHANNELS.opened, () => listener()),
  takeOpened: () => ask(CHANNELS.takeOpened),
  setLanguage: (language) => ipcRenderer.send(CHANNELS.language, language),
  onCommand: (listener) => subscribe(CHANNELS.command, listener),
  saveBlob: ({ id, suggestedName }) => ask(CHANNELS.saveBlob, { id, suggestedName }),
  savePdf: ({ id, suggestedName }) => ask(CHANNELS.savePdf, { id, suggestedName }),
  showInFolder: (path) => ask(CHANNELS.showInFolder, path),
  openPictures: () => ask(CHANNELS.openPictures),
  openDropped: (files, isAside) => {
    // Empty for files that are not on this machine's disk.
    const paths = files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== '');
    return ask(isAside ? CHANNELS.openPathsAside : CHANNELS.openPaths, paths);
  },
  versions: () => ask(CHANNELS.versions),
  newerRelease: () => ask(CHANNELS.newerRelease),
  showReleases: () => ask(CHANNELS.showReleases),
};

contextBridge.exposeInMainWorld(BRIDGE_NAME, bridge);
