export default {
  open: 'Use a preset',
};
