import { isBesideName, isNetworkName } from '@core/network/fileNames';
import { isPictureName, PICTURE_ENDINGS } from '@core/tensor/pictureKinds';

/** The list only helps the file dialog, the engine decides. */
export const PICTURE_TYPES = PICTURE_ENDINGS.map((ending) => `.${ending}`);

/** Shows the browser's file dialog for pictures; nothing chosen is an empty list. */
export const filePicker = (): Promise<File[]> => filesFromPicker({ types: PICTURE_TYPES, multiple: true });

/** Shows the browser's dialog for a folder: everything in it and below. */
export const folderPicker = (): Promise<File[]> =>
  pickFiles((input) => {
    input.webkitdirectory = true;
  });

export function filesFromPicker({
  types,
  multiple,
}: {
  readonly types: readonly string[];
  readonly multiple: boolean;
}): Promise<File[]> {
  return pickFiles((input) => {
    input.multiple = multiple;
    input.accept = types.join(',');
  });
}

function pickFiles(prepare: (input: HTMLInputElement) => void): Promise<File[]> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    prepare(input);
    input.addEventListener('change', () => resolve([...(input.files ?? [])]), { once: true });
    input.addEventListener('cancel', () => resolve([]), { once: true });
    input.click();
  });
}

/** Where a dropped file lay, from the folder that was dropped. */
const dropped = new WeakMap<File, string>();

/** The file's path from the folder that was picked or dropped, with slashes; only its name where it came by itself. */
export const pathInDrop = (file: File): string => dropped.get(file) ?? (file.webkitRelativePath || file.name);

/** Files of a drop, folders walked; other things in the drop (text, links) are left out. */
export async function filesOfDrop(transfer: DataTransfer): Promise<File[]> {
  // Entries must be taken before the first await: the list is emptied when the event is over.
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry?.() ?? null);
  if (entries.every((entry) => entry === null)) return [...transfer.files];
  const files: File[] = [];
  for (const entry of entries) if (entry) await walk(entry, files);
  return files;
}

async function walk(entry: FileSystemEntry, files: File[]): Promise<void> {
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject));
    dropped.set(file, entry.fullPath.replace(/^\/+/, ''));
    files.push(file);
    return;
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const children: FileSystemEntry[] = [];
  for (;;) {
    const batch = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (batch.length === 0) break;
    children.push(...batch);
  }
  // In a folder only pictures are meant, or the networks of a training; a file dropped by itself is always tried, so that
  // it gets its sentence.
  const isTraining =
    children.some(({ name }) => isNetworkName(name)) && !children.some(({ name }) => isPictureName(name));
  for (const child of children) {
    const isMeant = isTraining ? isNetworkName(child.name) || isBesideName(child.name) : isPictureName(child.name);
    if (child.isDirectory || isMeant) await walk(child, files);
  }
}
