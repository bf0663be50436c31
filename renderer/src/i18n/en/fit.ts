export default {
  weightsAre: 'Weights: {origin}',
};
