import { implement } from '@orpc/server';
import { contract, type AuditEvent, type AuditRequest } from '@core/engine/contract/contract';
import { textDocument } from '@core/network/textDocument';

/** A network that a file of any name turns out to hold. */
const OF_FILES = '# x: 1x3x16x16\nenc = nn.Conv2d(3, 8, 3, padding=1)\nup = nn.ConvTranspose2d(8, 3, 3, stride=2)\n';

/** The first file of what a page opened. */
export interface OpenedNetwork {
  readonly name: string;
  readonly isMethod: boolean;
  /** What came with it. */
  readonly beside?: readonly string[];
}

/** Networks of the engine from memory: texts are followed as they are, files hold one network. */
export function fakeNetworks(asked: AuditRequest[], opened: OpenedNetwork[]) {
  const os = implement(contract).networks;
  return {
    open: os.open.handler(({ input }) => {
      const [name = '', ...beside] = input.files.map((file) => file.name);
      opened.push({ name, isMethod: input.isMethod === true, ...(beside.length > 0 ? { beside } : {}) });
      return { id: String(opened.length) };
    }),
    write: os.write.handler(() => ({ done: 0 })),
    rewrite: os.rewrite.handler(({ input: { layer, to } }) => ({
      proof: {
        schema: 'upbench.rewrite/1',
        layer,
        to,
        parameters: 4,
        input: [1, 3, 16, 16],
        bound: 1e-5,
        holds: true,
        largestDifference: { layer: 1e-7, network: 2e-7 },
      },
      network: { name: `a-${to}.onnx`, blob: { id: `bin-${'0'.repeat(32)}`, mediaType: 'x', bytes: 1 } },
      code: [],
    })),
    cost: os.cost.handler(({ input: { scale, width, height } }) => ({
      parameters: 1234,
      macs: (width * height * 1234) / scale ** 2,
      macsAtOutputSize: width * height * 1234,
      output: [height, width] as const,
      source: 'counted' as const,
    })),
    check: os.check.handler(({ input: { file, range = '1', channels = 'rgb', layout = 'nchw' } }) => ({
      file,
      sha256: '0'.repeat(64),
      range,
      channels,
      layout,
      known: 'grey-card' as const,
      scale: 2,
      pattern: 0,
      // What a network of 0..255 makes of a picture of 0..1 is nearly black.
      colours: [{ name: 'grey', sent: [128], back: [range === '1' ? 128 : 7], comesBack: range === '1' }],
    })),
    audit: os.audit.handler(async function* ({ input }): AsyncGenerator<AuditEvent> {
      asked.push(input);
      const { source, model } = input;
      yield { type: 'progress', done: 0, total: 1, label: 'up' };
      if (source.kind === 'text') {
        const document = textDocument({ text: source.text, input: input.input, model });
        yield { type: 'done', document, ms: 1 };
        return;
      }
      const made = textDocument({ text: OF_FILES, input: input.input, model });
      const layers = made.layers.map((layer) => ({ ...layer, pattern: 0.12, share: 0.5, reachesOutput: 3.1 }));
      yield { type: 'done', document: { ...made, source: 'onnx', layers, hasActivations: true }, ms: 1234 };
    }),
  };
}
