import type { DrawItem, PixelNumbers } from './protocol';

/** Characters of pixel numbers, in the order they lie in the atlas. */
export const GLYPHS = '0123456789.−-';

export interface GlyphSize {
  /** Device pixels of one character's box. */
  readonly width: number;
  readonly height: number;
}

/** Characters to draw: [x, y, index in GLYPHS] each, upper left corners in device pixels. */
export type GlyphRun = Float32Array;

/**
 * The numbers of the pixels in sight, one line per channel, centred in their pixel. Pixels whose box is not wholly
 * inside the clip are left out, so nothing is cut in half.
 */
export function layoutNumbers(item: DrawItem, numbers: PixelNumbers, size: GlyphSize): GlyphRun {
  const run: number[] = [];
  const { scale, origin, clip } = item;
  const { channels, data, width, height, digits } = numbers;
  const blockHeight = channels * size.height;
  if (blockHeight > scale) return new Float32Array(0);
  for (let row = 0; row < height; row++) {
    const top = origin.y + (numbers.y + row + 0.5) * scale - blockHeight / 2;
    if (top < clip.y || top + blockHeight > clip.y + clip.height) continue;
    for (let column = 0; column < width; column++) {
      const middle = origin.x + (numbers.x + column + 0.5) * scale;
      for (let c = 0; c < channels; c++) {
        const value = data[(row * width + column) * channels + c]!;
        if (Number.isNaN(value)) continue;
        const text = value.toFixed(digits).replace('-', '−');
        const left = middle - (text.length * size.width) / 2;
        const right = left + text.length * size.width;
        if (left < clip.x || right > clip.x + clip.width || right - left > scale) continue;
        for (let i = 0; i < text.length; i++) {
          run.push(Math.round(left + i * size.width), Math.round(top + c * size.height), GLYPHS.indexOf(text[i]!));
        }
      }
    }
  }
  return Float32Array.from(run);
}

/** White characters with a black rim on nothing, side by side: readable over any picture. */
export function drawAtlas(size: GlyphSize): OffscreenCanvas | null {
  const atlas = new OffscreenCanvas(size.width * GLYPHS.length, size.height);
  const context = atlas.getContext('2d');
  if (!context) return null;
  context.font = `${Math.round(size.height * 0.78)}px 'JetBrains Mono', ui-monospace, monospace`;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.lineJoin = 'round';
  context.lineWidth = Math.max(2, size.height / 5);
  context.strokeStyle = '#000000';
  context.fillStyle = '#ffffff';
  for (let i = 0; i < GLYPHS.length; i++) {
    const [x, y] = [(i + 0.5) * size.width, size.height / 2 + 0.5];
    context.save();
    context.beginPath();
    context.rect(i * size.width, 0, size.width, size.height);
    context.clip();
    context.strokeText(GLYPHS[i]!, x, y);
    context.fillText(GLYPHS[i]!, x, y);
    context.restore();
  }
  return atlas;
}

/** Box of one character for lines of this thickness (device pixels of one CSS pixel). */
export function glyphSize(lineWidth: number): GlyphSize {
  return { width: 7 * lineWidth, height: 13 * lineWidth };
}
