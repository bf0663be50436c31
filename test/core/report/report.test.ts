import { describe, expect, test } from 'vitest';
import { resultsSchema } from '../../../core/experiment/schema';
import {
  CropFinder,
  cropSheetSvg,
  renderCsv,
  renderHtml,
  renderLatex,
  renderMarkdown,
  verdictOf,
  type Rect,
} from '../../../core/report';
import { escapeLatex, escapeMarkdown, jsonForScript } from '../../../core/report/escape';
import { tableCsv } from '../../../core/report/paperTable';
import { pictureRowsOf } from '../../../core/report/summaryTable';
import { bestKeys, columnsOf, formatCount, ranked, significant } from '../../../core/report/table';
import { formatMetric } from '../../../core/experiment/shown';
import { csvField } from '../../../core/tensor/csv';
import type { Raster } from '../../../core/tensor/raster';
import { image, method, metric, results } from '../../helpers/resultsFixture';
import { auditReportSchema } from '../../../core/engine/contract/networkSchema';
import { auditReport } from '../../../core/network/auditReport';
import { textDocument } from '../../../core/network/textDocument';
import { GroupBuilder, makePaperTable } from '../../../core/experiment/paperTable';
import { SummaryBuilder } from '../../../core/experiment/summary';
import { findMetric } from '../../../core/metrics';
import { imageText } from '../../../core/cli/compare/textTable';

const HOSTILE = [
  '<script>alert(1)</script>.png',
  '=cmd()|x.png',
  '../x.png',
  '"quoted", name.png',
  'a & b_%$#{}.png',
  '-2+3.png',
  '猫🐈.png',
];
const assets = { picture: () => 'data:image/png;base64,AAAA', crop: () => ({ x: 0, y: 0, width: 4, height: 4 }) };

describe('escaping', () => {
  test.each([
    ['=SUM(A1)', `"'=SUM(A1)"`],
    ['+1', `"'+1"`],
    ['@x', `"'@x"`],
    ['-x', `"'-x"`],
    ['\t=1', `"'\t=1"`],
    ['\r=1', `"'\r=1"`],
    [' =1', `"' =1"`],
    ['＝1', `"'＝1"`],
    ["-2+3+cmd|' /C calc'!A0.png", `"'-2+3+cmd|' /C calc'!A0.png"`],
    // Text is text, a number is a number.
    ['-1.5', `"'-1.5"`],
    [-1.5, '-1.5'],
    [-Infinity, '-Infinity'],
    [undefined, ''],
    ['a,b', '"a,b"'],
    ['say "hi"', '"say ""hi"""'],
    ['plain', 'plain'],
  ])('csv field %s', (text, expected) => expect(csvField(text)).toBe(expected));

  test('json in a script element cannot end it', () => {
    const text = jsonForScript({ name: '</script><!--\u2028' });
    expect(text).not.toMatch(/[<\u2028]/);
    expect(JSON.parse(text)).toEqual({ name: '</script><!--\u2028' });
  });

  test('latex and markdown', () => {
    expect(escapeLatex('a_b & 50% {x} \\')).toBe('a\\_b \\& 50\\% \\{x\\} \\textbackslash{}');
    expect(escapeMarkdown('a|b\n<i>*x*')).toBe('a\\|b \\<i\\>\\*x\\*');
  });
});

describe('tables', () => {
  const one = image([
    method('bilinear', 30.001),
    method('nearest', 30.004),
    method('bicubic', 29),
    method('unpooling', 40, { excludedFromBest: 'uses the reference' }),
  ]);

  test('best values are compared as shown, share ties and leave out excluded methods', () => {
    const psnr = columnsOf(one).find((column) => column.id === 'psnr')!;
    expect([...bestKeys(one, psnr)].sort()).toEqual(['bilinear', 'nearest']);
  });

  test('lower is better where it is', () => {
    const pair = image([method('bilinear', 30), method('nearest', 30, { metrics: [metric('mse', 3)] })]);
    expect([
      ...bestKeys(
        pair,
        columnsOf(pair).find((column) => column.id === 'mse')!,
      ),
    ]).toEqual(['nearest']);
  });

  test('ranking puts infinite PSNR first and missing values last', () => {
    const three = image([
      method('bicubic', 1, { metrics: [] }),
      method('bilinear', 30),
      method('nearest', 0, { metrics: [metric('psnr-y', 'Infinity')] }),
    ]);
    expect(ranked(three).methods.map(({ key }) => key)).toEqual(['nearest', 'bilinear', 'bicubic']);
  });

  test.each([
    ['psnr', 30.126, '30.13'],
    ['psnr', 28.345, '28.35'],
    ['psnr', 1.005, '1.01'],
    ['psnr', -28.345, '−28.35'],
    ['psnr', -0.004, '0.00'],
    ['mae', 1.99, '1.99'],
    ['psnr', 1e21, '1000000000000000000000.00'],
    ['ssim', 5e-5, '0.0001'],
    ['ssim', 1e-7, '0.0000'],
    ['psnr', 'Infinity', '∞'],
    ['ssim', 0.80634, '0.8063'],
    ['mse', 'NaN', '–'],
    ['ssimulacra2', -3.25, '−3.25'],
  ] as const)('%s %s is shown as %s', (id, value, text) => expect(formatMetric(id, value)).toBe(text));

  test('counts and significant digits', () => {
    expect([formatCount(0), formatCount(48), formatCount(999), formatCount(12_345), formatCount(2.5e9)]).toEqual([
      '0',
      '48',
      '999',
      '12.3 k',
      '2.50 G',
    ]);
    expect([significant(1.2345), significant(0.01234), significant(1234)]).toEqual(['1.23', '0.0123', '1234']);
  });
});

