/** One file that the browser keeps between starts; without storage nothing is kept, which is not an error. */
export interface KeptFile {
  /** Whether anything can be kept at all. */
  readonly isAvailable: boolean;
  get(): Promise<Blob | null>;
  /** Null forgets it. */
  put(file: Blob | null): Promise<void>;
}

const STORE = 'files';

function openStore(): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open('upbench', 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('The browser keeps no files.'));
  });
}

async function transact<Value>(
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => IDBRequest<Value>,
): Promise<Value> {
  const database = await openStore();
  try {
    return await new Promise<Value>((resolve, reject) => {
      const request = work(database.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error ?? new Error('The browser keeps no files.'));
    });
  } finally {
    database.close();
  }
}

async function keepIt(name: string, file: Blob): Promise<void> {
  await transact('readwrite', (store) => store.put(file, name));
}

export function keptFile(name: string): KeptFile {
  const isAvailable = typeof indexedDB !== 'undefined';
  return {
    isAvailable,
    async get() {
      if (!isAvailable) return null;
      const found: unknown = await transact('readonly', (store) => store.get(name)).catch(() => null);
      return found instanceof Blob ? found : null;
    },
    async put(file) {
      if (!isAvailable) return;
      const done = file === null ? transact('readwrite', (store) => store.delete(name)) : keepIt(name, file);
      await done.catch(() => undefined);
    },
  };
}
