import type { methods as english } from '../en/methods';

export const methods: typeof english = {
  'weights-bilinear': () => '双线性核',
  'weights-bilinear-phases': () => '双线性相位',
  'weights-box': () => '均匀核',
  'weights-nearest': () => '最近邻',
  'weights-gaussian': () => '高斯',
  'weights-bicubic': () => '双三次核',
  'weights-lanczos': () => 'Lanczos-3 核',
  'weights-fitted': () => '拟合',
  'weights-constant': () => '常数',
  'weights-identity': () => '恒等',
  'weights-sharpen': () => '锐化',
  'weights-icnr': () => 'Kaiming 正态的 ICNR',
  'weights-kaiming-normal': () => 'Kaiming 正态',
  'weights-kaiming-uniform': () => 'Kaiming 均匀',
  'weights-xavier-uniform': () => 'Xavier 均匀',
  'weights-xavier-normal': () => 'Xavier 正态',
  'weights-seeded': ({ origin, seed }) => `${origin}（种子 ${seed}）`,
  'weights-noisy': ({ origin, percent, seed }) => `${origin}，噪声 ${percent} %（种子 ${seed}）`,
  'weights-of-step': ({ step, origin }) => `${step}：${origin}`,
  'weights-of-steps': ({ steps }) => steps.join('；'),
  'weights-in-file': ({ file, tensor }) => `${file}，${tensor}`,
  'weights-noted': ({ file, note }) => `${file}（${note}）`,
  'fitted-on-built-in': () => '在内置训练集上拟合',
  'fitted-on-built-in-made-by': ({ degradation }) => `在内置训练集上拟合（${degradation}）`,
  'fitted-on': ({ pictures }) => `在 ${pictures} 上拟合`,
  'fitted-on-this-picture': () => '在本图上拟合',
  'fitted-on-many-and-this': ({ pictures }) => `在 ${pictures} 张图像上拟合，其中包括本图`,
  'no-training-pictures': () => '内置训练图像不可用，无法拟合权重：请选择其他权重。',
  'fitted-not-at-hand': () => '此处没有拟合好的权重：请选择其他权重。',
  'weights-of-the-layer': () => '该层的权重',
  'no-weight-file': ({ name }) => `没有以“${name}”为名打开的权重文件。`,
  'no-tensors': () => '没有张量',
  'no-tensor-in-file': ({ file, tensor, held }) => `权重应为 ${file} 中的张量，但其中没有“${tensor}”；它含有 ${held}。`,
  'weights-of-other-shape': ({ wanted, file, held }) => `权重的形状应为 ${wanted}，但 ${file} 含有 ${held}。`,

  'zeros-darken': () => '补零使图像边框变暗，在那里最多损失 1.5 dB：请比较内部，或使用复制边缘。',
  'weights-are-random': () => '这些权重是随机的：它们显示未经训练的层，而不是它能做到什么。',
  'raw-is-black': ({ black, all }) => `原始反池化使 ${all} 个像素中的 ${black} 个为黑：PSNR 为 5 到 8 dB 属正常现象。`,
  'no-reference-positions': () =>
    '反池化需要最大池化在参考图中记录的位置，而直接放大图像时没有参考图：请把 indices 设为 top-left。',

  'identity-kernel': ({ kernel, stride, padding }) =>
    `使用这些权重的转置卷积（卷积核 ${kernel}、步幅 ${stride}、填充 ${padding}）`,
  'identity-tent': ({ scale, kernel, padding }) =>
    `双线性插值就是半宽为 ${scale} 的三角核的转置卷积（卷积核 ${kernel}、步幅 ${scale}、填充 ${padding}），边缘复制`,
  'identity-cubic': ({ width, kernel, scale, padding }) =>
    `双三次插值就是半宽为 ${width} 的三次核的转置卷积（卷积核 ${kernel}、步幅 ${scale}、填充 ${padding}），边缘复制`,
  'identity-ones': ({ scale }) =>
    `最近邻就是步幅为 ${scale}、核为 ${scale}×${scale} 个 1 的转置卷积（也是重复通道的像素重排）`,
  'identity-nearest-conv': ({ scale, side, kernel, padding }) =>
    `最近邻 ×${scale} 加 ${side}×${side} 卷积就是一个转置卷积，卷积核 ${kernel}、步幅 ${scale}、填充 ${padding}：方框与翻转的核的卷积`,
  'identity-shuffle': ({ side, scale, kernel, padding }) =>
    `${side}×${side} 卷积加像素重排 ${scale} 就是一个转置卷积，卷积核 ${kernel}、步幅 ${scale}、填充 ${padding}`,
  'identity-fixed-positions': ({ scale }) => `固定位置的反池化就是步幅为 ${scale} 的转置卷积中的补零`,
  'identity-steps': ({ steps }) => `步骤 ${steps} 合为一个转置卷积，其核为各核的卷积`,

  'no-method': ({ id, methods: ids }) => `没有方法 ${id}：可用的方法有 ${ids.join('、')}。`,
  'no-preset': ({ id, presets }) => `没有预设 ${id}：可用的预设有 ${presets.join('、')}。`,
  'no-parameter': ({ method, name, names }) =>
    `${method} 没有参数“${name}”：${names.length > 0 ? `它的参数有 ${names.join('、')}` : '它没有参数'}。`,
  'parameter-hidden': ({ name, method, controller, wanted, value }) =>
    `${method} 的 ${name} 只在 ${controller} 为 ${wanted.join(' 或 ')} 时有效，而 ${controller} 为 ${value}。`,
  'parameter-not-resolved': ({ name }) => `参数 ${name} 在使用前未确定。`,
  'pair-expected': ({ method, received }) => `“${method}:”之后应为 键=值，但得到“${received}”。`,
  'given-twice': ({ name, text }) => `“${text}”中 ${name} 给出了两次。`,
  'text-of-grammar': ({ grammar, length }) => `${grammar}（最多 ${length} 个字符）`,
  'odd-integer-between': ({ min, max }) => ` ${min} 到 ${max} 之间的奇数`,
  'odd-at-least-for-sharpen': ({ min }) => `不小于 ${min} 的奇数（权重为 sharpen 时）`,
  'output-padding-below': ({ stride, dilation }) => `小于步幅 ${stride} 或扩张率 ${dilation} 的整数`,
  'padding-leaves-output': ({ size, kernel, stride }) =>
    `使 ${size} 在 kernelSize ${kernel}、stride ${stride} 时仍有输出的值`,

  'does-not-fit': ({ method, subject, made, from, scale, wanted, cure }) =>
    `${method}：${subject}由 ${from} 得到 ${made}，而${scale === null ? '所需尺寸为' : `倍数 ${scale} 需要`} ${wanted}${scale === null && cure === '' ? '；它只接受整数倍数' : ''}${cure === '' ? '' : `：改为 ${cure} 即可`}。`,
  'fits-by-chance': ({ method, subject, made, from, cure }) =>
    `${method}：${subject}只是碰巧由 ${from} 得到 ${made}，并非对任何尺寸都成立${cure === '' ? '' : `：改为 ${cure} 即可`}。`,
  'subject-makes': ({ subject }) => `${subject}`,
  'subjects-make': ({ subjects }) => `${subjects.join('、')} `,
  'values-and': ({ values }) => values.join('、'),
  'steps-multiply-to': ({ product }) => `各步相乘为 ${product}，`,

  'steps-grammar': () => '形如“conv-transpose x2 > bilinear x2”的步骤：步骤名、括号内以“;”分隔的参数、x 加倍数',
  'steps-expected': ({ grammar, received }) => `steps 应为${grammar}，但得到“${received}”。`,
  'step-unreadable': ({ grammar, step, received }) => `应为${grammar}，但第 ${step} 步是“${received}”。`,
  'too-many-steps': ({ most, given }) => `流水线最多 ${most} 步，但给出了 ${given} 步。`,
  'step-pair-expected': ({ step, id, received }) => `第 ${step} 步 ${id} 的括号内应为 键=值，但得到“${received}”。`,
  'step-gives-twice': ({ step, id, name }) => `第 ${step} 步 ${id} 给出了两次 ${name}。`,
  'step-factor-expected': ({ step, id, received }) =>
    `第 ${step} 步 ${id} 的倍数应在 1/16 到 16 之间，例如 x2、x3/2 或 x0.5，但得到“x${received}”。`,
  'one-factor-left-out': ({ ids }) =>
    `最多只能有一步省略倍数，但 ${ids.join('、')} 都省略了：请在每步之后写上 x 和倍数。`,
  'reference-only-last': () => '从参考图记录的位置只适合最后一步：请设 indices=top-left。',
  'conv-keeps-size': ({ step, factor }) => `第 ${step} 步 conv 不改变尺寸：倍数为 x1，而不是 x${factor}。`,
  'no-step': ({ id, ids }) => `没有步骤 ${id}：可用的步骤有 ${ids.join('、')}。`,
  'step-whole-factor': ({ step, id, min, max, factor, free }) =>
    `第 ${step} 步 ${id} 的倍数应为 ${min} 到 ${max} 之间的整数，而不是 x${factor}；${free.join('、')} 可取任意倍数。`,
  'step-takes-no-parameters': ({ step, id, factor, name }) =>
    `第 ${step} 步 ${id} x${factor} 没有参数，但给出了 ${name}：只有 x2、x3、x4 时它才是该方法。`,
  'said-of-step': ({ step, id, sentence }) => `流水线第 ${step} 步 ${id}：${sentence}`,
};
