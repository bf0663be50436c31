const clipboardFiles = new WeakSet<File>();

/** Marks a file that came from the clipboard: no path stands for it, so its bytes have to travel. */
export function markClipboardFile(file: File): File {
  clipboardFiles.add(file);
  return file;
}

export const isClipboardFile = (file: File): boolean => clipboardFiles.has(file);
