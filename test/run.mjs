// `npm test`: every stage in order, quiet where all is well; the last line counts all tests.
// `--only typecheck,lint,build,unit,e2e` runs some of them.
import { stages } from './helpers/stages.mjs';

/** @param {string} line */
const say = (line) => void process.stdout.write(`${line}\n`);

/** @param {readonly string[]} argv */
function chosen(argv) {
  const all = Object.keys(stages);
  if (argv.length === 0) return all;
  const names = argv[0] === '--only' && argv.length === 2 ? (argv[1] ?? '').split(',') : [];
  if (names.length === 0 || names.some((name) => !all.includes(name))) {
    say(`Expected --only with some of ${all.join(',')} but received "${argv.join(' ')}".`);
    process.exit(2);
  }
  return all.filter((name) => names.includes(name));
}

const names = chosen(process.argv.slice(2));
const total = { passed: 0, failed: 0, skipped: 0 };
/** @type {Set<string>} */
const broken = new Set();

/** Compilers and linter take one core each, so they begin at once. */
const TOGETHER = ['typecheck', 'lint'];
/** @type {Map<string, { started: number, outcome: ReturnType<(typeof stages)[string]['run']> }>} */
const begun = new Map();

/** @param {string} name */
function begin(name) {
  const stage = stages[name];
  if (stage !== undefined && !begun.has(name)) begun.set(name, { started: performance.now(), outcome: stage.run() });
  return begun.get(name);
}

for (const name of names) {
  const stage = stages[name];
  if (stage === undefined) continue;
  if (stage.needs !== undefined && broken.has(stage.needs)) {
    total.failed += 1;
    say(`${name.padEnd(10)} not run: it needs the ${stage.needs} stage`);
    continue;
  }
  if (TOGETHER.includes(name)) for (const other of names.filter((each) => TOGETHER.includes(each))) begin(other);
  const running = begin(name);
  if (running === undefined) continue;
  const { passed, failed, skipped = 0, output, note } = await running.outcome;
  const seconds = ((performance.now() - running.started) / 1000).toFixed(1);
  total.passed += passed;
  total.failed += failed;
  total.skipped += skipped;
  const counts = [
    `${String(passed)} passed`,
    failed > 0 && `${String(failed)} failed`,
    skipped > 0 && `${String(skipped)} skipped`,
  ];
  say(`${name.padEnd(10)} ${seconds.padStart(6)} s  ${counts.filter(Boolean).join(', ')}`);
  if (note !== undefined) say(`           ${note}`);
  if (failed > 0) {
    broken.add(name);
    say(`\n${output.trim()}\n`);
  }
}

if (total.skipped > 0) say(`${String(total.skipped)} skipped`);
process.exitCode = total.failed > 0 ? 1 : 0;
say(`${String(total.passed)} passed, ${String(total.failed)} failed`);
