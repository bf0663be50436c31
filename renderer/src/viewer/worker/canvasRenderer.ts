import { APRON } from '../math/tiles';
import { luma, toEncoded } from '../math/srgb';
import { isPlain, toned } from '../math/tone';
import { drawAtlas } from './glyphs';
import type { TileQuad } from './planTiles';
import type { DrawItem, Frame, Tile } from './protocol';
import { isErrorSource, samplingFor, type Renderer } from './renderer';

/** A tile and its picture on a canvas of its own, made for one look (channel, colours, range) and remade for another. */
interface CanvasTile {
  readonly tile: Tile;
  canvas: OffscreenCanvas | null;
  look: string;
}

/**
 * Without WebGL: tiles are small canvases. Mip levels are still made in linear light; only the last step between a
 * level and the screen (at most a factor of two) is the canvas's own smoothing.
 */
export function createCanvasRenderer(canvas: OffscreenCanvas): Renderer<CanvasTile> | null {
  const found = canvas.getContext('2d', { alpha: false });
  if (!found) return null;
  const context = found;
  let colours = new Uint8Array(256 * 4);
  let coloursNumber = 0;
  let atlas: OffscreenCanvas | null = null;

  function paint(entry: CanvasTile, frame: Frame): OffscreenCanvas {
    const { kind, data } = entry.tile;
    const { range, tone, channel } = frame;
    const look =
      kind === 'errors'
        ? `${coloursNumber}/${range.low}/${range.high}`
        : `${channel}/${tone.low}/${tone.high}/${tone.gain}`;
    if (entry.canvas && entry.look === look) return entry.canvas;
    const width = entry.tile.width + 2 * APRON;
    const height = entry.tile.height + 2 * APRON;
    entry.canvas ??= new OffscreenCanvas(width, height);
    entry.look = look;
    const picture = new ImageData(width, height);
    if (kind === 'errors') paintErrors(data as Float32Array, picture.data, frame, colours);
    else paintPicture(kind === 'light' ? encodeTile(data) : data, kind === 'light' ? 1 : 255, picture.data, frame);
    entry.canvas.getContext('2d')?.putImageData(picture, 0, 0);
    return entry.canvas;
  }

  return {
    api: 'canvas2d',
    findsPeaks: false,
    name: 'Canvas 2D',
    upload: (tile) => ({ tile, canvas: null, look: '' }),
    free: (entry) => (entry.canvas = null),
    setColours(next) {
      colours = new Uint8Array(next);
      coloursNumber += 1;
    },
    begin(frame) {
      if (canvas.width !== frame.width) canvas.width = frame.width;
      if (canvas.height !== frame.height) canvas.height = frame.height;
      const grey = frame.background;
      context.fillStyle = `rgb(${grey} ${grey} ${grey})`;
      context.fillRect(0, 0, frame.width, frame.height);
    },
    quad(quad: TileQuad<CanvasTile>, item: DrawItem, frame: Frame) {
      const source = paint(quad.handle, frame);
      const { dest, origin, texel } = quad;
      context.save();
      context.beginPath();
      context.rect(dest.x, dest.y, dest.width, dest.height);
      context.clip();
      context.globalAlpha = item.opacity * item.cover;
      const sampling = samplingFor(texel, frame.smooth, quad.standIn, isErrorSource(item.source));
      context.imageSmoothingEnabled = sampling !== 'nearest';
      context.imageSmoothingQuality = sampling === 'area' ? 'medium' : 'low';
      context.drawImage(
        source,
        origin.x - APRON * texel,
        origin.y - APRON * texel,
        source.width * texel,
        source.height * texel,
      );
      context.restore();
    },
    bar(rect, grey, dash) {
      for (const [start, value] of [
        [0, grey],
        [1, 255 - grey],
      ] as const) {
        if (dash === 0 && start === 1) return;
        context.fillStyle = `rgb(${value} ${value} ${value})`;
        if (dash === 0) context.fillRect(rect.x, rect.y, rect.width, rect.height);
        const wide = rect.width >= rect.height;
        const length = wide ? rect.width : rect.height;
        for (let at = start * dash; dash > 0 && at < length; at += 2 * dash) {
          const part = Math.min(dash, length - at);
          if (wide) context.fillRect(rect.x + at, rect.y, part, rect.height);
          else context.fillRect(rect.x, rect.y + at, rect.width, part);
        }
      }
    },
    glyphs(run, size, clip) {
      if (!atlas || atlas.height !== size.height) atlas = drawAtlas(size);
      if (!atlas) return;
      context.save();
      context.beginPath();
      context.rect(clip.x, clip.y, clip.width, clip.height);
      context.clip();
      for (let i = 0; i < run.length; i += 3) {
        const from = run[i + 2]! * size.width;
        context.drawImage(atlas, from, 0, size.width, size.height, run[i]!, run[i + 1]!, size.width, size.height);
      }
      context.restore();
    },
  };
}

/** Linear light as encoded shares of white. */
function encodeTile(light: Uint8Array | Float32Array): Float32Array {
  return Float32Array.from(light, toEncoded);
}

function paintPicture(
  from: Uint8Array | Float32Array,
  white: number,
  to: Uint8ClampedArray,
  { channel, tone }: Frame,
): void {
  if (channel === 'rgb' && white === 255 && isPlain(tone)) {
    to.set(from);
    return;
  }
  const shown = (value: number): number => Math.round(255 * toned(value / white, tone));
  // Of bytes there are only so many.
  const table = white === 255 ? Uint8ClampedArray.from({ length: 256 }, (_, value) => shown(value)) : null;
  const at = (index: number): number => {
    const value = table ? table[from[index]!]! : shown(from[index]!);
    return Math.max(0, Math.min(255, value));
  };
  const index = { rgb: 0, r: 0, g: 1, b: 2, y: 0 }[channel];
  for (let i = 0; i < from.length; i += 4) {
    if (channel === 'rgb') {
      to[i] = at(i);
      to[i + 1] = at(i + 1);
      to[i + 2] = at(i + 2);
    } else {
      const value = channel === 'y' ? luma(at(i), at(i + 1), at(i + 2)) : at(i + index);
      to[i] = to[i + 1] = to[i + 2] = value;
    }
    to[i + 3] = 255;
  }
}

function paintErrors(from: Float32Array, to: Uint8ClampedArray, { range }: Frame, colours: Uint8Array): void {
  const scale = 255 / (range.high - range.low);
  for (let i = 0, o = 0; i < from.length; i++, o += 4) {
    const at = Math.max(0, Math.min(255, Math.round((from[i]! - range.low) * scale))) * 4;
    to[o] = colours[at]!;
    to[o + 1] = colours[at + 1]!;
    to[o + 2] = colours[at + 2]!;
    to[o + 3] = 255;
  }
}
