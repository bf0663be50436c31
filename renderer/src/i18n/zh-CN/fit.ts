export default {
  weightsAre: '权重：{origin}',
};
