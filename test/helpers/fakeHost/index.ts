import type { Host, OpenOutcome } from '../../../renderer/src/host/host';
import { createFakeEngine, type FakeEngine } from './fakeEngine';

export interface FakeHost extends Host {
  readonly fake: FakeEngine;
  /** Names of what was saved. */
  readonly saved: string[];
  /** Tells the page what became of the connection. */
  connection(state: 'connected' | 'lost' | 'restarted', reason?: string): void;
}

/** A host without a process behind it: for component tests and for looking at states that are hard to reach. */
export function createFakeHost(): FakeHost {
  const fake = createFakeEngine();
  const listeners = new Set<(state: 'connected' | 'lost' | 'restarted', reason?: string) => void>();
  const saved: string[] = [];

  async function openFiles(files: readonly File[], isAside = false): Promise<OpenOutcome> {
    const outcome = {
      pictures: [] as OpenOutcome['pictures'][number][],
      failed: [] as OpenOutcome['failed'][number][],
    };
    for (const file of files) {
      if (file.name.endsWith('.rtf'))
        outcome.failed.push({ file: file.name, message: `${file.name} is not a picture.` });
      else
        outcome.pictures.push(
          await fake.client.pictures.import({
            name: file.name,
            bytes: new Uint8Array(await file.arrayBuffer()),
            isAside,
          }),
        );
    }
    return outcome;
  }
  return {
    kind: 'served',
    fake,
    saved,
    engine: fake.client,
    connection: (state, reason) => {
      for (const listener of listeners) listener(state, reason);
    },
    onConnection(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    blobUrl: ({ id }) => fake.blobs.get(id) ?? `/blob/${id}`,
    openFiles,
    pickPictures: () => openFiles([new File(['x'], 'picked.png')]),
    save: (_blob, suggestedName) => {
      saved.push(suggestedName);
      return Promise.resolve({ where: suggestedName });
    },
    savePdf: null,
    updates: null,
    onCommand: () => () => undefined,
    handover: null,
    onOpened: null,
    setLanguage: () => undefined,
  };
}
