import { csvField } from '@core/tensor/csv';
export interface ChartTable {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** RFC 4180: quoted where needed, lines end in CRLF. */
export function toCsv({ head, rows }: ChartTable): string {
  // What reads as a number is one; everything else is text, also where it looks like a formula.
  const field = (text: string): string => (/^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text) ? text : csvField(text));
  return [head, ...rows].map((row) => row.map(field).join(',')).join('\r\n') + '\r\n';
}

/** Hands a file made in the page to the user. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** The drawing as it stands, with a name space so that it opens by itself. */
function svgText(svg: SVGSVGElement): string {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg');
  return new XMLSerializer().serializeToString(copy);
}

async function toPng(svg: SVGSVGElement, background: string): Promise<Blob> {
  const { width, height } = svg.getBoundingClientRect();
  const image = new Image();
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgText(svg))}`;
  await image.decode();
  const canvas = document.createElement('canvas');
  canvas.width = Math.round(width * 2);
  canvas.height = Math.round(height * 2);
  const context = canvas.getContext('2d')!;
  context.fillStyle = background;
  context.fillRect(0, 0, canvas.width, canvas.height);
  context.drawImage(image, 0, 0, canvas.width, canvas.height);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('The picture could not be made.'))), 'image/png'),
  );
}

/** Saves a chart as a picture (twice its size on screen), a drawing, or its numbers. */
export async function downloadChart(
  format: 'png' | 'svg' | 'csv',
  name: string,
  svg: SVGSVGElement | null,
  table: ChartTable,
): Promise<void> {
  if (format === 'csv') return saveBlob(new Blob([toCsv(table)], { type: 'text/csv' }), `${name}.csv`);
  if (!svg) return;
  if (format === 'svg') return saveBlob(new Blob([svgText(svg)], { type: 'image/svg+xml' }), `${name}.svg`);
  saveBlob(await toPng(svg, getComputedStyle(document.documentElement).getPropertyValue('--surface')), `${name}.png`);
}
