import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AuditRequest } from '@core/engine/contract/contract';
import { blobPath } from '@core/engine/host/blobPath';
import { createEngine, type Engine } from '@core/engine/host/serve';
import { MOST_NETWORKS } from '@core/engine/networks/networkStore';
import type { NetworkDocument } from '@core/network/document';
import { builtEngine } from '../../../helpers/buildEngine';
import { neverEnding, onnxModel } from '../../../helpers/madeOnnx';
import { connectTo, faultOf, type Client } from '../../../helpers/engineClient';

let folder: string;
let engine: Engine;
let client: Client;
let disconnect: () => void;

beforeAll(async () => {
  const { computeWorker } = await builtEngine();
  folder = mkdtempSync(join(tmpdir(), 'upbench-audits-'));
  engine = createEngine({ folder, computeWorker, samples: null, openSample: false, log: () => undefined });
  ({ client, disconnect } = connectTo(engine));
}, 180_000);
afterAll(async () => {
  disconnect();
  await engine.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const golden = (name: string): Uint8Array =>
  readFileSync(fileURLToPath(new URL(`../../../goldens/onnx/${name}`, import.meta.url)));
/** As a page gives a file: in pieces. */
async function open(
  name: string,
  bytes: Uint8Array,
  piece = 10_000,
  isMethod = false,
): Promise<AuditRequest['source']> {
  const { id } = await client.networks.open({ files: [{ name, bytes: bytes.length }], isMethod });
  let done = 0;
  for (let at = 0; at < bytes.length; at += piece) {
    const data = Buffer.from(bytes.subarray(at, at + piece)).toString('base64');
    ({ done } = await client.networks.write({ id, file: 0, data }));
  }
  expect(done).toBe(bytes.length);
  return { kind: 'file', id };
}
async function audited(
  source: AuditRequest['source'],
  more: Partial<AuditRequest> = {},
): Promise<{ document: NetworkDocument; labels: string[] }> {
  const labels: string[] = [];
  const request = { source, input: null, model: null, pictureId: null, ...more };
  for await (const event of await client.networks.audit(request)) {
    if (event.type === 'done') return { document: event.document, labels };
    labels.push(event.label);
  }
  throw new Error('The audit ended without an answer.');
}

describe('audits', () => {
  it('run an ONNX network that came in pieces, and say what of its grid is seen', async () => {
    const { document, labels } = await audited(await open('k3-uneven.onnx', golden('k3-uneven.onnx')));
    expect(labels.length).toBeGreaterThan(0);
    const [layer] = document.layers;
    expect(document).toMatchObject({ source: 'onnx', error: null, hasActivations: true });
    expect(layer).toMatchObject({ kind: 'ConvTranspose2d', evenOverlap: false, isWeighted: true });
    expect(layer!.reachesOutput).toBeGreaterThan(0.5);
    // What is shown of it is what is said of it.
    expect(layer!.crop!.values).toHaveLength(layer!.crop!.width * layer!.crop!.height * layer!.crop!.channels);
    expect(layer!.phases).toHaveLength(2);
    expect(document.rows[layer!.row]!.name).toBe(layer!.name);
    // The kernel of the phases: its sums by phase differ as they do.
    const [a, b] = [layer!.kernelValues!, layer!.phases!];
    expect(a).toHaveLength(3);
    expect(b.flat().every(Number.isFinite)).toBe(true);
    expect(document.audit).toMatchObject({ schema: 'upbench.audit/1' });
  });

  it('follow a text as far as it can be read', async () => {
    const text = '# x: 1x3x45x45\na = nn.Conv2d(3, 8, 3, padding=1)\nb = nn.Conv2d(8, 8,\n';
    const { document } = await audited({ kind: 'text', text });
    expect(document.rows.map(({ name }) => name)).toEqual(['a']);
    expect(document.error?.line).toBeGreaterThan(2);
    // Another size is the fields' matter.
    expect((await audited({ kind: 'text', text }, { input: [1, 3, 9, 9] })).document.input).toEqual([1, 3, 9, 9]);
  });

  it.each([
    ['net.pt', 'a PyTorch checkpoint'],
    ['model.json', 'a TensorFlow.js network'],
    ['net.onnx', 'is damaged'],
    ['net.upbench-net.json', 'not a recording'],
    ['photo.png', 'not a network that is read here'],
  ])('refuse %s in one sentence', async (name, says) => {
    const bytes = new TextEncoder().encode(
      name === 'photo.png' ? 'PNG\0' : name === 'model.json' ? '{"format": "layers-model"}' : '{"a": [1, 2, 3]}',
    );
    const source = await open(name, bytes);
    const fault = await audited(source).then(() => null, faultOf);
    expect(fault?.message).toContain(says);
    expect(fault?.message).not.toContain(folder);
  });

  it('end with the command that asked for them', async () => {
    const model = fileURLToPath(new URL('../../../goldens/onnx/nearest-conv.onnx', import.meta.url));
    const { cli } = await builtEngine();
    const code = `import { main } from ${JSON.stringify(cli.href)}; process.exitCode = await main(${JSON.stringify(['audit', model, '--json', '-'])});`;
    const run = promisify(execFile)(process.execPath, ['--input-type=module', '-e', code], { timeout: 120_000 });
    expect(JSON.parse((await run).stdout)).toMatchObject({ schema: 'upbench.audit/1' });
  });

  it('put an equal layer in the place of one, with the proof before any file', async () => {
    const source = await open('up.onnx', golden('k3-uneven.onnx'));
    const { document } = await audited(source);
    const { name } = document.layers[0]!;
    const id = source.kind === 'file' ? source.id : '';
    const made = await client.networks.rewrite({ id, layer: name, to: 'pixel-shuffle', input: null });
    expect(made.proof).toMatchObject({ layer: name, to: 'pixel-shuffle', holds: true });
    expect(made.proof.largestDifference.layer).toBeLessThanOrEqual(made.proof.bound);
    expect(made.network!.name).toBe('up-pixel-shuffle.onnx');
    const saved = readFileSync(blobPath(folder, made.network!.blob.id)!.path);
    expect((await audited(await open('new.onnx', saved))).document.layers[0]!.kind).toBe('PixelShuffle');
    expect(made.code.map((file) => file.name.replace(/^.*\./, ''))).toEqual(['py', 'safetensors']);
    const refused = await client.networks
      .rewrite({ id, layer: name, to: 'nearest-conv', input: null })
      .then(() => null, faultOf);
    expect(refused?.message).toContain('cannot be rewritten exactly');
  });

  it('say how a network wants its pictures, as a method names it', async () => {
    await open('method.onnx', golden('nearest-conv.onnx'), 10_000, true);
    const file = 'method.onnx';
    const found = await client.networks.check({ file });
    expect(found).toMatchObject({ file, channels: 'rgb', layout: 'nchw' });
    expect(found.colours.map(({ name }) => name)).toContain('grey');
    const other = await client.networks.check({ file, range: '255' });
    expect(other).toMatchObject({ range: '255', known: 'given' });
    expect(other.colours[0]!.back).not.toEqual(found.colours[0]!.back);
    // What is open in its own view is nobody's method.
    await open('view.onnx', golden('nearest-conv.onnx'));
    const fault = await client.networks.check({ file: 'view.onnx' }).then(() => null, faultOf);
    expect(fault?.message).toContain('view.onnx');
  });

  it('end when nobody follows them any more, and the next one answers', async () => {
    const source = await open('long.onnx', onnxModel(neverEnding([1, 3, 20, 20])));
    const stop = new AbortController();
    const request = { source, input: null, model: null, pictureId: null };
    const events = await client.networks.audit(request, { signal: stop.signal });
    // The first word comes before the network runs, and it never ends by itself.
    await events.next();
    stop.abort();
    await expect(events.next()).rejects.toThrow();
    const { document } = await audited(await open('next.onnx', golden('nearest-conv.onnx')));
    expect(document.error).toBeNull();
  });

  it('forget the oldest network', async () => {
    const first = await open('a.onnx', golden('nearest-conv.onnx'));
    for (let i = 0; i < MOST_NETWORKS; i++) await open('b.onnx', new Uint8Array(3));
    expect(faultOf(await audited(first).catch((error: unknown) => error)).message).toContain('no longer open');
  });
});
