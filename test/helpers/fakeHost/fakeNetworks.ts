import { implement } from '@orpc/server';
import { contract, type AuditEvent, type AuditRequest } from '@core/engine/contract/contract';
import { textDocument } from '@core/network/textDocument';

/** A network that a file of any name turns out to hold. */
const OF_FILES = '# x: 1x3x16x16\nenc = nn.Conv2d(3, 8, 3, padding=1)\nup = nn.ConvTranspose2d(8, 3, 3, stride=2)\n';

/** Networks of the engine from memory: texts are followed as they are, files hold one network. */
export function fakeNetworks(asked: AuditRequest[]) {
  const os = implement(contract).networks;
  const opened: string[] = [];
  return {
    open: os.open.handler(({ input }) => {
      opened.push(input.files[0]!.name);
      return { id: String(opened.length) };
    }),
    write: os.write.handler(() => ({ done: 0 })),
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
