export default {
  heading: '表格的数据集',
  help: '哪些图像是表格的一个数据集',
  explain: '一个数据集就是一个拖入或打开的文件夹。名称留空时使用文件夹自己的名称。',
  count: '{count} 个数据集',
  name: '数据集 {set} 的名称',
  pictures: '{count} 幅图像',
  picturesOf: '“{set}”中的图像',
  of: '{name} 所属的数据集',
  addFolder: '添加一个图像文件夹，作为一个数据集',
};
