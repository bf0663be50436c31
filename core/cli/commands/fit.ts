import { basename } from 'node:path';
import { message, say, type Said } from '../../messages';
import type { FitResult } from '../../engine/thread/jobs';
import { resultOf } from '../../engine/thread/follow';
import type { JobEvent } from '../../engine/thread/jobs';
import { UpbenchError, cancelled, invalidParameter } from '../../tensor/errors';
import { parseArguments } from '../arguments';
import { tell, warnOfFile, type Command, type CommandIo } from '../command';
import { findInputs } from '../compare/inputs';
import { findPairs } from '../compare/maskInputs';
import { progressLine } from '../progressLine';
import { keepInputs, writeNamed } from '../outputFiles';
import { fitOptions, planFit, type FitOptions } from '../fit/options';
import { fitText } from '../fit/text';

/** Training pictures in the order of their names, so that the order in which they are given does not count. */
async function trainingPictures(options: FitOptions, io: CommandIo): Promise<{ path: string; name: string }[] | null> {
  if (options.train.length === 0) return null;
  const { files, failed, remarks } = await findInputs(options.train, options.recursive);
  for (const remark of remarks) tell(io, remark);
  const [first] = failed;
  if (first !== undefined) throw new UpbenchError('missing-file', first.said ?? first.message);
  return [...new Set(files)].sort().map((path) => ({ path, name: path }));
}

/** Arrays and what they should become. */
async function trainingPairs({ train, truth }: FitOptions) {
  const { files, failed, pairs } = await findPairs(train, truth, []);
  const [first] = failed;
  if (first !== undefined) throw new UpbenchError('missing-file', first.said ?? first.message);
  const sorted = [...files].sort();
  return {
    pictures: sorted.map((path) => ({ path, name: path })),
    truths: sorted.flatMap((path) => pairs.get(path)?.truth ?? []),
  };
}

/** The same numbers as data; tensors stay in the file. */
function fitJson(result: FitResult, out: string | undefined): string {
  const { file: _file, notes, ...numbers } = result;
  const special = (_key: string, value: unknown): unknown =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value;
  return `${JSON.stringify({ schema: 'upbench.fit/1', ...numbers, notes: notes.map((note) => say(note)), ...(out === undefined ? {} : { out }) }, special, 2)}\n`;
}

async function fit(options: FitOptions, io: CommandIo, args: readonly string[]): Promise<number> {
  const plan = planFit(options);
  const { out, json } = options;
  if (out === undefined && json === undefined) throw new UpbenchError('invalid-parameter', message('fit-needs-out'));
  if (out !== undefined && !/\.safetensors$/i.test(out))
    throw invalidParameter('--out', message('expected-safetensors-name'), out);
  const pairs = options.truth.length === 0 ? null : await trainingPairs(options);
  const pictures = pairs?.pictures ?? (await trainingPictures(options, io));
  const read = [...(pictures ?? []), ...(pairs?.truths ?? [])];
  await keepInputs(
    read.map(({ path }) => path),
    [out, json],
  );
  if (io.signal.aborted) throw cancelled();
  const line = progressLine(io);
  const thread = io.computing();
  try {
    const origin =
      pictures === null
        ? message('fitted-on-built-in')
        : message('fitted-on', { pictures: nameOf(options.train, pictures) });
    const job = thread.run(
      { kind: 'fit', ...plan, pictures, truths: pairs?.truths, origin, command: ['upbench fit', ...args].join(' ') },
      ({ done, total, label }: JobEvent<'fit'>) => line.show(`[${Math.min(done + 1, total)}/${total}] ${label}`),
    );
    const result = await resultOf(job, io.signal);
    line.clear();
    for (const failure of result.failed) warnOfFile(io, failure);
    if (out !== undefined) await writeNamed(io, { path: out, content: result.file });
    if (json === '-') io.stdout(fitJson(result, out));
    else {
      io.stdout(`${fitText(result, io.language)}\n`);
      if (json !== undefined) await writeNamed(io, { path: json, content: fitJson(result, out) });
    }
    return result.failed.length === 0 ? 0 : 2;
  } finally {
    line.clear();
    await thread.dispose();
  }
}

/** "photos (12 pictures)" */
function nameOf(given: readonly string[], pictures: readonly unknown[]): Said {
  const names = given.map((path) => basename(path.replace(/[/\\]+$/, ''))).join(', ');
  return pictures.length === 1 ? names : message('pictures-of-folder', { folder: names, count: pictures.length });
}

export const fitCommand: Command = {
  help: () => ({
    forms: ['--method ID[:key=value,...] [--train PICTURES] --out weights.safetensors [OPTION...]'],
    about: {
      en: 'Finds the weights of one layer that enlarge the training pictures with the least squared error: exactly, by\nnormal equations. The layer is a transposed convolution, nearest + convolution, pixel shuffle, or\nunpooling:fill=conv. compare then takes them as --method ID:weights=file:weights.safetensors.',
      'zh-CN':
        '求出一层的权重，使它以最小的平方误差放大训练图像：用正规方程精确求解。\n层可以是转置卷积、最近邻 + 卷积、像素重排或 unpooling:fill=conv。\n之后 compare 以 --method ID:weights=file:weights.safetensors 使用这些权重。',
    },
    options: fitOptions,
    examples: [
      'upbench fit --method conv-transpose:kernelSize=6 --scale 2 --train photos --out k6.safetensors --hold-out 0.2',
      'upbench compare cat.png --method conv-transpose:kernelSize=6,weights=file:k6.safetensors',
      'upbench fit --method conv-transpose --scale 8 --train logits --truth truths --out masks.safetensors',
    ],
  }),
  run: (args, io) => {
    const { options, positionals } = parseArguments(args, fitOptions);
    if (positionals.length > 0)
      throw new UpbenchError('invalid-parameter', message('fit-train-option', { path: positionals[0]! }));
    return fit(options, io, args);
  },
};
