import type { masks as english } from '../en/masks';

const pictureWords = (pictures: number): string => (pictures === 1 ? '' : `，${pictures} 张图像合计`);
const ignoreWords = (ignore: number | null, ignored: number): string =>
  ignore === null ? '无忽略标签' : `忽略标签 ${ignore}（${ignored} 像素）`;

export const masks: typeof english = {
  'expected-scores': ({ shape }) => `应为形状 1×C×H×W 的一张得分图，但得到 ${shape}。`,
  'mask-accuracy': () => '像素准确率',
  'mask-mean-accuracy': () => '各类别召回率的平均值',
  'mask-iou': ({ name }) => `类别 ${name} 的 IoU`,
  'mask-dice': ({ name }) => `类别 ${name} 的 Dice`,
  'mask-miou': () => '平均 IoU',
  'mask-fwiou': () => '真值中各类别的 IoU，按像素数加权',
  'mask-mdice': () => '平均 Dice',
  'mask-boundary-iou': ({ pixels, pictures }) =>
    `平均边界 IoU，Cheng 等 2021，${pictures === 1 ? '' : '至多 '}${pixels} px（对角线的 2 %），图像边缘算作边界`,
  'mask-boundary-f': ({ pixels, classes }) =>
    `平均边界 F，${pixels} px 以内（欧氏距离），图像边缘不算边界，${classes} 个类别有边界`,
  'mask-cross-entropy': () => '交叉熵（nat，自然对数，双精度）',
  'mask-ece': ({ bins }) => `期望校准误差，最大概率分为 ${bins} 个等宽区间`,
  'mask-counts-truth': () => '在真值中出现',
  'mask-counts-union': () => '在真值或预测中出现',
  'mask-counts-all': () => '全部，均未出现者计为 0',
  'mask-mean-receipt': ({ what, classes, counts, left, ignore, ignored, pictures }) =>
    `${what}，${classes} 个类别的平均值（${counts}）${left.length === 0 ? '' : `，未计入：${left.join('、')}`}，${ignoreWords(ignore, ignored)}${pictureWords(pictures)}`,
  'mask-pixel-receipt': ({ what, ignore, ignored, pictures }) =>
    `${what}，${ignoreWords(ignore, ignored)}${pictureWords(pictures)}`,
  'mask-metric-choices': ({ choices }) => `以下之一：${choices.join('、')}`,
  'mask-no-pixels': () => '真值中没有可计入的像素：全部是忽略标签。',
  'mask-class-ignored': ({ name }) => `类别 ${name} 是忽略标签：其像素不计入。`,
  'mask-class-absent': ({ name }) => `类别 ${name} 既不在真值中，也不在预测中。`,
  'mask-no-boundary': () => '没有类别有边界：整张图只有一个类别。',
  'mask-no-probabilities': () => '标签没有概率：请先放大 logits 才能得到这个数值。',
  'feature-no-truth': () => '没有可供比对的真值：请用 --truth 指定。',
  'feature-too-small': () => '特征图对这个倍数来说太小，无法求频谱。',
  'feature-cosine': ({ channels }) => `${channels} 个通道向量余弦的平均值`,
  'feature-relative-error': ({ channels }) => `误差长度除以真值长度，${channels} 个通道视为一个向量`,
  'feature-checkerboard': ({ channels, hasTruth }) =>
    `${hasTruth ? '误差相位均值的离散度除以真值均方根' : '数值相位均值的离散度除以其均方根'}，对 ${channels} 个通道取均方根`,
  'feature-peak': ({ channels }) => `步幅谐波相对其周围的最大高度，取 ${channels} 个通道中最大者，Hann 窗`,
  'label-png-damaged': ({ name }) => `“${name}”是损坏的 PNG：无法读取其像素。`,
  'label-png-too-large': ({ name, width, height, maxPixels }) =>
    `“${name}”有 ${width}×${height} 像素；最多读取 ${maxPixels} 个。`,
  'array-members': ({ name, members }) =>
    members.length === 0
      ? `“${name}”中没有数组。`
      : `“${name}”中有 ${members.length} 个数组（${members.slice(0, 8).join('、')}）：请把所需的一个另存为 .npy。`,
  'scores-not-array': ({ name }) =>
    `“${name}”不是 .npy 或 .npz 数组：使用 --truth 时，小输入应为 logits、概率或特征的 [C, H, W] 数组。`,
  'scores-shape': ({ name, shape }) => `“${name}”应为数组 [C, H, W]，但它是 ${shape}。`,
  'scores-not-finite': ({ name, value, at }) => `“${name}”在 [${at}] 处为 ${value}：每个得分都必须是有限的数。`,
  'labels-unknown': ({ name }) =>
    `“${name}”中没有标签：请给出以数值表示类别的灰度或索引 PNG，或整数的 .npy 数组 [H, W]。`,
  'labels-shape': ({ name, shape }) => `“${name}”应为标签 [H, W]，但数组是 ${shape}。`,
  'labels-not-whole': ({ name, value }) => `“${name}”中的标签应为 0 到 65535 的整数，但出现了 ${value}。`,
  'mask-an-output': () => '输出',
  'mask-features-have-no-labels': () => '特征图没有可先放大的标签：请放大特征。',
  'mask-either-order': () => '最近邻同样重复得分和标签，因此两种顺序给出相同的类别',
  'mask-same-here': () => '此处每个像素的类别都相同，但两个函数并不相同',
  'mask-read-as-probabilities': () =>
    '按概率读取：没有小于 0 的值，且每个像素之和为 1。--values logits 可按 logits 读取。',
  'mask-indices-shape': ({ indices, scores }) =>
    `索引为 ${indices}，但要反池化的数组为 ${scores}：每个数值需要一个位置。`,
  'size-not-smaller': ({ wanted, input }) => `尺寸应至少为 ${input}，但得到 ${wanted}：上采样不会缩小。`,
  'mask-feature-channels': ({ truth, found, file, channels }) =>
    `“${truth}”有 ${found} 个通道，而“${file}”有 ${channels} 个：特征图只能与通道数相同的特征图比对。`,
  'mask-truth-size': ({ truth, found, file, input, wanted, fit }) =>
    `“${truth}”为 ${found} 像素，但“${file}”（${input}）放大后为 ${wanted}：${fit} 才合适。`,
  'mask-scale-would-fit': ({ scale }) => `倍数 ${scale}`,
  'mask-size-would-fit': ({ height, width }) => `尺寸 ${height},${width}（高,宽）`,
  'mask-truth-is-features': ({ file, values }) =>
    `“${file}”是特征图数组，${values} 不能与之比对：请给出标签，或把两者都按特征读取。`,
  'mask-truth-is-labels': ({ file }) => `“${file}”是标签，特征图不能与之比对：请给出特征数组 [C, H, W]。`,
  'mask-too-many-classes': ({ file, classes, most }) =>
    `“${file}”有 ${classes} 个类别；最多区分 ${most} 个。--values features 不限通道数。`,
  'mask-strange-labels': ({ truth, labels, file, classes, largest, ignore, isOne }) =>
    `“${truth}”中有标签 ${labels}，但“${file}”只有 ${classes} 个类别（0 到 ${largest}）${isOne ? `：若它表示不计入的像素，可用 --ignore-label ${ignore} 排除` : ''}。`,
  'unpooling-no-indices': () =>
    '此处反池化的位置来自编码器，但没有给出：请用 --indices 指定，或将 indices 设为 top-left。',
  'unpooling-no-pooled': () => '池化值来自参考图，但此处没有参考图：请将 values 设为 input。',
  'mask-too-many-values': ({ file, shape, values, most }) =>
    `“${file}”的输出将为 ${shape}，共 ${values} 个数值；一个张量最多 ${most} 个。请减少通道数或减小倍数。`,
  'mask-too-much-memory': ({ file, shape, needed, free }) =>
    `把“${file}”放大到 ${shape} 约需 ${needed} 内存，但只有 ${free} 空闲。请减少通道数、使用更小的数组或减小倍数。`,
  'indices-not-array': ({ name }) => `“${name}”中没有位置：请给出最大池化记录的整数 .npy 数组 [C, H, W]。`,
  'mask-folder-empty': ({ path, endings }) => `“${path}”是没有数组或标签的文件夹（${endings}）。`,
  'mask-no-truth': ({ file, truths }) => `“${file}”没有真值：“${truths}”中没有同名文件。`,
  'mask-counts-differ': ({ arrays, truths }) =>
    `给出了 ${arrays} 个数组和 ${truths} 个配套文件：请给出相同数量，或给出文件名对应的文件夹。`,
  'mask-no-mode': () => '--mode 用于图像：使用 --truth 或 --values 时放大的是数组本身。',
  'mask-needs-truth': ({ option }) => `--${option} 用于 logits 和标签：请同时给出 --truth。`,
  'size-or-scale': () => '--size 与 --scale 都规定输出大小：请只给一个。',
  'size-needs-enlarge': () => '有参考图时输出大小由参考图决定，不能用 --size：请用 --mode enlarge 或 --scale。',
  'order-or-labels-first': () => '--labels-first 就是 --order labels：请只给一个。',
  'report-class-iou': () => '各类别 IoU',
  'report-classes-in-truth': ({ count }) => `真值中有 ${count} 个类别`,
  'report-confusion': () => '混淆矩阵',
  'report-confusion-note': () => '行：真值，列：判定结果；占该行的 %；正确像素最多与最少的方法',
  'report-together': ({ pictures }) => `全部 ${pictures} 张图像合计`,
  'report-together-some': ({ pictures, leftOut, count }) =>
    `${pictures} 张图像合计；因类别数不同而未计入：${leftOut}${count === 1 ? '' : `（${count} 张）`}`,
  'report-together-note': () => '由合计的混淆矩阵得出；每个数值旁为各图像的平均值。比例以 % 表示。',
  'mask-values-logits': () => 'logits',
  'mask-values-probabilities': () => '概率',
  'mask-values-features': () => '特征图',
  'report-pair': ({ values, channels, input, output, truth }) =>
    `${values} ${channels}×${input}，放大到 ${output}${truth === '' ? '' : `，真值 ${truth}`}`,
  'mask-labels-first': ({ title }) => `${title}，先取标签`,
  'example-one': ({ examples }) => `请指定一个示例：${examples.join('、')}。`,
  'mask-output-gone': () => '该输出已不再保存，请重新运行。',
  'pair-no-array': ({ names }) => `${names.join('、')} 中没有 logits、概率或特征的数组 [C, H, W]。`,
  'not-a-pair': ({ name }) => `“${name}”是图像，不是数组及其真值。`,
  'fit-mask-no-unpooling': () => '反池化不能针对掩码拟合：请拟合 conv-transpose、nearest-conv 或 pixel-shuffle。',
  'fit-mask-size': ({ file, truth, scale, wanted, found }) =>
    `“${file}”在倍数 ${scale} 下需要 ${wanted} 的真值，但“${truth}”为 ${found}。`,
};
