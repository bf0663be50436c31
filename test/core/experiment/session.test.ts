import { describe, expect, it } from 'vitest';
import { migrate } from '@core/experiment/migrate';
import { parseSession, weightFileNames } from '@core/experiment/session';
import { renderHtml } from '@core/report';
import { image, method, results } from '../../helpers/resultsFixture';

describe('migrate', () => {
  const steps = [(old: object) => ({ ...old, two: 2 }), (old: object) => ({ ...old, three: 3 })];
  const to = (schema: string) => migrate({ schema, kept: true }, { name: 'file', family: 'a.b', steps });

  it('takes every step from the version of the document, and none of the current one', () => {
    expect(to('a.b/1')).toEqual({ schema: 'a.b/3', kept: true, two: 2, three: 3 });
    expect(to('a.b/2')).toEqual({ schema: 'a.b/3', kept: true, three: 3 });
    expect(to('a.b/3')).toEqual({ schema: 'a.b/3', kept: true });
  });

  it('refuses a newer version with both numbers', () => {
    expect(() => to('a.b/4')).toThrow(
      '"file" was written by a newer version of Upbench (a.b/4); this one reads up to a.b/3. Update Upbench to open it.',
    );
  });
});

describe('parseSession', () => {
  it('finds the experiment in a report, whatever its file names hold', () => {
    const document = results([image([method('nearest', 30)], { file: '</script><b>.png' })], {
      weightFiles: { 'k.npz': 'cd'.repeat(32) },
    });
    const html = renderHtml(document, { picture: () => null, crop: () => ({ x: 0, y: 0, width: 1, height: 1 }) });
    expect(parseSession(html, 'report.html')).toEqual({
      schema: 'upbench.session/1',
      version: '0.1.0',
      experiment: document.experiment,
      pictures: [{ name: '</script><b>.png', path: '</script><b>.png', sha256: 'ab'.repeat(32) }],
      weights: [{ name: 'k.npz', path: 'k.npz', sha256: 'cd'.repeat(32) }],
    });
  });

  it('finds the network that a file of results lies beside, and no other file of such a name', () => {
    const sha256 = 'cd'.repeat(32);
    const names = ['a > b/net.onnx', 'a > b/net.onnx > deep/v > w.bin', 'fits > new/k.npz'];
    const document = results([image([method('nearest', 30)])], {
      weightFiles: Object.fromEntries(names.map((name) => [name, sha256])),
    });
    expect(parseSession(JSON.stringify(document), 'results.json').weights.map(({ beside }) => beside)).toEqual([
      undefined,
      { network: 'a > b/net.onnx', location: 'deep/v > w.bin' },
      undefined,
    ]);
  });

  it('says that a page is no report', () => {
    expect(() => parseSession('<!doctype html><p>', 'x.html')).toThrow(
      '"x.html" is an HTML page, but not an Upbench report',
    );
  });
});

it('weightFileNames names each file once, without the tensor', () => {
  const use = (weights: string) => ({ id: 'a', key: 'a', parameters: { weights } });
  const methods = [use('file:a b/k.npz#w'), use('file:a b/k.npz#v'), use('icnr'), use('file:dir#1/k.npy')];
  expect(weightFileNames({ methods })).toEqual(['a b/k.npz', 'dir#1/k.npy']);
});
