import { rows } from './rows';
import { PEERS, type PeerName } from './contenders';

export interface Options {
  readonly rows: readonly string[];
  readonly threads: readonly number[];
  readonly peers: readonly PeerName[];
  /** A file, or '-' for standard output. */
  readonly json: string | undefined;
  readonly quick: boolean;
  /** Whether docs/PERFORMANCE.md is written: only a whole run may. */
  readonly docs: boolean;
  /** Whether growing pictures and channels are timed too. */
  readonly growth: boolean;
  /** Binaries of other versions of Node; ours is timed under each, too. */
  readonly nodes: readonly string[];
  /** Whether the ratios are held against the committed ones. */
  readonly check: boolean;
}

export const USAGE = `Usage: npm run bench [-- OPTION...]

  --rows a,b       Only these rows: ${rows.map(({ row }) => row).join(', ')}.
  --threads 1,2    Thread counts. Default 1,2.
  --peers a,b      Only these peers: ${PEERS.join(', ')}; none for ours alone.
  --node PATH      Also ours under another node, a column for its V8; may be given several times.
  --json FILE|-    Results as JSON into a file, or to standard output in place of the table.
  --quick          Few samples: done in under 50 seconds on two cores.
  --growth         Also how the time grows with pixels and channels; a whole run always does.
  --shapes         200 random shapes of all operators: time of the reference over ours, median and worst.
  --check          Compare the ratios with those of docs/performance.json; exit 1 where one fell below half.
  --docs           Write docs/PERFORMANCE.md from a quick or partial run too; a whole run always writes it.`;

/** Throws a sentence for what it does not understand. */
export function readOptions(args: readonly string[]): Options {
  const given: Record<string, string> = {};
  const flags = new Set<string>();
  const nodes: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const name = args[i]!;
    if (['--quick', '--docs', '--growth', '--check'].includes(name)) flags.add(name);
    else if (['--rows', '--threads', '--peers', '--json', '--node'].includes(name)) {
      const value = args[++i];
      if (value === undefined) throw new Error(`Expected a value after ${name}.`);
      if (name === '--node') nodes.push(value);
      else given[name] = value;
    } else throw new Error(`Unknown option ${JSON.stringify(name)}.\n${USAGE}`);
  }
  const list = <Name extends string>(option: string, known: readonly Name[]): readonly Name[] => {
    const text = given[option];
    if (text === undefined) return known;
    if (option === '--peers' && text === 'none') return [];
    return text.split(',').map((part) => {
      const found = known.find((name) => name === part.trim());
      if (found === undefined)
        throw new Error(`Expected ${option} to name some of ${known.join(', ')} but received "${part}".`);
      return found;
    });
  };
  const threads = (given['--threads'] ?? '1,2').split(',').map((part) => {
    const count = Number(part);
    if (!Number.isInteger(count) || count < 1 || count > 64)
      throw new Error(`Expected whole numbers from 1 to 64 for --threads but received "${part}".`);
    return count;
  });
  const quick = flags.has('--quick');
  const isWhole =
    !quick && given['--rows'] === undefined && given['--peers'] === undefined && given['--threads'] === undefined;
  return {
    rows: list(
      '--rows',
      rows.map(({ row }) => row),
    ),
    threads: [...new Set(threads)],
    peers: list('--peers', PEERS),
    json: given['--json'],
    quick,
    nodes,
    check: flags.has('--check'),
    // A check must not overwrite what it compares with.
    docs: (isWhole && !flags.has('--check')) || flags.has('--docs'),
    growth: (isWhole && !flags.has('--check')) || flags.has('--growth'),
  };
}
