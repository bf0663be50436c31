import type { chain as english } from '../en/chain';

export const chain: typeof english = {
  height: () => '高度',
  width: () => '宽度',
  'padding-is-zero': ({ plain, output, axis }) => `output_padding 为 0：${plain} = ${output} 已是所需的${axis}。`,
  'padding-is': ({ value, plain, reached, axis, output, reason, most }) =>
    `output_padding 为 ${value}：${plain} = ${reached}，比所需的${axis} ${output} 少 ${value}；${reason}。它只加在末端，且须小于步幅与扩张率中的较大者 ${most}。`,
  'stride-maps-many': ({ stride, sizes, input }) =>
    `步幅 ${stride} 的卷积把 ${sizes.length === 2 ? sizes.join(' 和 ') : `${sizes[0]} 至 ${sizes.at(-1)}`} 都变为 ${input}，output_padding 指明是哪一个`,
  'nothing-else-moves': ({ axis }) => `其他参数都不能只改变${axis}这么少`,
  interpolation: () => '插值',
  'nearest-neighbour': () => '最近邻',
  'takes-the-size': ({ layer, output }) =>
    `${layer}直接取尺寸，因此没有 output_padding；scale_factor 会把 ${output} 向下取整。`,
  'multiplies-the-size': ({ layer }) => `${layer}按倍数放大尺寸，因此没有 output_padding。`,
  'keeps-the-size': ({ sentence, padding, kernel }) =>
    `${sentence}padding=${padding} 保持尺寸不变：2 * ${padding} = ${kernel} - 1。`,
  'unpool-too-far': ({ stride, usual }) =>
    `核与步幅为 ${stride} 的 MaxUnpool2d 得到 ${usual}，output_size 与之相差须小于 ${stride}。`,
  'unpool-usual': ({ input, stride, output }) =>
    `反池化没有 output_padding：(${input} - 1) * ${stride} + ${stride} = ${output}。它把值放在最大值所在处，其余为零，空隙须由其后的卷积填补。`,
  'unpool-rounded': ({ output }) =>
    `反池化没有 output_padding：池化把尺寸向下取整，output_size=(${output}) 说明原来的尺寸。`,
  'shuffle-no-multiple': ({ output, input, factor, nearby }) =>
    `像素重排把两个轴放大同一个整数倍，而 ${output} 不是 ${input} 的倍数：请放大 ${factor} 倍到 ${nearby} 再裁剪。`,
  'shuffle-multiplies': ({ factor }) =>
    `像素重排把尺寸放大 ${factor} 倍，因此没有 output_padding。应以 ICNR 权重开始，否则各相位不同。`,
  'even-kernel': ({ kernel }) => `核 ${kernel} 无论怎样填充都会使尺寸改变一：只有奇数核保持尺寸。`,
  'no-transposed': ({ kernel, isOnly, from, to }) =>
    `没有${isOnly ? '' : '不超过 '}${kernel} 的核能使转置卷积从 ${from} 到 ${to}。`,
  'then-it-takes': ({ name }) => `这样 ${name} 就能接受其输入。`,
  'positions-count-in': ({ pool, source }) => `${pool} 的位置以 ${source} 计，因此输出须与其同尺寸。`,
  'follows-every-input': () => '结果相同，且适用于任何输入。',
  'then-gives': ({ name, size, most }) =>
    `${name} 随后得到 ${size}。可取 0 到 ${most}，须小于步幅或扩张率。无额外开销。`,
  'gives-whatever': ({ name, size }) => `无论之前如何取整，${name} 随后得到 ${size}。`,
  'drops-last': ({ name, size }) => `去掉 ${name} 的最后几行和几列，输出为 ${size}。`,
  'repeats-last': ({ name, isRow, isColumn }) =>
    `重复 ${name} 的最后${[isRow && '一行', isColumn && '一列'].filter(Boolean).join('和')}。`,
  'pads-input': ({ size, own, step }) =>
    `把输入填充到 ${size}（${step} 的倍数），使每次池化都能整除；输出再裁回 ${own}。`,
  'scale-just-missed': ({ name, meant }) =>
    `${name}：尺寸与倍数之积在浮点数中略小于整数，因此输出少一。请使用 size=(${meant})。`,
  'unpool-wrong-places': ({ name, here, pool, there }) =>
    `${name} 得到 ${here}，而 ${pool} 的位置记录在 ${there} 上：数值会落到错误的位置，或被 PyTorch 拒绝。请使用 output_size。`,
  'layer-takes-channels': ({ name, takes, received }) => `${name} 需要 ${takes} 个通道，但得到 ${received} 个。`,
  'inputs-do-not-fit': ({ name, first, firstShape, other, otherShape }) =>
    `${name} 尺寸不符：${first} 为 ${firstShape}，而 ${other} 为 ${otherShape}。`,
  'weight-file-expected': ({ file }) => `应为 .safetensors、.npz 或 .npy 权重文件，但得到 ${file}。`,
  'weight-file-too-large': ({ file, size, most }) =>
    `${file} 有 ${size} MiB；只打开不超过 ${most} MiB 的权重文件。请单独保存该层。`,
  'divisor-of-named': ({ name, count }) => `${name}=${count} 的约数`,
  'divisor-of-count': ({ count }) => `${count} 的约数`,
  'zeros-for': ({ layer }) => `'zeros'（${layer}）`,
  'layer-no-pooling': ({ layer }) => `${layer} 之前没有最大池化，因此没有可用的位置。`,
  'layer-other-positions': ({ layer, received, pool, shape }) =>
    `${layer} 得到 ${received}，而 ${pool} 的位置为 ${shape}。`,
  'layer-takes-features': ({ layer, takes, received }) => `${layer} 接受 ${takes} 个特征，但得到 ${received} 个。`,
  'square-divides-channels': ({ channels }) => `平方能整除 ${channels} 个通道的数`,
  'shape-not-known': ({ name }) => `${name} 的形状未知。`,
  'other-than-0': () => '0 以外的数',
  'pad-sides': () => '（左, 右, 上, 下）',
  'pad-less': ({ size }) => `在 mode 为 reflect 时小于尺寸 ${size}`,
  'pad-leaves': ({ size }) => `使 ${size} 仍有剩余的各边`,
  'layer-keeps-none': ({ layer, size, axis }) => `${layer} 在 ${size} 个${axis}中一个也没有保留。`,
  'output-not-smaller': ({ input, received }) => `输出至少应为 ${input}，但得到 ${received}：上采样不会缩小。`,
};
