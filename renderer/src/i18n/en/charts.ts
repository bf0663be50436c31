export default {
  table: 'Show as a table',
  download: 'Download',
  none: 'Nothing was timed yet.',
  method: 'Method',
  time: {
    title: 'Time per method',
    note: 'ms, median, box MAD · less is better',
    summary: '{fastest} is fastest with {low} ms, {slowest} slowest with {high} ms.',
    median: 'Median ms',
    mad: 'MAD ms',
    samples: 'Samples',
  },
  quality: {
    title: 'Quality against time',
    note: '{metric} over ms · dashed: Pareto front',
    summary: 'Best trade-offs: {front}.',
    time: 'Time ms',
  },
};
