export default {
  best: 'best',
  input: 'Input',
  against: '{value} against {title}',
  bestLabel: '{value}, best',
  behindLabel: '{value}, {behind} behind the best',
  welcome: 'Drop pictures here',
  welcomeHint: 'or start with a sample:',
};
