export default {
  heading: 'Setup',
  anyScale: 'Another factor, 2 to 32',
  scale: 'Scale',
  input: 'Input',
  inputArea: 'Area mean',
  inputBicubic: 'Bicubic, antialiased',
  inputMatlab: 'MATLAB bicubic (papers)',
  space: 'Path',
  spaceRgb: 'Colours of the file',
  spaceY: 'Luma alone (papers)',
  spaceHelp:
    'Luma alone: the picture becomes its Y, rounded to 8 bits; the small picture is not rounded, only the result is. The scripts of super-resolution papers compute like this.',
  compare: 'Compare',
  compareReference: 'Against the original',
  compareEnlarge: 'With one another',
  inputHelp: 'How the small picture is made from the original',
  compareHelp:
    'Against the original: the picture is downscaled and enlarged again. With one another: the picture itself is enlarged.',
};
