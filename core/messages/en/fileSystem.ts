import { counted } from '../plural';
/** Files and folders that could not be read or written, and locks that others hold. */
export const fileSystem = {
  'file-missing': ({ name }: { name: string }) => `Cannot find "${name}".`,
  'file-is-folder': ({ name }: { name: string }) => `"${name}" is a folder, not a file.`,
  'file-bytes': ({ name, found, limit }: { name: string; found: number; limit: number }) =>
    `"${name}" has ${found} MiB; at most ${limit} MiB are read.`,
  'file-not-regular': ({ name }: { name: string }) => `"${name}" is not a regular file.`,
  'file-no-permission': ({ name }: { name: string }) => `No permission to read "${name}".`,
  'file-name-too-long': ({ name }: { name: string }) => `Cannot find "${name.slice(0, 60)}...": the name is too long.`,
  'file-link-circle': ({ name }: { name: string }) => `Cannot open "${name}": its links go round in a circle.`,
  'file-too-many-open': ({ name }: { name: string }) => `Cannot read "${name}": too many files are open.`,
  'file-unreadable': ({ name, cause }: { name: string; cause: string }) => `Cannot read "${name}" (${cause}).`,
  'write-no-permission': ({ name }: { name: string }) => `No permission to write "${name}".`,
  'write-read-only': ({ name }: { name: string }) => `Cannot write "${name}": the disk is read-only.`,
  'write-disk-full': ({ name }: { name: string }) => `Cannot write "${name}": the disk is full.`,
  'write-too-large': ({ name }: { name: string }) => `Cannot write "${name}": the file would be too large.`,
  'write-no-folder': ({ name }: { name: string }) => `Cannot write "${name}": its folder does not exist.`,
  'write-file-in-way': ({ name }: { name: string }) => `Cannot write "${name}": a file is in the way.`,
  'write-is-folder': ({ name }: { name: string }) => `Cannot write "${name}": it is a folder.`,
  'write-name-too-long': ({ name }: { name: string }) =>
    `Cannot write "${name.slice(0, 60)}...": the name is too long.`,
  'write-failed': ({ name, cause }: { name: string; cause: string }) => `Cannot write "${name}" (${cause}).`,
  'internal-fault': ({ text }: { text: string }) => `Internal fault: ${text}`,
  'out-of-memory': () => 'There is not enough memory for this picture. Use a smaller one.',
  'in-use': ({ name, pid, host }: { name: string; pid: number; host: string }) =>
    `"${name}" is in use by another upbench (process ${pid} on ${host}). Wait until it ends, or choose another place.`,
  'left-out': ({ count, folder, names }: { count: number; folder: string; names: string }) =>
    `Left out ${counted(count, 'file')} of "${folder}" that ${count === 1 ? 'is not a picture' : 'are not pictures'} of a kind that opens: ${names}.`,
  'left-out-rest': ({ names, more }: { names: string; more: number }) => `${names} and ${more} more`,
  'no-pictures': ({ folder }: { folder: string }) => `"${folder}" is a folder without pictures.`,
  'no-pictures-here': ({ folder }: { folder: string }) =>
    `"${folder}" is a folder without pictures (--recursive looks into its folders, too).`,
  'no-pictures-of-kinds': ({ folder, count, names }: { folder: string; count: number; names: string }) =>
    `"${folder}" is a folder without pictures of a kind that opens; it holds ${count} other ${count === 1 ? 'file' : 'files'}: ${names}.`,
  'filter-leaves-none': ({ count, folder }: { count: number; folder: string }) =>
    `--include and --exclude leave none of the ${counted(count, 'picture')} of "${folder}".`,
  'chart-not-drawn': ({ title, reason }: { title: string; reason: string }) =>
    `The chart "${title}" could not be drawn (${reason}).`,
  'report-not-written': ({ reason }: { reason: string }) =>
    `report.html could not be made (${reason}); all other results are written.`,
  'unsafe-output-name': ({ name, journal }: { name: string; journal: string }) =>
    `"${journal}" names an output ${name}, which is not a plain file name. Nothing was written.`,
  'shard-output-missing': ({ path }: { path: string }) =>
    `"${path}" does not exist or is not a regular file. Nothing was written.`,
  'shard-output-twice': ({ name, first, second }: { name: string; first: string; second: string }) =>
    `"${first}" and "${second}" both hold an output named "${name}". Nothing was written.`,
};
