/** One method = one hue + one glyph, on paper as on screen. The same colours as the window's light theme. */
const MARKS: Readonly<Record<string, readonly [colour: string, path: string, hollow?: boolean]>> = {
  'conv-transpose': ['#D9660B', 'M6 1 11 6 6 11 1 6Z'],
  bilinear: ['#2F66DE', 'M6 1.5A4.5 4.5 0 1 1 6 10.5 4.5 4.5 0 1 1 6 1.5Z'],
  unpooling: ['#A8127F', 'M6 1.2 11 10.5H1Z'],
  'nearest-conv': ['#6E5200', 'M1.5 1.5H10.5V10.5H1.5Z'],
  'pixel-shuffle': ['#0A7A5C', 'M4.2 1H7.8V4.2H11V7.8H7.8V11H4.2V7.8H1V4.2H4.2Z'],
  nearest: ['#262626', 'M2 2H10V10H2Z', true],
  bicubic: ['#858585', 'M6 2A4 4 0 1 1 6 10 4 4 0 1 1 6 2Z', true],
};

/** Inline SVG of a method's mark, 12 px; decorative, the name stands beside it. */
export function glyphSvg(methodId: string): string {
  const [colour, path, hollow] = MARKS[methodId] ?? ['#5E5E5E', 'M2 5H10V7H2Z'];
  const paint = hollow === true ? `fill="none" stroke="${colour}" stroke-width="1.8"` : `fill="${colour}"`;
  return `<svg class="glyph" viewBox="0 0 12 12" width="11" height="11" aria-hidden="true"><path d="${path}" ${paint}/></svg>`;
}
