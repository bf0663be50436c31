import { describe, expect, it } from 'vitest';
import { runPictures, type RunListener } from '@core/engine/runs/runPictures';
import type { ComputeThread } from '@core/engine/thread/computeThread';
import type { RunJob, RunJobEvent } from '@core/engine/thread/jobs';
import { defaultExperiment } from '@core/experiment/defaults';
import type { ImageResult } from '@core/experiment/schema';
import { cancelled, UpbenchError } from '@core/tensor/errors';

const image = (file: string): ImageResult => ({
  file,
  sha256: '',
  width: 1,
  height: 1,
  channels: 1,
  bitDepth: 8,
  crop: { right: 0, bottom: 0 },
  notes: [],
  methods: [],
  failed: [],
});

/** A thread that answers each picture by its name, and never stops by itself at "endless". */
function threadOf(answers: Readonly<Record<string, Error>> = {}) {
  const jobs: RunJob[] = [];
  const run = (job: RunJob, onEvent: (event: RunJobEvent) => void) => {
    jobs.push(job);
    let stop: (error: Error) => void = () => undefined;
    const done = new Promise<ImageResult>((resolve, reject) => {
      stop = reject;
      if (job.name === 'endless') return;
      onEvent({ type: 'progress', key: 'nearest', done: 0, total: 1, fraction: 0.5, label: 'Nearest' });
      const answer = answers[job.name];
      if (answer === undefined) resolve(image(job.name));
      else reject(answer);
    });
    return { done, cancel: () => stop(cancelled()) };
  };
  return { thread: { run } as unknown as ComputeThread, jobs };
}

/** What a listener heard, in order. */
function listenerOf(known: RunListener<string>['known'] = () => Promise.resolve(null)) {
  const heard: string[] = [];
  const listener: RunListener<string> = {
    find: (file) => {
      if (file === 'gone') throw new UpbenchError('unavailable', 'This picture is no longer open.');
      return { file, path: `/${file}` };
    },
    nameOf: (file) => file,
    known,
    onBegin: (file) => heard.push(`begin ${file}`),
    onEvent: (event, file) => heard.push(`${event.type} ${file}`),
    onImage: ({ file }, _item, _index, isNew) => void heard.push(`${isNew ? 'new' : 'known'} ${file}`),
    onFailure: ({ file, code }) => heard.push(`failed ${file}: ${code}`),
    isFatal: (code) => code === 'unwritable-file',
  };
  return { listener, heard };
}

const services = (thread: ComputeThread, signal = new AbortController().signal) => ({
  thread,
  experiment: defaultExperiment(),
  folder: '/work',
  outputs: 'small' as const,
  weightFiles: () => [],
  freeMemory: () => 1e9,
  signal,
});

describe('the loop of every run', () => {
  it('takes one picture after another; a bad one is told and the rest goes on', async () => {
    const { thread, jobs } = threadOf({ bad: new UpbenchError('corrupt-file', 'It is damaged.') });
    const { listener, heard } = listenerOf();
    await runPictures(['a', 'bad', 'gone', 'b'], services(thread), listener);
    expect(heard).toEqual([
      'begin a',
      'progress a',
      'new a',
      'begin bad',
      'progress bad',
      'failed bad: corrupt-file',
      'begin gone',
      'failed gone: unavailable',
      'begin b',
      'progress b',
      'new b',
    ]);
    expect(jobs.map(({ name, path }) => [name, path])).toEqual([
      ['a', '/a'],
      ['bad', '/bad'],
      ['b', '/b'],
    ]);
  });

  it('does not compute what is known, good or bad', async () => {
    const { thread, jobs } = threadOf();
    const { listener, heard } = listenerOf((file) => {
      if (file === 'done') return Promise.resolve({ image: image(file) });
      if (file === 'missing')
        return Promise.resolve({ failure: { file, code: 'missing-file', message: 'There is none.' } });
      return Promise.resolve(null);
    });
    await runPictures(['done', 'missing', 'new'], services(thread), listener);
    expect(heard.filter((line) => !/^(begin|progress)/.test(line))).toEqual([
      'known done',
      'failed missing: missing-file',
      'new new',
    ]);
    expect(jobs.map(({ name }) => name)).toEqual(['new']);
  });

  it('ends where the next picture would fail alike, and where the listener cannot go on', async () => {
    const full = new UpbenchError('unwritable-file', 'The disk is full.');
    const { thread, jobs } = threadOf({ a: full });
    const { listener, heard } = listenerOf();
    await expect(runPictures(['a', 'b'], services(thread), listener)).rejects.toBe(full);
    expect([jobs.length, heard.at(-1)]).toEqual([1, 'progress a']);
    const broken = { ...listener, onImage: () => Promise.reject(new Error('no journal')) };
    await expect(runPictures(['b', 'c'], services(thread), broken)).rejects.toThrow('no journal');
    expect(jobs.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('stops the job it is at when it is cancelled, and begins no other', async () => {
    const { thread, jobs } = threadOf();
    const { listener, heard } = listenerOf();
    const stop = new AbortController();
    const run = runPictures(['endless', 'b'], services(thread, stop.signal), listener);
    await Promise.resolve();
    stop.abort();
    await expect(run).rejects.toMatchObject({ code: 'cancelled' });
    expect([jobs.length, heard]).toEqual([1, ['begin endless']]);
  });
});
