import { setImmediate } from 'node:timers/promises';
import { readPicture, type PictureFile } from '../../engine/pictures/pictureFile';
import { whyDocument, type MeasuredImage, type MetricsDocument } from '../../experiment/metricsSchema';
import type { Failure } from '../../experiment/schema';
import { explainDifferences, measurePair, type Measurement } from '../../metrics';
import { cancelled, UpbenchError } from '../../tensor/errors';
import { cutRaster, type Raster } from '../../tensor/raster';
import { comparablePair } from '../metrics/sizes';
import { formatOptions, parseArguments } from '../arguments';
import type { Command, CommandIo } from '../command';
import { writeNamed } from '../compare/writeFiles';
import { knownMetrics, metricsOptions, planMetrics, type MetricsOptions, type MetricsPlan } from '../metrics/options';
import { measuredText } from '../metrics/text';

function usage(): string {
  return [
    'Usage: upbench metrics REFERENCE PICTURE... [OPTION...]',
    '',
    'Measures pictures against a reference of the same size; every number says how it was made.',
    '',
    'Options:',
    formatOptions(metricsOptions),
    '',
    knownMetrics(),
    '',
    'Examples:',
    '  upbench metrics original.png enlarged.png',
    '  upbench metrics original.png a.png b.png --protocol sr-paper --scale 4 --json -',
    '  upbench metrics original.png enlarged.png --why --theirs 31.05',
  ].join('\n');
}

/** The range is that of files of the reference's kind, and of floats; an 8-bit picture has its own. */
async function readAs(file: string, { reading }: MetricsPlan, bitDepth: number): Promise<PictureFile> {
  const { range, layout } = reading;
  const plain = await readPicture(file, file, { layout });
  const takesRange = range !== undefined && (plain.raster.bitDepth === bitDepth || plain.raster.bitDepth === 32);
  return takesRange ? readPicture(file, file, reading) : plain;
}

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
  const pair = comparablePair(reference.raster, picture.raster, plan);
  for (const id of plan.ids) {
    await pause();
    parts.push(measurePair(pair.reference, pair.picture, { ids: [id], protocol, scale, crop, roi, regions }));
  }
  const found = parts.flatMap((part) => part.metrics);
  const notes = [...picture.notes, ...pair.notes, ...(parts[0]?.notes ?? [])];
  const hasAlpha = reference.raster.alpha !== undefined || picture.raster.alpha !== undefined;
  const measured = {
    file,
    metrics: [
      ...found.filter(({ region }) => region !== 'interior'),
      ...found.filter(({ region }) => region === 'interior'),
    ],
    unavailable: parts.flatMap((part) => part.unavailable),
    notes: hasAlpha ? [...notes, 'Alpha was left out: only the colours were compared.'] : notes,
  };
  if (!plan.why) return measured;
  await pause();
  const { theirs, whyIds: ids, knowsScale } = plan;
  const cut = (raster: Raster): Raster => (roi ? cutRaster(raster, roi) : raster);
  const answers = explainDifferences(cut(pair.reference), cut(pair.picture), {
    ...{ scale, protocol, ids, theirs, crop, knowsScale, sizeCauses: pair.causes },
  });
  return { ...measured, why: whyDocument(answers) };
}

async function run(files: readonly string[], options: MetricsOptions, io: CommandIo): Promise<number> {
  const plan = planMetrics(options);
  const [referencePath, ...pictures] = files;
  if (referencePath === undefined || pictures.length === 0) {
    throw new UpbenchError(
      'invalid-parameter',
      'Name a reference and at least one picture. See upbench metrics --help.',
    );
  }
  for (const remark of plan.remarks) io.stderr(`${remark}\n`);
  const reference = await readPicture(referencePath, referencePath, plan.reading);
  for (const note of reference.notes) io.stderr(`${referencePath}: ${note}\n`);
  const images: MeasuredImage[] = [];
  const failed: Failure[] = [];
  for (const file of pictures) {
    try {
      const image = await measureOne(file, reference, plan, io);
      images.push(image);
      if (options.json !== '-') io.stdout(`${measuredText(image, referencePath)}\n`);
    } catch (error) {
      // A bad picture does not spoil the others; a cancel or a fault of ours ends the run.
      if (!(error instanceof UpbenchError) || error.code === 'cancelled' || error.code === 'internal') throw error;
      const message = error.code === 'size-mismatch' ? `"${file}": ${error.message}` : error.message;
      failed.push({ file, code: error.code, message });
      io.stderr(`upbench: ${message}\n`);
    }
  }
  await writeJson({ schema: 'upbench.metrics/2', reference: referencePath, images, failed }, options, io);
  return failed.length > 0 ? 2 : 0;
}

async function writeJson(document: MetricsDocument, { json, force }: MetricsOptions, io: CommandIo): Promise<void> {
  if (json === undefined) return;
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (json === '-') {
    io.stdout(text);
    return;
  }
  io.stderr(`Wrote ${await writeNamed(json, text, force, io.signal)}.\n`);
}

export const metricsCommand: Command = {
  name: 'metrics',
  summary: 'Measure pictures against a reference, and say how every number was made.',
  usage,
  run: (args, io) => {
    const { options, positionals } = parseArguments(args, metricsOptions);
    return run(positionals, options, io);
  },
};
