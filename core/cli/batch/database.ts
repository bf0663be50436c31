import { message } from '../../messages';
import { createHash } from 'node:crypto';
import { constants, existsSync, rmSync } from 'node:fs';
import { access, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';
import type { Database, Statement } from 'node-sqlite3-wasm';
import { writeFailure } from '../../engine/files/fileErrors';
import { lockFile } from '../../engine/files/lock';
import { openRegular } from '../../engine/files/regularFile';
import type { ImageResult, NumberOrSpecial } from '../../experiment/schema';
import { cancelled, sentenceOf, UpbenchError } from '../../tensor/errors';
import { tell, type CommandIo } from '../command';
import { imagesOf, type Finished, type Head } from './documents';

/** "Upbn": says in the file's header whose it is. */
const APPLICATION_ID = 0x5570626e;
const VERSION = 2;
/** Several runs may want to append at once. */
const LOCKED_MS = 30_000;
const RETRY_MS = 100;

/** Finished outputs have no cost, so that columns of it may be empty. */
const METHOD_COLUMNS = `
  id INTEGER PRIMARY KEY, picture INTEGER NOT NULL REFERENCES pictures, method TEXT NOT NULL, key TEXT NOT NULL,
  title TEXT NOT NULL, arguments TEXT NOT NULL, weights TEXT, parameters INTEGER, macs INTEGER,
  macs_at_output_size INTEGER, bytes INTEGER, median_ms REAL, mad_ms REAL, samples INTEGER,
  excluded_from_best TEXT`;
const RESULTS_VIEW = `CREATE VIEW results AS
  SELECT runs.id AS run, runs.date, runs.scale, pictures.file, methods.method, methods.key, methods.title,
    methods.arguments, methods.weights, methods.parameters, methods.macs, methods.macs_at_output_size, methods.bytes,
    methods.median_ms, metrics.metric, metrics.region, metrics.value, metrics.unit, metrics.better,
    protocols.text AS protocol
  FROM metrics JOIN methods ON methods.id = metrics.method JOIN protocols ON protocols.id = metrics.protocol
    JOIN pictures ON pictures.id = methods.picture JOIN runs ON runs.id = pictures.run;`;

/** One row per run, picture, use of a method, and metric; `results` joins them for notebooks. */
const TABLES = `
PRAGMA application_id = ${APPLICATION_ID};
PRAGMA user_version = ${VERSION};
CREATE TABLE runs (
  id INTEGER PRIMARY KEY, fingerprint TEXT NOT NULL UNIQUE, date TEXT NOT NULL, version TEXT NOT NULL,
  cpu TEXT NOT NULL, operators TEXT NOT NULL, mode TEXT NOT NULL, scale INTEGER NOT NULL, degradation TEXT NOT NULL,
  protocol TEXT NOT NULL, arithmetic TEXT NOT NULL, experiment TEXT NOT NULL, environment TEXT NOT NULL);
CREATE TABLE pictures (
  id INTEGER PRIMARY KEY, run INTEGER NOT NULL REFERENCES runs, file TEXT NOT NULL, sha256 TEXT NOT NULL,
  width INTEGER NOT NULL, height INTEGER NOT NULL, channels INTEGER NOT NULL, bit_depth INTEGER NOT NULL);
CREATE TABLE failures (
  run INTEGER NOT NULL REFERENCES runs, file TEXT NOT NULL, key TEXT, code TEXT NOT NULL, message TEXT NOT NULL);
CREATE TABLE methods (${METHOD_COLUMNS});
CREATE TABLE protocols (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
CREATE TABLE metrics (
  method INTEGER NOT NULL REFERENCES methods, metric TEXT NOT NULL, region TEXT NOT NULL, value REAL,
  unit TEXT NOT NULL, better TEXT NOT NULL, protocol INTEGER NOT NULL REFERENCES protocols);
CREATE INDEX pictures_of_run ON pictures (run);
CREATE INDEX methods_of_picture ON methods (picture);
CREATE INDEX metrics_of_method ON metrics (method);
${RESULTS_VIEW}
`;

/** Tables of version 1 wanted a cost of every method. */
const FROM_1_TO_2 = `
DROP VIEW results;
CREATE TABLE methods_2 (${METHOD_COLUMNS});
INSERT INTO methods_2 SELECT * FROM methods;
DROP TABLE methods;
ALTER TABLE methods_2 RENAME TO methods;
CREATE INDEX methods_of_picture ON methods (picture);
${RESULTS_VIEW}
PRAGMA user_version = 2;
`;

/** Before hours of computing: whether `--append` will be able to write there. Makes nothing. */
export async function checkDatabase(path: string | undefined): Promise<void> {
  if (path === undefined) return;
  const isThere = existsSync(path);
  try {
    if (isThere) {
      await (await openRegular(path)).close();
      await (await open(path, 'r+')).close();
    } else await access(dirname(path), constants.W_OK);
  } catch (error) {
    throw writeFailure(path, error);
  }
  if (!isThere) return;
  const { default: sqlite } = await import('node-sqlite3-wasm');
  let database: Database | undefined;
  try {
    database = new sqlite.Database(path, { readOnly: true });
    isPrepared(database, path);
  } catch (error) {
    // It is written to only when the run is over: whoever holds it now will be done, or was killed.
    if (!isLocked(error)) throw failure(path, error);
  } finally {
    database?.close();
  }
}

/**
 * Adds the results of a finished run to a SQLite file, all or nothing; results that are in it already are not added twice.
 * @returns the run's number in the file, and whether it is new there
 * @throws UpbenchError where the file is something else's, cannot be written, or stays locked
 */
async function appendToDatabase(
  path: string,
  finished: Finished,
  head: Head,
  signal: AbortSignal,
): Promise<{ readonly run: number; readonly isNew: boolean }> {
  const { default: sqlite } = await import('node-sqlite3-wasm');
  const lock = await lockFile(`${path}.upbench-lock`, { what: path, waitMs: LOCKED_MS, signal });
  let database: Database | undefined;
  try {
    removeLeftLock(path);
    database = new sqlite.Database(path);
    // Within a transaction it would do nothing, and older tables are replaced in one.
    database.exec('PRAGMA foreign_keys = OFF');
    await begin(database, signal);
    if (!isPrepared(database, path)) database.exec(TABLES);
    else if (Number(database.get('PRAGMA user_version')?.['user_version']) === 1) database.exec(FROM_1_TO_2);
    const fingerprint = fingerprintOf(finished, head);
    const known = database.get('SELECT id FROM runs WHERE fingerprint = ?', fingerprint);
    if (known) return { run: Number(known['id']), isNew: false };
    const writer = new RunWriter(database, head, fingerprint);
    try {
      for (const image of imagesOf(finished, signal)) {
        writer.add(image);
        // Gives Ctrl+C a chance to be handled.
        await nextTurn();
      }
    } finally {
      writer.close();
    }
    database.exec('COMMIT');
    return { run: writer.run, isNew: true };
  } catch (error) {
    throw failure(path, error);
  } finally {
    if (database?.isOpen && database.inTransaction) database.exec('ROLLBACK');
    database?.close();
    lock.release();
  }
}

/**
 * SQLite marks a file that is in use by a folder beside it, which outlives a process that was killed. Whoever holds our own
 * lock knows that no other of us is writing, so such a folder is left over.
 */
function removeLeftLock(path: string): void {
  rmSync(`${path}.lock`, { recursive: true, force: true });
}

async function begin(database: Database, signal: AbortSignal): Promise<void> {
  for (let waited = 0; ; waited += RETRY_MS) {
    try {
      database.exec('BEGIN IMMEDIATE');
      return;
    } catch (error) {
      if (!isLocked(error) || waited >= LOCKED_MS) throw error;
      if (signal.aborted) throw cancelled();
      await sleep(RETRY_MS);
    }
  }
}

/** Whether the tables are there; false for an empty file. */
function isPrepared(database: Database, path: string): boolean {
  const pragma = (name: string): number => Number(database.get(`PRAGMA ${name}`)?.[name]);
  if (Number(database.get('SELECT count(*) AS count FROM sqlite_master')?.['count']) === 0) return false;
  if (pragma('application_id') !== APPLICATION_ID)
    throw new UpbenchError('exists', message('database-other-program', { path }));
  const version = pragma('user_version');
  if (version > VERSION)
    throw new UpbenchError('unsupported-file', message('database-newer', { path, version, known: VERSION }));
  return true;
}

/** The same pictures under the same experiment, computed at the same moment. */
function fingerprintOf({ journal, files }: Finished, { experiment, environment }: Head): string {
  const hash = createHash('sha256').update(JSON.stringify([experiment, environment]));
  for (const file of files) hash.update(JSON.stringify([file, journal.entries.get(file)?.sha256 ?? null]));
  return hash.digest('hex');
}

/** NaN has no place in SQLite and becomes NULL. */
const real = (value: NumberOrSpecial): number | null => (Number.isNaN(Number(value)) ? null : Number(value));

class RunWriter {
  readonly run: number;
  private readonly statements: Readonly<Record<'picture' | 'failure' | 'method' | 'metric', Statement>>;
  private readonly protocols = new Map<string, number>();

  constructor(
    private readonly database: Database,
    { experiment, environment, failed }: Head,
    fingerprint: string,
  ) {
    const { mode, scale, degradation, protocol, arithmetic } = experiment;
    const { date, version, cpu, operators } = environment;
    const values = [fingerprint, date, version, cpu, operators, mode, scale, degradation, protocol, arithmetic];
    const documents = [JSON.stringify(experiment), JSON.stringify(environment)];
    this.run = Number(
      database.run(`INSERT INTO runs VALUES (NULL, ${marks(12)})`, [...values, ...documents]).lastInsertRowid,
    );
    this.statements = {
      picture: database.prepare(`INSERT INTO pictures VALUES (NULL, ${marks(7)})`),
      failure: database.prepare(`INSERT INTO failures VALUES (${marks(5)})`),
      method: database.prepare(`INSERT INTO methods VALUES (NULL, ${marks(14)})`),
      metric: database.prepare(`INSERT INTO metrics VALUES (${marks(7)})`),
    };
    for (const { file, code, message } of failed) this.statements.failure.run([this.run, file, null, code, message]);
  }

  add({ file, sha256, width, height, channels, bitDepth, methods, failed }: ImageResult): void {
    const { statements, run } = this;
    const about = [run, file, sha256, width, height, channels, bitDepth];
    const picture = Number(statements.picture.run(about).lastInsertRowid);
    for (const { key, code, message } of failed) statements.failure.run([run, file, key, code, message]);
    for (const { id, key, title, parameters, weights, cost, given, timing, metrics, excludedFromBest } of methods) {
      const row = [
        picture,
        id,
        key,
        title,
        JSON.stringify(parameters),
        weights ?? null,
        cost?.parameters ?? null,
        cost?.macs ?? given?.macs ?? null,
        cost?.macsAtOutputSize ?? null,
        cost?.bytes ?? null,
        timing?.medianMs ?? given?.timeMs ?? null,
        timing?.madMs ?? null,
        timing?.samples ?? null,
        excludedFromBest ?? null,
      ];
      const method = Number(statements.method.run(row).lastInsertRowid);
      for (const { id: metric, region, value, unit, better, protocol } of metrics)
        statements.metric.run([method, metric, region, real(value), unit, better, this.protocolId(protocol)]);
    }
  }

  /** Before the database is closed. */
  close(): void {
    for (const statement of Object.values(this.statements)) statement.finalize();
  }

  private protocolId(text: string): number {
    const known = this.protocols.get(text);
    if (known !== undefined) return known;
    this.database.run('INSERT OR IGNORE INTO protocols (text) VALUES (?)', text);
    const id = Number(this.database.get('SELECT id FROM protocols WHERE text = ?', text)?.['id']);
    this.protocols.set(text, id);
    return id;
  }
}

const marks = (count: number): string => Array.from({ length: count }, () => '?').join(', ');
const isLocked = (error: unknown): boolean => /locked/i.test(sentenceOf(error));

function failure(path: string, error: unknown): UpbenchError {
  if (error instanceof UpbenchError) return error;
  const words = sentenceOf(error);
  if (isLocked(error)) {
    return new UpbenchError('unwritable-file', message('database-in-use', { path }), {}, error);
  }
  if (/not a database|malformed|corrupt/i.test(words))
    return new UpbenchError('corrupt-file', message('database-damaged', { path }));
  if (/full/i.test(words)) return new UpbenchError('unwritable-file', message('database-disk-full', { path }));
  if (/open the database|unable to open|readonly|read-only/i.test(words))
    return new UpbenchError('unwritable-file', message('database-no-writing', { path }));
  return new UpbenchError('internal', message('database-fault', { path, reason: words }), {}, error);
}

/** Says what came of `--append`, where it was asked for. */
export async function appendTo(
  path: string | undefined,
  finished: Finished,
  head: Head,
  io: Pick<CommandIo, 'signal' | 'stderr' | 'language'>,
): Promise<void> {
  if (path === undefined) return;
  const { run, isNew } = await appendToDatabase(path, finished, head, io.signal);
  tell(io, message(isNew ? 'database-appended' : 'database-known', { path, run }));
}
