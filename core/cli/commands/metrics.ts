import { setImmediate } from 'node:timers/promises';
import { readPicture, type PictureFile } from '../../engine/pictures/pictureFile';
import { whyDocument, type MeasuredImage, type MetricsDocument } from '../../experiment/metricsSchema';
import type { Failure } from '../../experiment/schema';
import { explainInSteps, findMetric, measurePair, onlyTransparentDiffer, type Measurement } from '../../metrics';
import { cancelled, UpbenchError } from '../../tensor/errors';
import { cutRaster, type Raster } from '../../tensor/raster';
import { ownVariants } from '../metrics/ownVariants';
import { originalOfOwn } from '../metrics/ownOutput';
import { comparablePair } from '../metrics/sizes';
import { parseArguments } from '../arguments';
import { tell, warn, type Command, type CommandIo } from '../command';
import { progressLine } from '../progressLine';
import { message, say, textSaid, type Said, isMessage } from '../../messages';
import { keepInputs, writeNamed } from '../outputFiles';
import { knownMetrics, metricsOptions, planMetrics, type MetricsOptions, type MetricsPlan } from '../metrics/options';
import { measuredText } from '../metrics/text';

/** The range is that of files of the reference's kind, and of floats; an 8-bit picture has its own. */
async function readAs(file: string, { reading }: MetricsPlan, bitDepth: number): Promise<PictureFile> {
  const { range, layout } = reading;
  const plain = await readPicture(file, file, { layout });
  const takesRange = range !== undefined && (plain.raster.bitDepth === bitDepth || plain.raster.bitDepth === 32);
  return takesRange ? readPicture(file, file, reading) : plain;
}

/** How long an explanation computes before Ctrl+C is listened to again, in ms. */
const STEP_MS = 60;

/** Measures one picture, a metric at a time so that Ctrl+C is heard in between. */
async function measureOne(
  file: string,
  reference: PictureFile,
  plan: MetricsPlan,
  io: CommandIo,
): Promise<MeasuredImage> {
  const picture = await readAs(file, plan, reference.raster.bitDepth);
  const parts: Measurement[] = [];
  const pause = async (): Promise<void> => {
    await setImmediate();
    if (io.signal.aborted) throw cancelled();
  };
  const { protocol, scale, crop, roi, regions } = plan;
  const isSame = reference.raster.width === picture.raster.width && reference.raster.height === picture.raster.height;
  const own = isSame ? null : await originalOfOwn(file, picture.raster, reference.raster);
  const pair = comparablePair(own?.reference ?? reference.raster, picture.raster, plan);
  for (const id of plan.ids) {
    await pause();
    parts.push(measurePair(pair.reference, pair.picture, { ids: [id], protocol, scale, crop, roi, regions }));
  }
  const found = parts.flatMap((part) => part.metrics);
  const notes: Said[] = [
    ...picture.notesSaid,
    ...(own ? [own.note] : []),
    ...pair.notes,
    ...(parts[0]?.notesSaid ?? []),
  ];
  const hasAlpha = reference.raster.alpha !== undefined || picture.raster.alpha !== undefined;
  if (hasAlpha) notes.push(message('metrics-alpha'));
  if (hasAlpha && onlyTransparentDiffer(pair.reference, pair.picture)) notes.push(message('metrics-transparent'));
  const measured = {
    file,
    metrics: [
      ...found.filter(({ region }) => region !== 'interior'),
      ...found.filter(({ region }) => region === 'interior'),
    ],
    unavailable: parts.flatMap((part) => part.unavailable),
    notes: notes.map((note) => say(note)),
    notesSaid: notes,
  };
  if (!plan.why) return measured;
  await pause();
  const { theirs, whyIds: ids, knowsScale } = plan;
  const variants = theirs === undefined || roi ? [] : await ownVariants(file, picture.raster, reference.raster, io);
  const cut = (raster: Raster): Raster => (roi ? cutRaster(raster, roi) : raster);
  const steps = explainInSteps(cut(pair.reference), cut(pair.picture), {
    scale,
    protocol,
    ids,
    theirs,
    crop,
    knowsScale,
    variants,
    // What the experiment itself cropped does not count as a cause.
    sizeCauses: variants.length > 0 ? [] : pair.causes,
  });
  const line = progressLine(io);
  try {
    let step = steps.next();
    for (let last = Date.now(); !step.done; step = steps.next()) {
      if (Date.now() - last < STEP_MS) continue;
      const { metric: id, tried } = step.value;
      line.show(say(message('why-progress', { file, metric: textSaid(findMetric(id).title), tried }), io.language));
      await pause();
      last = Date.now();
    }
    return { ...measured, why: whyDocument(step.value) };
  } finally {
    line.clear();
  }
}

async function run(files: readonly string[], options: MetricsOptions, io: CommandIo): Promise<number> {
  const plan = planMetrics(options);
  const [referencePath, ...pictures] = files;
  if (referencePath === undefined || pictures.length === 0) {
    throw new UpbenchError('invalid-parameter', message('metrics-needs-files'));
  }
  await keepInputs(files, [options.json]);
  for (const remark of plan.remarks) tell(io, remark);
  const reference = await readPicture(referencePath, referencePath, plan.reading);
  for (const note of reference.notesSaid) tell(io, message('note-about-file', { file: referencePath, note }));
  const images: MeasuredImage[] = [];
  const failed: Failure[] = [];
  for (const file of pictures) {
    try {
      const image = await measureOne(file, reference, plan, io);
      images.push(image);
      if (options.json !== '-') io.stdout(`${measuredText(image, referencePath, io.language)}\n`);
    } catch (error) {
      // A bad picture does not spoil the others; a cancel or a fault of ours ends the run.
      if (!(error instanceof UpbenchError) || error.code === 'cancelled' || error.code === 'internal') throw error;
      const said = error.said ?? error.message;
      const own = error.code === 'size-mismatch' ? message('note-about-quoted', { file, said }) : said;
      failed.push({ file, code: error.code, message: say(own), said: isMessage(own) ? own : undefined });
      warn(io, own);
    }
  }
  await writeJson({ schema: 'upbench.metrics/2', reference: referencePath, images, failed }, options, io);
  return failed.length > 0 ? 2 : 0;
}

async function writeJson(document: MetricsDocument, { json }: MetricsOptions, io: CommandIo): Promise<void> {
  if (json === undefined) return;
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (json === '-') {
    io.stdout(text);
    return;
  }
  await writeNamed(io, { path: json, content: text });
}

export const metricsCommand: Command = {
  help: () => ({
    forms: ['REFERENCE PICTURE... [OPTION...]'],
    about: {
      en: 'Measures pictures against a reference of the same size; every number says how it was made.',
      'zh-CN': '对照同样大小的参考图像测量；每个数值都说明是怎样得到的。',
    },
    options: metricsOptions,
    known: knownMetrics,
    examples: [
      'upbench metrics original.png enlarged.png',
      'upbench metrics original.png a.png b.png --protocol sr-paper --scale 4 --json -',
      'upbench metrics original.png enlarged.png --why --theirs 31.05',
    ],
  }),
  run: (args, io) => {
    const { options, positionals } = parseArguments(args, metricsOptions);
    return run(positionals, options, io);
  },
};
