export default {
  best: 'best',
  input: 'Input',
  bestLabel: '{value}, best',
  behindLabel: '{value}, {behind} behind the best',
  welcome: 'Drop pictures here',
  welcomeHint: 'or start with a sample:',
};
