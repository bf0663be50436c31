import { contextBridge, ipcRenderer, webUtils, type IpcRendererEvent } from 'electron';
import { BRIDGE_NAME, CHANNELS, type OpenedPictures, type WorkbenchBridge } from '../shared/api';

// The page's only way out: one method per message. Events and ports never cross as such.

function subscribe(channel: string, listener: (text: string) => void): () => void {
  const wrapped = (_event: IpcRendererEvent, text: unknown): void => listener(String(text));
  ipcRenderer.on(channel, wrapped);
  return () => void ipcRenderer.removeListener(channel, wrapped);
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
  onCommand: (listener) => subscribe(CHANNELS.command, listener),
  saveBlob: ({ id, suggestedName }) =>
    ipcRenderer.invoke(CHANNELS.saveBlob, { id, suggestedName }) as Promise<{ path: string } | null>,
  showInFolder: (path) => ipcRenderer.invoke(CHANNELS.showInFolder, path) as Promise<void>,
  openPictures: () => ipcRenderer.invoke(CHANNELS.openPictures) as Promise<OpenedPictures>,
  openDropped: (files) => {
    // Empty for files that are not on this machine's disk.
    const paths = files.map((file) => webUtils.getPathForFile(file)).filter((path) => path !== '');
    return ipcRenderer.invoke(CHANNELS.openPaths, paths) as Promise<OpenedPictures>;
  },
  versions: () => ipcRenderer.invoke(CHANNELS.versions) as Promise<Record<string, string>>,
};

contextBridge.exposeInMainWorld(BRIDGE_NAME, bridge);
