export default {
  tab: 'Region',
  none: 'Draw a rectangle over a picture (key A) to measure it beside the whole.',
  sight: 'What is in sight',
  sides: { x: 'x', y: 'y', width: 'width', height: 'height' },
  draw: 'Draw a region',
  at: '{width}×{height} at {x}, {y}',
  inside: 'Region',
  sheet: 'Save crop sheet (PNG)',
  table: 'Metrics of the region and of the whole picture',
};
