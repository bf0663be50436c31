import { applyDialect } from './apply';
import { frameworkOf } from './names';
import { dialects, type Dialect } from './table';

/** The page "Same name, different numbers": every rule with its names, and how far apart those of one name are. */

/** Kernels that frameworks call by the same name, in groups. */
const GROUPS: readonly { readonly title: string; readonly is: (row: Dialect) => boolean }[] = [
  { title: 'Nearest', is: ({ rule }) => rule.kernel.kind === 'nearest' },
  { title: 'Linear', is: ({ rule }) => rule.kernel.kind === 'linear' },
  { title: 'Cubic', is: ({ rule }) => rule.kernel.kind === 'cubic' || rule.kernel.kind === 'spline' },
  { title: 'Area', is: ({ rule }) => ['windows', 'coverage', 'box'].includes(rule.kernel.kind) },
  {
    title: 'Lanczos and others',
    is: ({ rule }) => ['lanczos', 'hamming', 'mitchell', 'gaussian'].includes(rule.kernel.kind),
  },
];

const HEIGHT = 24;
const WIDTH = 36;

/** A picture with an edge, a ramp and a fine pattern, in whole numbers 0..255: the same on every machine. */
function picture(): Float64Array {
  return Float64Array.from({ length: HEIGHT * WIDTH }, (_, i) => {
    const [y, x] = [Math.floor(i / WIDTH), i % WIDTH];
    const edge = x + y > 28 ? 90 : 0;
    return Math.min(255, 2 * x + 3 * y + edge + ((x * y) % 5) * 9);
  });
}

/** Largest and mean difference of two rules on that picture, enlarged by two and made smaller by two, in 1/255. */
function differences(rows: readonly Dialect[], size: { readonly height: number; readonly width: number }): string[][] {
  const samples = { planes: 1, height: HEIGHT, width: WIDTH, data: picture() };
  const made = rows.map((row) => applyDialect(row, samples, size).data);
  return made.map((a, i) =>
    made.map((b, j) => {
      if (i === j) return '';
      let worst = 0;
      for (let k = 0; k < a.length; k++) worst = Math.max(worst, Math.abs(a[k]! - b[k]!));
      return worst < 0.05 ? '0' : worst.toFixed(worst < 10 ? 1 : 0);
    }),
  );
}

const cell = (text: string): string => text.replaceAll('|', '\\|');
const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;

/** Two names at most stand at the head of a row; the list above the matrix has all. */
const shortName = ({ names }: Dialect): string => names[0] ?? '';

export function dialectsPage(): string {
  const parts = GROUPS.flatMap(({ title, is }) => {
    const rows = dialects.filter(is);
    // The matrix is of rules in floats that a framework calls its own; every combination of ONNX would be too many.
    const shown = rows.filter(
      ({ bytes, names }) =>
        bytes === undefined &&
        !names.every((name) => /^onnx:.*(cubic_coeff_a|_(floor|ceil)$| floor$| ceil$)/.test(name)),
    );
    const matrix = (size: { readonly height: number; readonly width: number }): string[] => {
      const table = differences(shown, size);
      return [
        line(['', ...shown.map((_, i) => String(i + 1))]),
        line(['---', ...shown.map(() => '---:')]),
        ...shown.map((row, i) => line([`${i + 1} ${shortName(row)}`, ...table[i]!])),
      ];
    };
    return [
      `## ${title}`,
      '',
      line(['rule', 'who has it', 'held against']),
      line(['---', '---', '---']),
      ...rows.map(({ id, names, verified }) => line([id, names.map((name) => `\`${name}\``).join(', '), verified])),
      '',
      'Largest difference when enlarging ×2, in 1/255:',
      '',
      ...matrix({ height: 2 * HEIGHT, width: 2 * WIDTH }),
      '',
      'The same when making smaller, ×1/2:',
      '',
      ...matrix({ height: HEIGHT / 2, width: WIDTH / 2 }),
      '',
    ];
  });
  const frameworks = [...new Set(dialects.flatMap(({ names }) => names.map(frameworkOf)))];
  return [
    '# Same name, different numbers',
    '',
    '<!-- Made by `upbench why-arrays --page`; a test holds it to the table of rules. -->',
    '',
    `${dialects.length} rules of resizing and who follows them, in ${frameworks.length} frameworks. [Which rule made my array?](dialects.md)`,
    "tells how to find one's own. Differences are measured on a made-up picture with an edge, a ramp and a fine pattern.",
    '',
    ...parts,
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
}
