/** The report's style sheet: a quiet page on screen, A4 on paper. */
export const STYLE = `
:root { color-scheme: light; --ink: #1a1a1a; --second: #4a4a4a; --third: #5e5e5e; --line: #dadada; --panel: #f4f4f4; --canvas: #dedede; }
* { box-sizing: border-box; }
body { margin: 0; color: var(--ink); background: #fff; font: 13px/20px Inter, "Inter Variable", system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; font-variant-numeric: tabular-nums; }
main { max-width: 940px; margin: 0 auto; padding: 40px 24px 64px; }
header.bar { display: flex; justify-content: space-between; color: var(--third); }
header.bar b { color: var(--ink); }
h1 { font-size: 22px; line-height: 28px; margin: 20px 0 8px; letter-spacing: -0.01em; overflow-wrap: anywhere; }
h2 { font-size: 16px; line-height: 24px; margin: 40px 0 8px; padding-top: 16px; border-top: 1px solid var(--line); overflow-wrap: anywhere; }
h1 + h2, h1 + section > h2, h1 + section:first-of-type h2, h2.first { margin-top: 16px; }
h3 { font-size: 13px; margin: 24px 0 8px; }
h3 small, figcaption small { font-weight: 400; color: var(--third); font-size: 12px; }
p { margin: 0 0 8px; max-width: 72ch; }
p.verdict { font-size: 14px; line-height: 22px; }
dl.facts { display: flex; flex-wrap: wrap; gap: 8px 32px; margin: 16px 0; padding: 10px 0; border: solid var(--line); border-width: 1px 0; }
dl.facts dt { color: var(--third); font-size: 11px; line-height: 15px; }
dl.facts dd { margin: 0; overflow-wrap: anywhere; }
.sheet { display: grid; grid-template-columns: repeat(4, 1fr); gap: 12px 10px; }
.sheet figure { margin: 0; break-inside: avoid; }
.sheet .crop { display: block; width: 100%; overflow: hidden; background: var(--canvas); position: relative; }
.sheet .crop img { position: absolute; image-rendering: pixelated; max-width: none; }
.sheet figcaption { display: flex; align-items: center; gap: 5px; font-size: 11px; line-height: 18px; padding-top: 3px; }
.sheet figcaption .value { margin-left: auto; color: var(--second); }
.sheet figcaption .value { display: block; margin: 0; line-height: 14px; }
.sheet figcaption { display: block; line-height: 15px; }
.sheet .whole { display: block; position: relative; background: var(--canvas); }
.sheet .whole img { display: block; width: 100%; height: 100%; }
.sheet .whole i { position: absolute; border: 2px solid #fff; outline: 1px solid #000; }
.samples { width: 200px; height: 12px; vertical-align: middle; fill: var(--third); stroke: var(--ink); }
.samples circle { stroke: none; fill-opacity: 0.7; }
.long { max-height: 420px; overflow-y: auto; }
.long thead th { position: sticky; top: 0; background: #fff; }
.sortable th button { font: inherit; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
.sortable th[aria-sort="ascending"] button::after { content: " \\2191"; }
.sortable th[aria-sort="descending"] button::after { content: " \\2193"; }
.sortable th { white-space: normal; vertical-align: bottom; }
.sortable td:first-child { white-space: nowrap; color: inherit; }
.sortable a { color: inherit; }
details.picture > summary { border-top: 1px solid var(--line); padding: 10px 0; }
details.picture > summary h2 { display: inline; border: 0; margin: 0; padding: 0; }
.tag { background: var(--ink); color: #fff; font-size: 9px; font-weight: 600; line-height: 13px; padding: 0 4px; border-radius: 2px; }
.confusions { display: flex; flex-wrap: wrap; gap: 16px 32px; }
.confusions figure { margin: 0; break-inside: avoid; }
.confusions figcaption { font-size: 12px; padding-bottom: 4px; }
.glyph { flex: none; vertical-align: -1px; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 12px; line-height: 16px; }
th { text-align: right; font-weight: 500; color: var(--second); padding: 5px 8px; border-bottom: 1px solid #bfbfbf; white-space: nowrap; }
td { text-align: right; padding: 4px 8px; border-bottom: 1px solid var(--line); white-space: nowrap; }
th:first-child, td:first-child { text-align: left; padding-left: 0; }
td:first-child { white-space: normal; min-width: 150px; }
td.best { font-weight: 700; }
td.best::before { content: "\\2022\\00a0"; }
td.wrap { white-space: normal; text-align: left; color: var(--second); overflow-wrap: anywhere; }
.authored { max-width: 68ch; margin: 0 0 8px; white-space: pre-line; overflow-wrap: anywhere; }
ul.notes { margin: 8px 0; padding-left: 18px; color: var(--second); font-size: 12px; line-height: 17px; }
.charts { margin-top: 20px; display: grid; grid-template-columns: 1fr 1fr; gap: 16px; }
.charts figure { margin: 0; break-inside: avoid; }
.charts .wide { grid-column: 1 / -1; }
.charts svg { display: block; width: 100%; height: auto; }
pre { background: var(--panel); padding: 10px 12px; overflow-x: auto; font: 11px/16px "JetBrains Mono", ui-monospace, Menlo, Consolas, monospace; break-inside: avoid; }
details summary { cursor: pointer; padding: 4px 0; }
.phase { display: inline-grid; gap: 1px; vertical-align: middle; border: 1px solid var(--line); }
.phase i { width: 9px; height: 9px; }
.viewer { border: 1px solid var(--line); }
.viewer .tools { display: flex; flex-wrap: wrap; gap: 8px; align-items: center; padding: 6px 8px; background: var(--panel); border-bottom: 1px solid var(--line); font-size: 12px; }
.viewer select, .viewer button, .viewer input { font: inherit; height: 24px; color: inherit; background: #fff; border: 1px solid #bfbfbf; border-radius: 4px; }
.viewer button[aria-pressed="true"] { background: var(--ink); color: #fff; border-color: var(--ink); }
.viewer :focus-visible, summary:focus-visible { outline: 2px solid var(--ink); outline-offset: 1px; }
.viewer .stage { position: relative; overflow: auto; max-height: 70vh; background: var(--canvas); touch-action: pan-x pan-y; }
.viewer .stack { position: relative; isolation: isolate; }
.viewer .stack img { display: block; image-rendering: pixelated; position: absolute; left: 0; top: 0; }
.viewer .stack .rule { position: absolute; top: 0; bottom: 0; width: 1px; background: #fff; box-shadow: 0 0 0 1px #0008; pointer-events: none; }
.viewer output { margin-left: auto; font: 11px/16px "JetBrains Mono", ui-monospace, monospace; color: var(--second); }
footer { margin-top: 40px; padding-top: 8px; border-top: 1px solid var(--line); color: var(--third); font-size: 11px; overflow-wrap: anywhere; }
@media (max-width: 640px) { .sheet { grid-template-columns: repeat(2, 1fr); } .charts { grid-template-columns: 1fr; } }
@media print {
  @page { size: A4; margin: 16mm 15mm; }
  main { max-width: none; padding: 0; }
  .viewer, .screen { display: none; }
  .long { max-height: none; }
  details.picture { break-before: page; }
  h2 { break-before: page; border-top: 0; padding-top: 0; }
  h2.first { break-before: auto; }
  h3, summary { break-after: avoid; }
  pre { white-space: pre-wrap; overflow-wrap: anywhere; }
  tr, pre, figure { break-inside: avoid; }
  table:not(.sortable) { break-inside: avoid; }
  thead { display: table-header-group; }
  .scroll { overflow: visible; }
  table { font-size: 9.5px; }
  th, td { padding-left: 4px; padding-right: 4px; }
  details > *:not(summary) { display: block; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
}
`;
