export default {
  'still-life': 'Still life',
  'zone-plate': 'Zone plate',
  'siemens-star': 'Siemens star',
  'text-page': 'Text page',
  'fine-patterns': 'Fine patterns',
  'colour-edges': 'Colour edges',
};
