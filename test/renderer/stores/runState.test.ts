import { describe, expect, it } from 'vitest';
import type { RunEvent } from '@core/engine/contract/contract';
import { initialSetup, methodSignature, toExperiment } from '@renderer/stores/setup';
import { beginRun, NO_RUN, reduceRun, settle, type MethodRun, type RunState } from '@renderer/stores/runState';
import { method as result, results } from '../../helpers/resultsFixture';

const setup = initialSetup('saved-file');
const experiment = { ...toExperiment(setup), methods: toExperiment(setup).methods.slice(0, 2) };
const [first, second] = experiment.methods.map(({ key }) => key) as [string, string];
const blob = (id: string): { id: string; mediaType: string; bytes: number } => ({
  id,
  mediaType: 'image/png',
  bytes: 1,
});

const runId = 'run-1';
const image: RunEvent = {
  type: 'image',
  runId,
  image: 0,
  pictureId: 'cat',
  file: 'cat.png',
  width: 13,
  height: 9,
  channels: 3,
  bitDepth: 8,
  crop: { right: 1, bottom: 1 },
  notes: [],
  reference: blob('reference-1'),
  input: blob('input-000'),
};
const progress = (key: string, fraction: number): RunEvent => ({
  type: 'progress',
  runId,
  image: 0,
  key,
  done: 0,
  total: 2,
  fraction,
  label: '',
});
const done = (key: string): RunEvent => ({
  type: 'method',
  runId,
  image: 0,
  result: result(key, 30),
  output: blob(`out-${key}`),
});

function play(events: readonly RunEvent[], from: RunState = beginRun(NO_RUN, experiment, ['cat'], 100)): RunState {
  return events.reduce((state, event) => reduceRun(state, event, 200), from);
}
const methods = (state: RunState): readonly MethodRun[] => state.images.get('cat')?.methods ?? [];

describe('a run', () => {
  const started: RunEvent = { type: 'started', runId, images: 1, methods: 2 };

  it('waits, runs, finishes, one method after the other', () => {
    let state = play([started, image]);
    expect([state.phase, state.total, methods(state).map((method) => method.state)]).toEqual([
      'running',
      2,
      ['pending', 'pending'],
    ]);
    state = play([progress(first, 0.25)], state);
    expect([
      methods(state)[0]?.state,
      methods(state)[0]?.fraction,
      methods(state)[0]?.startedAt,
      state.current,
    ]).toEqual(['running', 0.25, 200, first]);
    state = play([done(first)], state);
    expect([methods(state)[0]?.state, methods(state)[0]?.output?.id, state.done]).toEqual(['idle', `out-${first}`, 1]);
    expect(methods(state)[0]?.madeWith).toBe(methodSignature(experiment, experiment.methods[0]!));
    const document = { ...results([]), experiment };
    state = play([done(second), { type: 'done', runId, results: document }], state);
    expect([state.phase, state.done, state.finishedAt]).toEqual(['done', 2, 200]);
    expect(state.experiment).toBe(document.experiment);
  });

  it('goes on when one method fails, and keeps its sentence', () => {
    const state = play([
      started,
      image,
      { type: 'method-failed', runId, image: 0, key: first, code: 'internal', message: 'It broke.' },
      done(second),
    ]);
    expect(methods(state).map(({ state: name, message }) => [name, message])).toEqual([
      ['failed', 'It broke.'],
      ['idle', ''],
    ]);
    expect(state.done).toBe(2);
  });

  it('says why a picture failed even when nothing was known of it', () => {
    const state = play([
      started,
      {
        type: 'image-failed',
        runId,
        image: 0,
        failure: { file: 'cat.png', code: 'corrupt-file', message: 'cat.png is damaged.' },
      },
    ]);
    expect(state.images.get('cat')).toMatchObject({ file: 'cat.png', failure: 'cat.png is damaged.' });
    expect(methods(state).map((method) => method.state)).toEqual(['failed', 'failed']);
  });

  it('keeps what it showed while the next run goes, and after a cancel', () => {
    const finished = play([
      started,
      image,
      done(first),
      done(second),
      { type: 'done', runId, results: { ...results([]), experiment } },
    ]);
    let state = beginRun(finished, experiment, ['cat'], 300);
    expect(methods(state).map((method) => [method.state, method.output?.id])).toEqual([
      ['pending', `out-${first}`],
      ['pending', `out-${second}`],
    ]);
    state = play([started, image, progress(first, 0.5), { type: 'cancelled', runId }], state);
    expect([state.phase, methods(state).map((method) => [method.state, method.result !== null])]).toEqual([
      'cancelled',
      [
        ['idle', true],
        ['idle', true],
      ],
    ]);
  });

  it('marks what ran when the engine died, and only that', () => {
    const state = settle(play([started, image, done(first), progress(second, 0.5)]), 'interrupted', 'interrupted', 400);
    expect([state.phase, methods(state).map((method) => method.state)]).toEqual([
      'interrupted',
      ['idle', 'interrupted'],
    ]);
  });

  it('has one channel where luma alone is compared', () => {
    const luma = beginRun(NO_RUN, { ...experiment, space: 'y' }, ['cat'], 100);
    expect(play([image], luma).images.get('cat')!.channels).toBe(1);
    expect(play([image]).images.get('cat')!.channels).toBe(3);
  });

  it('leaves events of pictures it does not know aside', () => {
    const state = play([started]);
    expect(reduceRun(state, done(first), 200).images).toBe(state.images);
  });
});
