import type { ListedCommand } from '../command';

/** Every command, in the order of the help. A command's file is loaded when it is run or explained. */
export const commands: readonly ListedCommand[] = [
  {
    name: 'compare',
    summary: {
      en: 'Compare methods on pictures and print or write the results.',
      'zh-CN': '在图像上比较各方法，打印或写出结果。',
    },
    computes: true,
    load: async () => (await import('./compare')).compareCommand,
  },
  {
    name: 'merge',
    summary: {
      en: 'Join the folders that compare --shard wrote into one report.',
      'zh-CN': '把 compare --shard 写出的各文件夹合并为一份报告。',
    },
    load: async () => (await import('./merge')).mergeCommand,
  },
  {
    name: 'fit',
    summary: { en: 'Fit the best weights of a layer to training pictures.', 'zh-CN': '用训练图像拟合一层的最佳权重。' },
    computes: true,
    load: async () => (await import('./fit')).fitCommand,
  },
  {
    name: 'sweep',
    summary: {
      en: 'Show what a larger kernel buys: fitted quality against cost.',
      'zh-CN': '显示更大的卷积核带来什么：拟合后的质量与代价。',
    },
    computes: true,
    load: async () => (await import('./sweep')).sweepCommand,
  },
  {
    name: 'equivalence',
    summary: {
      en: 'Show which layers are the same function, and check it in float64.',
      'zh-CN': '显示哪些层是同一个函数，并用 float64 验证。',
    },
    load: async () => (await import('./equivalence')).equivalenceCommand,
  },
  {
    name: 'metrics',
    summary: {
      en: 'Measure pictures against a reference, and say how every number was made.',
      'zh-CN': '对照参考图像测量，并说明每个数值是怎样得到的。',
    },
    load: async () => (await import('./metrics')).metricsCommand,
  },
  {
    name: 'table',
    summary: {
      en: 'Make the table of a paper: sets, scales and methods with mean PSNR and SSIM.',
      'zh-CN': '制作论文中的表格：数据集、倍数和方法，给出平均 PSNR 与 SSIM。',
    },
    computes: true,
    load: async () => (await import('./table')).tableCommand,
  },
  {
    name: 'why-arrays',
    summary: {
      en: 'Name the rule of resizing that made an array, in the words of every framework.',
      'zh-CN': '说出数组是按哪种缩放规则得到的，并给出各框架的写法。',
    },
    load: async () => (await import('./whyArrays')).whyArraysCommand,
  },
  {
    name: 'convert-layer',
    summary: {
      en: 'Say what a layer of one framework is in another: parameters, padding, weights, with the proof.',
      'zh-CN': '把一个框架的层写成另一个框架的：参数、填充与权重，并给出证明。',
    },
    load: async () => (await import('./convertLayer')).convertLayerCommand,
  },
  {
    name: 'calibrate',
    summary: {
      en: 'Hold the metrics against values that others computed for the same pictures.',
      'zh-CN': '把各项指标与他人对同一批图像算出的数值相比较。',
    },
    load: async () => (await import('./calibrate')).calibrate,
  },
  {
    name: 'serve',
    summary: { en: 'Open the workbench in the browser.', 'zh-CN': '在浏览器中打开工作台。' },
    load: async () => (await import('./serve')).serveCommand,
  },
  {
    name: 'op',
    summary: { en: 'Run one operator on NumPy files.', 'zh-CN': '在 NumPy 文件上运行一个算子。' },
    load: async () => (await import('./op')).op,
  },
  {
    name: 'shape',
    summary: { en: "Print the size of an operator's output.", 'zh-CN': '打印算子输出的尺寸。' },
    load: async () => (await import('./shape')).shape,
  },
  {
    name: 'solve',
    summary: { en: 'Find the layers that reach a size.', 'zh-CN': '寻找能得到某一尺寸的层。' },
    load: async () => (await import('./solve')).solveCommand,
  },
  {
    name: 'chain',
    summary: { en: 'Follow a shape through PyTorch layer lines.', 'zh-CN': '沿 PyTorch 的各层推算形状。' },
    load: async () => (await import('./chain')).chainCommand,
  },
  {
    name: 'audit',
    summary: {
      en: "Find which of a network's layers makes a grid, what it costs, and what could replace it.",
      'zh-CN': '找出网络中哪一层产生网格、代价多大，以及可以用什么替换。',
    },
    load: async () => (await import('./audit')).auditCommand,
  },
  {
    name: 'run-network',
    summary: { en: 'Run an ONNX network on a NumPy array.', 'zh-CN': '在 NumPy 数组上运行 ONNX 网络。' },
    computes: true,
    load: async () => (await import('./runNetwork')).runNetworkCommand,
  },
  {
    name: 'rewrite',
    summary: {
      en: 'Put an equal layer in the place of an enlarging one, proven before it is saved.',
      'zh-CN': '用等价的层替换放大层，保存之前先验证。',
    },
    load: async () => (await import('./rewrite')).rewriteCommand,
  },
  {
    name: 'weights',
    summary: { en: "Save a method's weights for PyTorch.", 'zh-CN': '保存某个方法的权重，供 PyTorch 使用。' },
    load: async () => (await import('./weights')).weightsCommand,
  },
  {
    name: 'example',
    summary: {
      en: 'Write the data of a worked example, and print the command that runs it.',
      'zh-CN': '写出一个示例的数据，并打印运行它的命令。',
    },
    load: async () => (await import('./example')).exampleCommand,
  },
];
