const withoutPath = new WeakSet<File>();

/** Marks a file that lies nowhere on disk (from the clipboard, out of a bundle): its bytes have to travel. */
export function markFileWithoutPath(file: File): File {
  withoutPath.add(file);
  return file;
}

export const isFileWithoutPath = (file: File): boolean => withoutPath.has(file);

/** SHA-256 of a file in hexadecimal, as pictures carry it. */
export async function hashOf(file: File): Promise<string> {
  const hash = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
