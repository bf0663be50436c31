import { isOfBytes, type Row } from './rows';

/** Whether a peer has the operator of a row. Asking would show it, too; but what is known needs no time. */
export function hasOperator(peer: string, row: Row): boolean {
  const { kind, dialect = '' } = row;
  switch (peer) {
    case 'pillow':
    case 'sharp':
      return dialect.startsWith('pillow:');
    case 'opencv':
    case 'opencv-native':
      if (kind === 'resizeBytes') return dialect.startsWith('opencv:');
      return kind === 'bilinear' || kind === 'bilinearU8' || (kind === 'psnr' && peer === 'opencv-native');
    case 'tfjs':
      return !isOfBytes(row) && (row.groups ?? 1) === 1 && (row.outputPadding ?? 0) === 0;
    case 'ort':
    case 'ort-web':
    case 'torch':
      return !isOfBytes(row);
    default:
      return true;
  }
}

/** What is read of a committed row. */
interface TimedRow {
  readonly row: string;
  readonly threads: number;
  readonly peers: Readonly<Record<string, number>>;
  readonly left?: Readonly<Record<string, string>>;
}

/** A peer is no rival of a quick run where it took this many times the fastest of its kind in the whole run. */
const FAR_BEHIND = 2;

/**
 * Peers that a quick run need not ask for a row: the committed whole run timed them far behind the fastest npm peer and
 * the fastest of all, or found another result.
 */
export function farBehind(
  { row, threads }: { readonly row: string; readonly threads: number },
  committed: readonly TimedRow[],
  npm: readonly string[],
): Record<string, string> {
  const known = committed.find((one) => one.row === row && one.threads === threads);
  if (known === undefined) return {};
  const found: Record<string, string> = {};
  for (const [name, time] of Object.entries(known.peers)) {
    const rivals = Object.entries(known.peers).filter(([other]) => !npm.includes(name) || npm.includes(other));
    const fastest = Math.min(...rivals.map(([, other]) => other));
    if (time > FAR_BEHIND * fastest)
      found[name] = `was ${(time / fastest).toFixed(1)} times the fastest in the committed table`;
  }
  for (const [name, reason] of Object.entries(known.left ?? {}))
    if (reason.startsWith('differs from the reference')) found[name] = reason;
  return found;
}