describe('verdict', () => {
  test('names the closest, the gap to the next and a visible checkerboard with its reason', () => {
    const uneven = method('conv-transpose', 20, {
      metrics: [metric('psnr-y', 20), metric('checkerboard', 9.44)],
      forecast: {
        stride: 2,
        overlap: null,
        phaseGain: [
          [1, 2],
          [2, 4],
        ],
        score: 0.5,
        shift: [0, 0],
        level: 'uneven',
        verdict: 'Kernel 3 is not a multiple of stride 2.',
      },
    });
    expect(verdictOf(image([uneven, method('pixel-shuffle', 30.85), method('bicubic', 30.56)]))).toBe(
      'pixel-shuffle is closest to the original: 31.85 dB PSNR-Y, 0.29 ahead of bicubic. conv-transpose shows a checkerboard (9.44 of 255): Kernel 3 is not a multiple of stride 2.',
    );
  });

  test('without an original nothing is ranked', () => {
    expect(verdictOf(image([method('bilinear', 0, { metrics: [] })]))).toBe(
      'There is no original to compare with, so no method is ranked.',
    );
  });
});

describe('documents', () => {
  test('csv has one row per metric and per failure, all of one width', () => {
    const text = renderCsv(
      results(
        [
          image([method('bilinear', 30)], {
            failed: [{ key: 'unpooling', id: 'unpooling', code: 'unavailable', message: 'No reference.' }],
          }),
        ],
        { failed: [{ file: 'x.png', code: 'corrupt-file', message: 'x.png is empty.' }] },
      ),
    );
    const lines = text.trimEnd().split('\r\n');
    expect(lines).toHaveLength(1 + 4 + 1 + 1);
    expect(new Set(lines.map((line) => line.split(',').length)).size).toBe(1);
  });

  test.each(HOSTILE)('a picture named %s stays text everywhere', (file) => {
    const document = results([image([method('bilinear', 30)], { file })], {
      failed: [{ file, code: 'corrupt-file', message: `${file} is empty.` }],
    });
    const html = renderHtml(document, assets, { notes: file });
    expect(html).not.toContain('<script>alert');
    const json = /<script type="application\/json" id="upbench-results">(.*?)<\/script>/s.exec(html)![1]!;
    expect(resultsSchema.parse(JSON.parse(json))).toEqual(document);
    expect(renderMarkdown(document)).not.toContain('<script>');
    for (const line of renderCsv(document).split('\r\n').slice(1)) expect(line).not.toMatch(/^[=+@-]/);
    expect(renderLatex(document)).not.toMatch(/[^\\]&(?= b_)/);
  });

  test('the report forbids the network and holds every parameter and snippet', () => {
    const html = renderHtml(results([image([method('bilinear', 30)])]), assets);
    expect(html).toContain("default-src 'none'");
    expect(html).toContain('kernelSize=4 stride=2');
    expect(html).toContain('F.interpolate(x, scale_factor=2)');
    expect(html).not.toMatch(/(src|href)="https?:/);
  });

  test('the report has the title, notes and sections that were asked for, and always the verdict', () => {
    const document = results([image([method('bilinear', 30)])]);
    const whole = renderHtml(document, assets);
    const headings = (html: string) => [...html.matchAll(/<h3[^>]*>([A-Za-z]+)/g)].map(([, text]) => text);
    expect(headings(whole)).toEqual(expect.arrayContaining(['Pictures', 'Metrics', 'Cost', 'PyTorch']));
    const short = renderHtml(document, assets, {
      title: ' What <we> ship ',
      notes: 'One.\n\nTwo, with <b>.',
      sections: ['metrics'],
    });
    expect(short).toContain('<h1>What &lt;we&gt; ship</h1>');
    expect(short).toContain('<p class="authored">One.</p><p class="authored">Two, with &lt;b&gt;.</p>');
    expect(headings(short)).toEqual(['Metrics']);
    expect(short).toContain(verdictOf(document.images[0]!));
    expect(short).not.toContain('<img');
    expect(renderHtml(document, assets, { title: '  ' })).toContain('<h1>1 upsampling layer on');
  });

  test.each(HOSTILE)('the report has the audit of a network named %s, where one is given', (name) => {
    const text = `# x: 1x8x16x16\nup = nn.ConvTranspose2d(8, 4, 3, stride=2)\n`;
    const network = auditReport(textDocument({ text, input: null, model: null }), name);
    const document = results([image([method('bilinear', 30)])]);
    const html = renderHtml(document, assets, { network });
    expect(html).toContain('<section class="network">');
    expect(html).toContain('nn.ConvTranspose2d(8, 4, 3, stride=2)');
    expect(html).toContain('Uneven overlap (kernel not divisible by stride): up.');
    expect(html).not.toContain('<script>alert');
    expect(renderHtml(document, assets, { network, sections: ['metrics'] })).not.toContain('id="network"');
    expect(renderHtml(document, assets, {})).not.toContain('id="network"');
    expect(renderHtml(document, assets, { network, language: 'zh-CN' })).toContain('网络 ');
    expect(auditReportSchema.parse(JSON.parse(JSON.stringify(network)))).toEqual(network);
  });

  test('markdown and latex mark the best value', () => {
    const document = results([image([method('bilinear', 30), method('nearest', 20)])]);
    expect(renderMarkdown(document)).toContain('**30.00**');
    expect(renderLatex(document)).toContain('\\textbf{30.00}');
  });
});

test("no name in the CSV of a paper's table is a formula", () => {
  const builder = new GroupBuilder({ set: '=cmd(), mine', scale: 2, missing: [] }, ['psnr']);
  builder.add(image([method('bicubic', -1.5, { key: '@mine' })]));
  const table = makePaperTable({
    metrics: [findMetric('psnr')],
    methods: [{ key: '@mine', name: '@mine' }],
    groups: [builder.finish([])],
    costAt: null,
    cost: () => null,
  });
  expect(tableCsv(table, results([]))).toMatch(/^"'=cmd\(\), mine",2,"'@mine",.+,psnr,-1\.5,[-−]1\.50,,1,1,0,,,$/m);
});

test('the crop shows where the pictures differ', () => {
  const cropOf = (pictures: readonly Raster[], width: number, height: number): Rect => {
    const finder = new CropFinder();
    for (const picture of pictures) finder.add(picture);
    return finder.find(width, height);
  };
  const flat = (): Raster => ({
    width: 32,
    height: 24,
    channels: 1,
    bitDepth: 8,
    data: new Uint8Array(32 * 24).fill(100),
  });
  const other = flat();
  for (let y = 12; y < 20; y++) for (let x = 20; x < 28; x++) other.data[y * 32 + x] = 200;
  const crop = cropOf([flat(), other], 8, 8);
  expect(crop.x).toBeGreaterThanOrEqual(16);
  expect(crop.y).toBeGreaterThanOrEqual(8);
  expect(cropOf([flat()], 100, 100)).toEqual({ x: 0, y: 0, width: 32, height: 24 });
  // One of more bits, and one of another size, which no window can compare.
  const deep = { ...flat(), bitDepth: 16 as const, data: new Uint16Array(32 * 24).fill(100) };
  for (let x = 0; x < 6; x++) deep.data[x] = 60_000;
  const small = { ...flat(), width: 2, height: 2, data: new Uint8Array(4).fill(255) };
  expect(cropOf([flat(), small, deep], 8, 8)).toMatchObject({ x: 0, y: 0 });
});

describe('one name, one number, one best in every document', () => {
  const twice = [
    method('pixel-shuffle', 28.345, {
      key: 'pixel-shuffle',
      title: 'Pixel shuffle a',
      parameters: { kernelSize: 3, weights: 'icnr' },
    }),
    method('pixel-shuffle', 28.3501, {
      key: 'pixel-shuffle#2',
      title: 'Pixel shuffle b',
      parameters: { kernelSize: 5, weights: 'icnr' },
      sameAs: [{ key: 'pixel-shuffle', identity: 'they are equal' }],
    }),
    method('bicubic', 28.35, {
      title: 'Bicubic',
      parameters: {},
      excludedFromBest: 'its weights were fitted on this picture',
    }),
  ];
  const document = results([image(twice)]);
  const [first, second] = ['Pixel shuffle a (k3 ICNR)', 'Pixel shuffle b (k5 ICNR)'];

  test.each([
    ['Markdown', renderMarkdown(document)],
    ['LaTeX', renderLatex(document)],
    ['HTML', renderHtml(document, assets).replace(/<script type="application\/json"[^]*?<\/script>/, '')],
    ['CSV', renderCsv(document)],
    ['text', imageText(document.images[0]!, document, 'en')],
  ])('%s', (kind, text) => {
    const { key } = twice[1]!;
    // Keys are for programs: attributes of the page and a column of their own.
    const read = text.replace(/ (data-key|value)="[^"]*"/g, '');
    if (kind !== 'CSV') expect(read).not.toContain(key);
    for (const name of [first!, second!]) expect(text.toLowerCase()).toContain(name.toLowerCase());
    expect(text).toContain('fitted on this picture');
    expect(text).toContain('28.35');
    expect(text).not.toMatch(/28\.34(?!5)/);
  });

  test('both values shown as 28.35 are best, the left out one is not', () => {
    const best = bestKeys(document.images[0]!, { id: 'psnr', region: 'full', better: 'higher' });
    expect([...best]).toEqual(['pixel-shuffle', 'pixel-shuffle#2']);
    expect(renderMarkdown(document).match(/\*\*28\.35\*\*/g)).toHaveLength(2);
  });
});

test('a picture whose metric does not exist says so, not that there is no original', () => {
  const reason = 'SSIM needs at least 11×11 pixels; this picture has 8×8.';
  const unavailable = [{ id: 'ssim', region: 'full' as const, reason }];
  expect(verdictOf(image([method('bilinear', 0, { metrics: [], unavailable })]))).toBe(
    `No method is ranked: SSIM does not exist for this picture. ${reason}`,
  );
});

test('a report of several pictures begins with what they say together, and folds the pictures', () => {
  const images = Array.from({ length: 20 }, (_, i) =>
    image([method('bilinear', 30 + i), method('nearest', 20 + (i % 3))], { file: `p${i}.png` }),
  );
  const builder = new SummaryBuilder();
  for (const one of images) builder.add(one);
  const html = renderHtml(results(images, { summary: builder.finish(0) }), assets);
  expect(html).toContain('Ranking by PSNR-Y dB ↑');
  expect(html).toContain('<a href="#picture-20">p19.png</a>');
  expect(html).toContain('id="picture-20"');
  expect(html.match(/<details class="picture">/g)).toHaveLength(20);
  expect(html).toContain('percentile bootstrap of the mean of the paired differences');
  // Every sample of the times, its 99th percentile and the crop's place.
  const timed = method('bilinear', 30, {
    timing: { medianMs: 2, madMs: 1, samples: 3, p99Ms: 4, timesMs: [1, 2, 4] },
  });
  const single = renderHtml(results([image([timed])]), assets);
  expect(single).toContain('aria-label="1.00, 2.00, 4.00 ms"');
  expect(single).toContain('<td>4.00</td>');
  expect(single).toContain('data-copy="reference"');
});

test('headings call pictures what the table over all pictures calls them, also those that are not shown', () => {
  const methods = [method('bilinear', 30), method('nearest', 20)];
  const [shown, other] = [image(methods, { file: 'set/a/1.png' }), image(methods, { file: 'set/b/1.png' })];
  const builder = new SummaryBuilder();
  for (const one of [shown, other]) builder.add(one);
  const summary = builder.finish(0);
  const html = renderHtml(results([shown], { summary }), {
    ...assets,
    pictureRows: pictureRowsOf([shown, other], summary),
  });
  expect(html).toContain('<h2>a/1.png</h2>');
  expect(html).toContain('<a href="#picture-1">a/1.png</a>');
});

test('the crop sheet stands by itself: names, chosen metrics, scale and place', () => {
  const two = image([method('bilinear', 30, { title: '<Bilinear>' }), method('nearest', 20)], { file: 'a & b.png' });
  const svg = cropSheetSvg(two, { x: 1, y: 2, width: 4, height: 3 }, 2, {
    crop: (key) => (key === 'nearest' ? null : 'data:image/png;base64,AAAA'),
    whole: { uri: 'data:image/png;base64,BBBB', width: 12, height: 8 },
  });
  expect(svg).toContain('a &amp; b.png');
  expect(svg).toContain('crop 4×3 at 1, 2, enlarged ×2');
  expect(svg).toContain('&lt;Bilinear&gt;');
  expect(svg).toContain('PSNR 30.00 dB');
  expect(svg.match(/AAAA/g)).toHaveLength(2);
  // 12 pixels over 240: the window is 80 wide.
  expect(svg).toContain('width="80" height="60" fill="none"');
});
