export default {
  elsewhere: 'The same in other frameworks',
  heading: 'Methods and metrics explained',
  list: 'Topics',
  groups: { method: 'Methods', metric: 'Metrics' },
  what: 'What it does',
  use: 'When to use it',
  artifact: 'Its artifact',
  blind: 'What it misses',
  source: 'Source: {source}',
  open: 'Explain',
};
