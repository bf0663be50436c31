import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cacheFolder, FittedCache } from '@core/engine/weights/fittedCache';
import { BuiltInFitter, fittedLibrary, needsFitting } from '@core/experiment/fitted';
import { createReferenceOperators } from '@core/ops';
import { findUpsampler, resolveParameters } from '@core/upsamplers';
import { makeRaster } from '../../../helpers/pictures';

const services = { operators: createReferenceOperators(), checkpoint: () => undefined };
const picture = makeRaster(
  { width: 24, height: 20 },
  (x, y, c) => (x * 37 + y * 91 + c * 13 + ((x * y) % 7) * 20) % 256,
);
const context = { scale: 5, channels: 3, hasReference: true, seed: 0 } as const;
const given = { kernelSize: 3, groups: 'depthwise', bias: true, weights: 'fitted' };
const layer = {
  id: 'pixel-shuffle',
  parameters: resolveParameters(findUpsampler('pixel-shuffle'), given, context),
  ...context,
};
const methods = [{ id: layer.id, parameters: layer.parameters }];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'upbench-cache-'));
  writeFileSync(join(folder, 'picture.png'), 'a training picture');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = (version = '1.0.0'): FittedCache => new FittedCache(folder, version, [join(folder, 'picture.png')]);
const library = (kept: FittedCache, fitter?: BuiltInFitter) =>
  fittedLibrary({ shipped: new Map(), degradation: 'area', services, kept, fitter });
const files = (): string[] => readdirSync(join(folder, 'fitted')).map((name) => join(folder, 'fitted', name));

describe('fits kept between runs', () => {
  it('are taken as they were, bit for bit, without the training pictures', () => {
    const first = library(open(), new BuiltInFitter([picture]));
    const fitted = first.fitted(layer);
    expect(files()).toHaveLength(1);
    expect(needsFitting(methods, context, 'area', new Map(), open())).toBe(false);
    expect(needsFitting(methods, context, 'bicubic', new Map(), open())).toBe(true);
    const again = library(open()).fitted(layer);
    expect(again.weight).toEqual(fitted.weight);
    expect(again.bias).toEqual(fitted.bias);
    expect(again.weight.shape[0]).toBe(75);
  });

  it('do not apply to another version, other pictures or a damaged file', () => {
    library(open(), new BuiltInFitter([picture])).fitted(layer);
    expect(() => library(open('2.0.0')).fitted(layer)).toThrow('training pictures');
    writeFileSync(join(folder, 'picture.png'), 'another training picture');
    expect(() => library(open()).fitted(layer)).toThrow('training pictures');
    writeFileSync(join(folder, 'picture.png'), 'a training picture');
    expect(library(open()).fitted(layer).weight.shape[0]).toBe(75);
    const [path] = files();
    const bytes = readFileSync(path!);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(path!, bytes);
    expect(() => library(open()).fitted(layer)).toThrow('training pictures');
  });

  it('are no reason to fail where nothing can be written', () => {
    writeFileSync(join(folder, 'fitted'), 'a file where the folder should be');
    expect(library(open(), new BuiltInFitter([picture])).fitted(layer).weight.shape[0]).toBe(75);
  });

  it('lie where the system keeps caches, where UPBENCH_CACHE says, or nowhere', () => {
    expect(cacheFolder({ UPBENCH_CACHE: '' })).toBeNull();
    expect(cacheFolder({ UPBENCH_CACHE: '/c' })).toBe('/c');
    expect(cacheFolder({ XDG_CACHE_HOME: '/x' }, 'linux')).toBe(join('/x', 'upbench'));
    expect(cacheFolder({ XDG_CACHE_HOME: 'relative' }, 'linux')).toMatch(/\.cache.upbench$/);
    expect(cacheFolder({}, 'win32')).toBeNull();
  });
});
