import { markFileWithoutPath } from '../host/files';

/** Pictures of a paste event, which needs no permission. */
export function picturesOfPaste(event: ClipboardEvent): File[] {
  return [...(event.clipboardData?.files ?? [])]
    .filter((file) => file.type.startsWith('image/'))
    .map((file) => markFileWithoutPath(named(file)));
}

/** Pictures in the clipboard, asked for by a button; empty when there are none or the system says no. */
export async function readClipboardPictures(): Promise<File[]> {
  try {
    const files: File[] = [];
    for (const item of await navigator.clipboard.read()) {
      const type = item.types.find((candidate) => candidate.startsWith('image/'));
      if (type) files.push(markFileWithoutPath(new File([await item.getType(type)], nameFor(type), { type })));
    }
    return files;
  } catch {
    return [];
  }
}

const nameFor = (type: string): string => `pasted.${type.replace(/^image\//, '').replace('jpeg', 'jpg')}`;

/** Browsers call every pasted picture "image.png". */
function named(file: File): File {
  return file.name === 'image.png' ? new File([file], nameFor(file.type), { type: file.type }) : file;
}
