export default {
  best: 'best',
  input: 'Input',
  bestLabel: '{value}, best',
  behindLabel: '{value}, {behind} behind the best',
  noMethods: 'Every method is switched off. Tick one on the left.',
  welcome: 'Drop pictures here',
  welcomeHint: 'or start with a sample:',
};
