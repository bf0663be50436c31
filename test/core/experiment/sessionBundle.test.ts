import { strToU8, zipSync } from 'fflate';
import { describe, expect, it } from 'vitest';
import { defaultExperiment } from '@core/experiment/defaults';
import { sessionText, type Session } from '@core/experiment/session';
import { BUNDLED_SESSION, readSession } from '@core/experiment/sessionBundle';

const session: Session = {
  schema: 'upbench.session/1',
  version: '0.1.0',
  experiment: defaultExperiment(),
  pictures: [{ name: 'a.png', path: 'pictures/a.png', sha256: '0'.repeat(64) }],
  weights: [],
};
const bundle = (more: Readonly<Record<string, Uint8Array>>): Uint8Array =>
  zipSync({ [BUNDLED_SESSION]: strToU8(sessionText(session)), 'pictures/a.png': strToU8('a picture'), ...more });

describe('a bundle', () => {
  it('gives the session and the files that it names, and leaves everything else packed', () => {
    const { session: read, entries } = readSession(bundle({ 'other.bin': strToU8('nobody asks') }), 'b.zip', 100_000);
    expect(read.pictures).toEqual(session.pictures);
    expect(Object.keys(entries ?? {})).toEqual(['pictures/a.png']);
  });

  it('is not refused for what it does not need, however large', () => {
    const large = bundle({ 'zeros.bin': new Uint8Array(2 ** 21) });
    expect(large.length).toBeLessThan(10_000);
    expect(Object.keys(readSession(large, 'b.zip', 100_000).entries ?? {})).toEqual(['pictures/a.png']);
  });

  it('is refused before unpacking when a file it names is too large', () => {
    const large = bundle({ 'pictures/a.png': new Uint8Array(2 ** 21) });
    expect(() => readSession(large, 'b.zip', 100_000)).toThrow('"b.zip" is too large to open.');
  });

  it('is told from a zip file of something else, and from a damaged one', () => {
    expect(() => readSession(zipSync({ 'x.txt': strToU8('x') }), 'x.zip', 100)).toThrow(
      '"x.zip" is a zip file without a session.',
    );
    const half = bundle({}).slice(0, 60);
    expect(() => readSession(half, 'half.zip', 100_000)).toThrow('"half.zip" is damaged: its zip data is incomplete.');
  });
});
