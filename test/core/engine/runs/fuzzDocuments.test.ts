import { describe, expect, it } from 'vitest';
import { contract } from '@core/engine/contract/contract';
import { say } from '@core/messages';
import { createFrameGuard } from '@core/engine/host/frameGuard';
import { readSession } from '@core/experiment/sessionBundle';
import { parseChain, evaluateChain, chainExamples } from '@core/chain';
import { defaultExperiment } from '@core/experiment/defaults';
import { sessionText } from '@core/experiment/session';
import { formatNpy } from '@core/tensor/npy';
import { formatNpz } from '@core/tensor/npz';
import { formatSafetensors } from '@core/tensor/safetensors';
import { parseWeightFile } from '@core/tensor/weightFile';
import { damage, damageDocument, FUZZ_COUNT, fuzzTimeout, randomFrom, survives } from '../../../helpers/fuzz';
import { image, method, results } from '../../../helpers/resultsFixture';

// Documents, weights, messages and pasted text that went wrong on the way: a value or one sentence, soon.

const encoder = new TextEncoder();
const tensor = { data: Float32Array.from({ length: 24 }, (_, i) => i / 7), shape: [2, 3, 4] };
const document = results([image([method('bilinear', 30), method('nearest', 28)])]);
const file = { name: 'cat.png', path: 'cat.png', sha256: 'ab'.repeat(32) };
const session = JSON.parse(
  sessionText({
    schema: 'upbench.session/1',
    version: '0.1.0',
    experiment: defaultExperiment(),
    pictures: [file],
    weights: [file],
  }),
) as unknown;

describe('documents', () => {
  it.each([
    ['results', document],
    ['sessions', session],
  ])(
    '%s with damaged fields and damaged bytes',
    async (name, whole) => {
      const next = randomFrom(name.length);
      for (let i = 0; i < FUZZ_COUNT; i++) {
        const text = encoder.encode(JSON.stringify(i % 2 === 0 ? damageDocument(whole, next) : whole));
        await survives(`${name} ${i}`, () =>
          readSession(i % 2 === 0 ? text : damage(text, next), 'given.json', 2 ** 29),
        );
      }
    },
    fuzzTimeout,
  );
});

describe('weights', () => {
  const seeds = {
    'w.npy': formatNpy(tensor),
    'w.npz': formatNpz({ a: tensor, b: tensor }),
    'w.safetensors': formatSafetensors({ a: tensor, b: tensor }),
  };
  it.each(Object.entries(seeds))(
    '%s',
    async (name, bytes) => {
      const next = randomFrom(name.length);
      for (let i = 0; i < FUZZ_COUNT; i++)
        await survives(`${name} ${i}`, () => parseWeightFile(damage(bytes, next), name));
    },
    fuzzTimeout,
  );
});

describe('messages of the contract', () => {
  const request = {
    i: '1',
    t: 1,
    p: { u: '/runs/start', b: { json: { experiment: defaultExperiment(), pictureIds: ['a'] } } },
  };

  it('are let through or refused by name, never thrown at', () => {
    const next = randomFrom(3);
    for (let i = 0; i < FUZZ_COUNT; i++) {
      const text = JSON.stringify(damageDocument(request, next));
      const frame = i % 2 === 0 ? text : new TextDecoder().decode(damage(encoder.encode(text), next));
      const answer = createFrameGuard(() => 0)(frame);
      expect('frame' in answer || say(answer.reason).length < 100, frame).toBe(true);
    }
  });

  it('fit the contract or are refused by it', () => {
    const schema = contract.runs.start['~orpc'].inputSchema;
    const next = randomFrom(4);
    const good = { experiment: defaultExperiment(), pictureIds: ['a'] };
    expect(schema?.['~standard'].validate(good)).not.toHaveProperty('issues');
    let refused = 0;
    for (let i = 0; i < FUZZ_COUNT; i++) {
      const outcome = schema?.['~standard'].validate(damageDocument(good, next));
      if (outcome !== undefined && 'issues' in outcome) refused++;
    }
    expect(refused).toBeGreaterThan(FUZZ_COUNT / 4);
  });
});

it(
  'pasted layers with damaged text',
  async () => {
    const next = randomFrom(5);
    const seeds = chainExamples.map(({ text }) => encoder.encode(text));
    for (let i = 0; i < FUZZ_COUNT; i++) {
      const text = new TextDecoder().decode(damage(seeds[i % seeds.length]!, next));
      await survives(JSON.stringify(text), () => evaluateChain(parseChain(text), [3, 16, 16]));
    }
  },
  fuzzTimeout,
);
