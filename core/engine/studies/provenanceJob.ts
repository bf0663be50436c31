import { fittedFor } from '../../experiment/degradations';
import { poolingWindow, provenanceOf } from '../../experiment/provenance';
import { provenancePython } from '../../experiment/provenancePython';
import { provenanceTorch } from '../../experiment/provenanceTorch';
import { maxValue, rasterToTensor, type Raster } from '../../tensor/raster';
import { doesReadReference, findUpsampler, resolveParameters } from '../../upsamplers';
import type { ProvenanceDetail } from '../contract/numbersSchema';
import { readPicture } from '../pictures/pictureFile';
import type { Computer } from '../thread/computer';
import type { ProvenanceJob } from '../thread/jobs';
import type { WeightStore } from '../weights/weightStore';

/** Where one value of one output comes from: taps, weights, products, and what was stored of their sum. */
export async function provenanceJob(
  job: ProvenanceJob,
  computer: Computer,
  weightStore: WeightStore,
): Promise<ProvenanceDetail> {
  const { method, scale, mode, seed, degradation, channel, x, y } = job;
  const { raster: input } = await readPicture(job.input, 'the input');
  const { raster: output } = await readPicture(job.output, 'the output');
  const original = job.reference === null ? null : (await readPicture(job.reference, 'the reference')).raster;
  const context = { scale, channels: input.channels, hasReference: mode === 'reference', seed };
  const upsampler = findUpsampler(method.id);
  const parameters = resolveParameters(upsampler, method.parameters, context);
  const library = await weightStore.library({
    methods: [method],
    context,
    degradation: fittedFor(degradation),
    services: computer,
    files: job.weightFiles,
    ...(job.sha256 === undefined ? {} : { picture: job.sha256 }),
  });
  const weights = upsampler.makeWeights(parameters, context, library);
  const reference = original === null ? undefined : rasterToTensor(original);
  const image = rasterToTensor(input);
  const readsReference = doesReadReference(upsampler, parameters);
  const found = provenanceOf(
    {
      upsampler,
      parameters,
      weights,
      context,
      image,
      channel,
      x,
      y,
      reference: readsReference ? reference : undefined,
    },
    computer.operators,
    computer.checkpoint,
  );
  const unit = maxValue(output);
  const stored = valueOf(output, x, y, channel);
  const isFloat = output.bitDepth === 32;
  const whole = isFloat ? found.output * unit : Math.floor(found.output * unit + 0.5);
  const rounded = isFloat ? whole : Math.max(0, Math.min(unit, whole));
  const pooled =
    reference !== undefined && readsReference
      ? {
          ...poolingWindow(
            reference,
            {
              channel,
              y: Math.floor(y / Number(parameters['stride'] ?? scale)),
              x: Math.floor(x / Number(parameters['stride'] ?? scale)),
            },
            { kernelSize: Number(parameters['kernelSize'] ?? scale), stride: Number(parameters['stride'] ?? scale) },
          ),
        }
      : null;
  // In the units of the file, as panes and lists show values.
  const taps = found.taps.map((tap) => ({ ...tap, value: tap.value * unit, product: tap.product * unit }));
  const bias = found.bias * unit;
  const white = isFloat ? null : unit;
  const torch = provenanceTorch({
    upsampler,
    parameters,
    context,
    weights,
    patch: found.patch,
    channel,
    y,
    x,
    white: unit,
  });
  return {
    taps,
    bias,
    python: provenancePython({ method: method.id, parameters, scale, channel, y, x, taps, bias, white, stored, torch }),
    sum: found.sum * unit,
    rounded,
    stored,
    original: original === null ? null : valueOf(original, x, y, channel),
    // Sums of float32 products in another order differ in the seventh digit.
    isEqual:
      Math.abs(found.sum - found.output) * unit < 0.01 * Math.max(1, unit / 255) && Math.abs(rounded - stored) < 0.5,
    phase: [y % scale, x % scale],
    beyond: found.beyond && {
      rule: found.beyond.rule,
      taps: found.beyond.taps.map((tap) => ({ ...tap, value: tap.value * unit })),
    },
    pooled: pooled && { ...pooled, values: pooled.values.map((row) => row.map((value) => value * unit)) },
  };
}

const valueOf = ({ data, width, channels }: Raster, x: number, y: number, channel: number): number =>
  data[(y * width + x) * channels + Math.min(channel, channels - 1)]!;
