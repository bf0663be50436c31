const marked = new WeakSet<File>();

/** Marks a file that lies nowhere on disk (from the clipboard, out of a bundle): its bytes have to travel. */
export function markFileWithoutPath(file: File): File {
  marked.add(file);
  return file;
}

export const isFileWithoutPath = (file: File): boolean => marked.has(file);
