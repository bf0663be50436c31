export default {
  title: "Paper's table",
  charts: 'Charts',
  tab: 'Table',
  view: 'Charts or table',
  set: 'Pictures',
  parameters: 'Params',
  macs: 'Mult-Adds',
  macsHelp: 'By definition: a transposed convolution counted at its input',
  macsAtOutput: 'at output size',
  macsAtOutputHelp: 'Every convolution counted at its output size',
  copied: 'Copied as {format}',
  notCopied: 'The system does not let this window write to the clipboard.',
};
