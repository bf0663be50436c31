import { message } from '../../messages';
import { namedTensors, safetensorsOf } from '../../upsamplers/saveWeights';
import { findUpsampler, LARGEST_SCALE, parseMethod, resolveParameters, SMALLEST_SCALE } from '../../upsamplers';
import { resourcesFrom, WeightStore } from '../../engine/weights/weightStore';
import type { TrainingServices } from '../../experiment/training';
import { createReferenceOperators } from '../../ops';
import { cancelled, invalidParameter, UpbenchError } from '../../tensor/errors';
import { formatShape } from '../../tensor/tensor';
import { choice, defineOptions, parseArguments, wholeNumber } from '../arguments';
import { keepInputs, writeNamed } from '../outputFiles';
import type { Command, CommandIo } from '../command';
import { weightFilesOf } from '../compare/weightFiles';

const table = defineOptions({
  out: {
    type: 'string',
    placeholder: 'FILE',
    help: { en: 'Where the weights go, .safetensors.', 'zh-CN': '权重写到哪里，.safetensors。' },
  },
  scale: {
    type: 'string',
    placeholder: 'N',
    help: { en: 'A whole number from 2 to 32. Default: 2.', 'zh-CN': '2 到 32 的整数。默认：2。' },
  },
  channels: {
    type: 'string',
    placeholder: '1|3',
    help: { en: 'Colour channels. Default: 3.', 'zh-CN': '颜色通道数。默认：3。' },
  },
  seed: {
    type: 'string',
    placeholder: 'N',
    help: { en: 'Base of random weights. Default: 0.', 'zh-CN': '随机权重的种子。默认：0。' },
  },
});

/** Saves the weights of a method and prints the PyTorch code that loads them. */
async function run(args: readonly string[], io: CommandIo): Promise<number> {
  const { options, positionals } = parseArguments(args, table);
  const [text, more] = positionals;
  if (text === undefined || more !== undefined)
    throw invalidParameter('METHOD', message('expected-one-method'), more ?? text);
  const { out } = options;
  if (out === undefined) throw invalidParameter('--out', message('expected-safetensors'), undefined);
  if (!/\.safetensors$/i.test(out)) throw invalidParameter('--out', message('expected-safetensors-name'), out);
  const { id, parameters: given } = parseMethod(text);
  const upsampler = findUpsampler(id);
  const context = {
    scale: wholeNumber('scale', options.scale ?? '2', SMALLEST_SCALE, LARGEST_SCALE),
    channels: Number(choice('channels', options.channels ?? '3', ['1', '3'])),
    hasReference: true,
    seed: wholeNumber('seed', options.seed ?? '0', 0, 2 ** 32 - 1),
  };
  const parameters = resolveParameters(upsampler, given, context);
  const files = weightFilesOf({ methods: [{ id, key: id, parameters }] });
  await keepInputs(
    files.map(({ path }) => path),
    [out],
  );
  const library = await new WeightStore(resourcesFrom(io.places.computeWorker)).library({
    methods: [{ id, parameters }],
    context,
    degradation: 'area',
    services: trainingServices(io),
    files,
  });
  const weights = upsampler.makeWeights(parameters, context, library);
  if (!weights) throw new UpbenchError('unavailable', message('no-weights-to-save', { method: id }));
  const shapes = Object.entries(namedTensors(weights)).map(([name, { shape }]) => `${name} ${formatShape(shape)}`);
  const said = message('weights-saved', { path: out, shapes, origin: weights.origin });
  await writeNamed(io, { path: out, content: safetensorsOf(id, weights), said });
  io.stdout(`${upsampler.snippet(parameters, context).replaceAll("'weights.safetensors'", () => pythonString(out))}\n`);
  return 0;
}

/** Weights that are not shipped are fitted on the built-in pictures, with cancel between the rows. */
function trainingServices(io: CommandIo): TrainingServices {
  const checkpoint = (): void => {
    if (io.signal.aborted) throw cancelled();
  };
  return { operators: createReferenceOperators(checkpoint), checkpoint };
}

/** A Python literal of any path. */
function pythonString(text: string): string {
  return /^[\w./ -]+$/.test(text) ? `'${text}'` : JSON.stringify(text);
}

export const weightsCommand: Command = {
  help: () => ({
    forms: ['METHOD[:key=value,...] --out FILE.safetensors [OPTION...]'],
    about: {
      en: 'Writes the weights of a method and prints the PyTorch code that loads them and makes the same output from x.',
      'zh-CN': '写出某个方法的权重，并打印加载它们、由 x 得到同样输出的 PyTorch 代码。',
    },
    options: table,
  }),
  run,
};
