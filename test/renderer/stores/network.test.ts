import { flushPromises } from '@vue/test-utils';
import { createPinia, disposePinia, setActivePinia, type Pinia } from 'pinia';
import { createApp, type App } from 'vue';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { HOST } from '@renderer/host';
import { networkFiles } from '@renderer/stores/networkFiles';
import { useNetwork } from '@renderer/stores/network';
import { createFakeHost, type FakeHost } from '../../helpers/fakeHost';

let app: App;
let pinia: Pinia;
let host: FakeHost;

/** A store that somebody looks at, after its first answer. */
async function shown(): Promise<ReturnType<typeof useNetwork>> {
  const network = app.runWithContext(() => useNetwork());
  network.isShown = true;
  await answered(network);
  return network;
}
/** Waits for the answer to what was asked last. */
async function answered(network: ReturnType<typeof useNetwork>, asked = host.fake.audits.length): Promise<void> {
  await vi.waitFor(() => expect(host.fake.audits.length).toBeGreaterThan(asked), { timeout: 20_000 });
  await vi.waitFor(() => expect(network.isBusy).toBe(false), { timeout: 20_000 });
  await flushPromises();
}
/** Does something to the text and waits until the document follows. */
async function after(network: ReturnType<typeof useNetwork>, change: () => void): Promise<void> {
  const asked = host.fake.audits.length;
  change();
  await answered(network, asked);
}

beforeEach(() => {
  localStorage.clear();
  host = createFakeHost();
  app = createApp({});
  pinia = createPinia();
  app.use(pinia);
  app.provide(HOST as symbol, host);
  setActivePinia(pinia);
});
afterEach(() => disposePinia(pinia));

const CODE = `import torch
import torch.nn as nn

class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.down = nn.Conv2d(3, 8, 3, stride=2, padding=1)   # my own remark
        self.up = nn.ConvTranspose2d(8, 3, 2, stride=2)

    def forward(self, x):
        y = self.up(self.down(x))
        return torch.cat([y, x], 1)
`;

describe('the network on screen', () => {
  it('starts with an example that does not fit; a fix changes one line, and undo brings the text back', async () => {
    const network = await shown();
    const before = network.text;
    expect(network.problems.map(({ name }) => name)).toEqual(['cat1']);
    expect(network.selected?.name).toBe('cat1');
    await after(network, () => network.apply(network.selected!.fixes[0]!));
    expect(network.problems).toEqual([]);
    const old = before.split('\n');
    expect(network.text.split('\n').filter((line) => !old.includes(line))).toHaveLength(1);
    await after(network, () => network.undo());
    expect(network.text).toBe(before);
  });

  it('another size, a fix and an error leave a pasted class as it was written', async () => {
    const network = await shown();
    await after(network, () => network.setText(CODE, 'paste'));
    await after(network, () => network.setAxis(2, 33));
    expect(network.text).toBe(CODE);
    expect(network.document?.input).toEqual([1, 3, 33, 224]);
    expect(network.problems.map(({ name }) => name)).toEqual(['cat1']);
    const fix = network.problems[0]!.fixes.find(({ kind }) => kind === 'pad')!;
    await after(network, () => network.apply(fix));
    expect(network.text).toContain('# my own remark');
    expect(network.text.split('\n')).toHaveLength(CODE.split('\n').length);
    await after(network, () => network.setText(network.text.replace('return torch', 'return surprise.torch')));
    expect(network.document?.error?.line).toBe(12);
    expect(network.rows.map(({ name }) => name)).toEqual(['down', 'up']);
    expect(network.text).toContain('class Net(nn.Module)');
    await after(network, () => network.undo());
    await after(network, () => network.undo());
    expect(network.text).toBe(CODE);
  });

  it('a comment in the text moves the fields', async () => {
    const network = await shown();
    await after(network, () => network.setAxis(2, 224));
    expect(network.input).toEqual([1, 3, 224, 225]);
    await after(network, () => network.setText('# x: 3×10×12\nnn.ReLU()\n'));
    expect(network.input).toEqual([1, 3, 10, 12]);
  });

  it('opens a file in place of the text, and gives the text back', async () => {
    const network = await shown();
    const { text } = network;
    const [asked] = [host.fake.audits.length];
    await network.open([
      new File([new Uint8Array(10)], 'weights.data'),
      new File([new Uint8Array(700_000)], 'net.onnx'),
    ]);
    expect(host.fake.audits.length).toBe(asked + 1);
    expect(network.file?.name).toBe('net.onnx');
    expect(network.document?.source).toBe('onnx');
    expect(network.documentOf).toBe('net.onnx');
    expect(network.text).toBe(text);
    await after(network, () => network.close());
    expect(network.document?.source).toBe('text');
  });

  it('a text file becomes the text, and undo brings the old one back', async () => {
    const network = await shown();
    const { text } = network;
    await network.open([new File(['nn.ReLU()\r\n'], 'net.py')]);
    expect(network.text).toBe('nn.ReLU()\n');
    network.undo();
    expect(network.text).toBe(text);
  });

  it('keeps what was written when the view had another name', async () => {
    localStorage.setItem('upbench.chain/1', JSON.stringify({ text: 'nn.Tanh()\n' }));
    const network = await shown();
    expect(network.text).toBe('nn.Tanh()\n');
  });

  it('solves for a layer that makes the output larger', async () => {
    const network = await shown();
    await after(network, () => network.openExample('espcn'));
    expect(network.solveFor(2)?.output).toEqual([510, 510]);
  });
});

describe('files of a network', () => {
  const named = async (...files: readonly [name: string, text?: string][]): Promise<string[]> =>
    (await networkFiles(files.map(([name, text = '']) => new File([text], name)))).map(({ name }) => name);

  it('are told from pictures and sessions', async () => {
    expect(await named(['a.png'], ['s.upbench.json', '{"schema": "upbench.session/1"}'], ['w.safetensors'])).toEqual(
      [],
    );
    expect(await named(['a.png'], ['n.onnx.data'], ['n.onnx'])).toEqual(['n.onnx', 'n.onnx.data']);
    expect(await named(['own.json', '{"schema": "upbench.network/1"']), 'renamed').toEqual(['own.json']);
    expect(await named(['model.json', '{"format": "layers-model"']), 'TensorFlow.js').toEqual(['model.json']);
    expect(await named(['net.pth'], ['net.py'])).toEqual(['net.pth', 'net.py']);
  });
});
