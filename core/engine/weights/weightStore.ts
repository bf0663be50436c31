import { readdirSync, readFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { message } from '../../messages';
import { BuiltInFitter, fittedLibrary, needsFitting, type ShippedWeights } from '../../experiment/fitted';
import type { MethodSpec } from '../../experiment/schema';
import type { Degradation } from '../../experiment/degradations';
import type { TrainingServices } from '../../experiment/training';
import { fromFault, toFault } from '../files/fault';
import type { WeightFile } from '../files/namedFile';
import { parseSafetensors, safetensorsMetadata } from '../../tensor/safetensors';
import type { Raster } from '../../tensor/raster';
import type { Tensor } from '../../tensor/tensor';
import { looksLikeSafetensors, parseWeightFile } from '../../tensor/weightFile';
import { wantedWeights, type ParameterContext, type WeightLibrary } from '../../upsamplers';
import { VERSION } from '../host/version';
import { readBytes, readPicture } from '../pictures/pictureFile';
import { cacheFolder, FittedCache } from './fittedCache';

/** Folder of the generated resources, seen from an entry in out/main. */
export const resourcesFrom = (entry: string | URL): string => fileURLToPath(new URL('../../resources/', entry));

/** Names of the built-in training pictures, in order. */
export async function trainingFiles(resources: string): Promise<string[]> {
  const folder = join(resources, 'training');
  return (await readdir(folder))
    .filter((name) => name.endsWith('.png'))
    .sort()
    .map((name) => join(folder, name));
}

/** Weights of this program: shipped ones, ones fitted when asked for, and files that were opened. */
export class WeightStore {
  private known: ShippedWeights | undefined;
  private fitter: Promise<BuiltInFitter> | undefined;

  private cache: Promise<FittedCache | undefined> | undefined;

  /** @param keepIn where fits are kept between runs; null keeps them for this process alone */
  constructor(
    private readonly resources: string,
    private readonly keepIn: string | null = cacheFolder(),
  ) {}

  /** Read once; none where the resources are missing, so that everything else still works. */
  get shipped(): ShippedWeights {
    this.known ??= readShipped(join(this.resources, 'weights'));
    return this.known;
  }

  needsFitting(
    methods: readonly Pick<MethodSpec, 'id' | 'parameters'>[],
    context: ParameterContext,
    degradation: Degradation,
  ): boolean {
    return needsFitting(methods, context, degradation, this.shipped);
  }

  /** The library of one job. Everything that has to be read is read here, because methods make their weights at once. */
  async library(job: {
    readonly methods: readonly Pick<MethodSpec, 'id' | 'parameters'>[];
    readonly context: ParameterContext;
    readonly degradation: Degradation;
    readonly services: TrainingServices;
    readonly files?: readonly WeightFile[] | undefined;
    /** SHA-256 of the picture the weights are for, to say it where they were fitted on it. */
    readonly picture?: string | undefined;
  }): Promise<WeightLibrary> {
    const { methods, context, degradation, services } = job;
    // Where everything is shipped, which is the rule, the disk is left alone.
    const kept = this.needsFitting(methods, context, degradation) ? await this.kept() : undefined;
    const isMissing = needsFitting(methods, context, degradation, this.shipped, kept);
    const fitter = isMissing ? await this.trained() : undefined;
    return fittedLibrary({
      shipped: this.shipped,
      degradation,
      fitter,
      kept,
      services,
      files: await openFiles(wantedFiles(methods, job.files ?? []), job.picture),
    });
  }

  private kept(): Promise<FittedCache | undefined> {
    this.cache ??= this.openCache();
    return this.cache;
  }

  private async openCache(): Promise<FittedCache | undefined> {
    if (this.keepIn === null) return undefined;
    // Without the training pictures nothing is fitted, and nothing kept applies.
    const files = await trainingFiles(this.resources).catch(() => []);
    return files.length === 0 ? undefined : new FittedCache(this.keepIn, VERSION, files);
  }

  private trained(): Promise<BuiltInFitter> {
    this.fitter ??= this.readTraining();
    // A folder that could not be read may be there next time.
    this.fitter.catch(() => (this.fitter = undefined));
    return this.fitter;
  }

  private async readTraining(): Promise<BuiltInFitter> {
    const pictures: Raster[] = [];
    for (const path of await trainingFiles(this.resources)) pictures.push((await readPicture(path)).raster);
    return new BuiltInFitter(pictures);
  }
}

function readShipped(folder: string): ShippedWeights {
  const shipped = new Map<string, { weight: Tensor; bias?: Tensor }>();
  let names: string[] = [];
  try {
    names = readdirSync(folder).filter((name) => name.endsWith('.safetensors'));
  } catch {
    // Nothing shipped: every layer is fitted when asked for.
  }
  for (const name of names.sort()) {
    const bytes = readFileSync(join(folder, name));
    const { weight, bias } = parseSafetensors(bytes, name);
    const { layer } = safetensorsMetadata(bytes, name);
    if (weight !== undefined && layer !== undefined) shipped.set(layer, { weight, ...(bias ? { bias } : {}) });
  }
  return shipped;
}

/** Only the files that a method names: opened ones may be many and large. */
function wantedFiles(
  methods: readonly Pick<MethodSpec, 'id' | 'parameters'>[],
  files: readonly WeightFile[],
): readonly WeightFile[] {
  const wanted = methods.flatMap(wantedWeights);
  return files.filter(({ name }) =>
    wanted.some((value) => value === `file:${name}` || value.startsWith(`file:${name}#`)),
  );
}

/** Reads each file once; what is wrong with one is said by the method that names it. */
async function openFiles(files: readonly WeightFile[], picture: string | undefined): Promise<WeightLibrary> {
  const opened = new Map<string, NonNullable<ReturnType<WeightLibrary['find']>> | Error>();
  for (const { name, path, origin } of files) {
    try {
      const bytes = await readBytes(path, name);
      const { origin: noted, pictures } = looksLikeSafetensors(bytes) ? safetensorsMetadata(bytes, name) : {};
      const seen = pictures?.split(' ') ?? [];
      const tensors = parseWeightFile(bytes, name);
      if (picture !== undefined && seen.includes(picture)) {
        const among = message('fitted-on-many-and-this', { pictures: seen.length });
        opened.set(`file:${name}`, {
          tensors,
          origin: seen.length === 1 ? message('fitted-on-this-picture') : among,
          sawPicture: true,
        });
        continue;
      }
      opened.set(`file:${name}`, {
        tensors,
        origin: origin ?? (noted === undefined ? name : message('weights-noted', { file: name, note: noted })),
      });
    } catch (error) {
      opened.set(`file:${name}`, fromFault(toFault(error)));
    }
  }
  return {
    find(key) {
      const found = opened.get(key);
      if (found instanceof Error) throw found;
      return found;
    },
  };
}
