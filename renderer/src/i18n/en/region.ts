export default {
  tab: 'Region',
  none: 'Draw a rectangle over a picture (key A) to measure it beside the whole.',
  sight: 'What is in sight',
  sides: { x: 'x', y: 'y', width: 'width', height: 'height' },
  draw: 'Draw a region',
  at: '{width}×{height} at {x}, {y}',
  inside: 'Region',
  sheet: 'Save crop sheet (PNG)',
  sheetNote: 'Crops of {width}×{height} at {x}, {y}, enlarged ×{scale}; numbers of the crop',
  whole: 'The whole picture, with the place of the crops',
  table: 'Metrics of the region and of the whole picture',
};
