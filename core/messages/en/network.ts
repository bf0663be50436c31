import { counted } from '../plural';
/** Exported because the declarations of all messages name it. */
export interface NetworkVerdictValues {
  name: string;
  db: number;
  metric: string;
  count: number;
  /** A sentence on time, or nothing. */
  buys: string;
}
export interface CheckpointValues {
  name: string;
  metric: string;
  value: string;
  unit: string;
  pictures: number;
  pattern: number | null;
}
const ms = (time: number): string => `${time >= 100 ? Math.round(time) : time.toPrecision(3)} ms`;
const pictures = (count: number): string => (count === 1 ? 'this picture' : `these ${counted(count, 'picture')}`);
const list = (names: readonly string[]): string => names.join(', ');
const way = (snippet: string): string =>
  `Record the network instead: ${snippet} (upbench chain --tracer prints upbench_trace.py).`;

/** Model code, recordings and ONNX files. */
export const network = {
  'at-line': ({ line, sentence }: { line: number; sentence: string }) => `Line ${line}: ${sentence}`,
  'source-too-long': ({ limit }: { limit: number }) => `Expected at most ${limit} characters of layers.`,
  'source-indentation': () => 'The indentation fits no line before it.',
  'source-not-python': ({ found }: { found: string }) => `Expected Python but found "${found}".`,
  'source-expected': ({ expected, found }: { expected: string; found: string }) =>
    `Expected ${expected} but found "${found}".`,
  'source-too-deep': ({ limit }: { limit: number }) => `Expected at most ${counted(limit, 'level')} of nesting.`,
  'source-too-long-run': ({ snippet }: { snippet: string }) => `The code does not terminate here. ${way(snippet)}`,
  'source-cannot-follow': ({ what, snippet }: { what: string; snippet: string }) =>
    `${what} cannot be followed in a text. ${way(snippet)}`,
  'source-assert-fails': () => 'This assertion does not hold.',
  'source-assign-into': ({ what }: { what: string }) => `assigning into ${what}`,
  'source-unpack': ({ names, values }: { names: number; values: number }) =>
    `Expected ${counted(names, 'value')} but there are ${values}.`,
  'source-slice-end': ({ what }: { what: string }) => `a slice to ${what}`,
  'source-no-name': ({ name, snippet }: { name: string; snippet: string }) =>
    `There is no name ${name} in this text. ${way(snippet)}`,
  'source-if-on': ({ what }: { what: string }) => `A condition on ${what}`,
  'source-loop-over': ({ what }: { what: string }) => `A loop over ${what}`,
  'source-no-attribute': ({ of, name, snippet }: { of: string; name: string; snippet: string }) =>
    `${of} has no attribute ${name} in this text. ${way(snippet)}`,
  'source-index': ({ index, length }: { index: number; length: number }) =>
    `The index ${index} is outside of ${length}.`,
  'source-no-key': ({ key }: { key: string }) => `There is no key ${key}.`,
  'source-division': () => 'Division by zero.',
  'source-not-callable': ({ what }: { what: string }) => `${what} cannot be called.`,
  'source-no-forward': ({ name }: { name: string }) => `${name} has no forward.`,
  'source-missing-argument': ({ name, callee, snippet }: { name: string; callee: string; snippet: string }) =>
    `Expected ${name} for ${callee} but received nothing. Add a line that makes the model with its arguments, or record it: ${snippet}.`,
  'source-extra-argument': ({ callee, name }: { callee: string; name: string }) =>
    name === '' ? `${callee} was given too many arguments.` : `${callee} has no argument "${name}".`,
  'source-applied-to': ({ layer, what, snippet }: { layer: string; what: string; snippet: string }) =>
    `${layer} is applied to ${what}, not to a tensor. ${way(snippet)}`,
  'source-positions': () => 'Expected the positions of a max-pooling for MaxUnpool2d.',
  'source-broadcast': ({ shapes }: { shapes: readonly string[] }) =>
    `The shapes ${shapes.join(' and ')} do not go together.`,
  'source-number': ({ what }: { what: string }) => `${what} in place of a number`,
  'source-reshape': ({ from, to }: { from: string; to: string }) => `${from} cannot be reshaped to ${to}.`,
  'source-needs-input': () =>
    'Expected the shape of the input: --input NxCxHxW, or a comment "# x: 1x3x224x224" in the text.',
  'source-no-model': ({ name, names }: { name: string; names: readonly string[] }) =>
    `There is no model ${name} in this text; there are ${list(names)}.`,
  'source-several-models': ({ names, snippet }: { names: readonly string[]; snippet: string }) =>
    `The text holds several models: ${list(names)}. Name one with --model, or record it: ${snippet}.`,
  'source-no-model-found': ({ snippet }: { snippet: string }) => `There is no model in this text. ${way(snippet)}`,
  'source-several-inputs': ({ names, snippet }: { names: readonly string[]; snippet: string }) =>
    `forward also takes ${list(names)}. ${way(snippet)}`,
  'print-unknown': ({ kind, snippet }: { kind: string; snippet: string }) =>
    `${kind} is printed without what it does. ${way(snippet)}`,
  'print-no-forward': () =>
    'A printed model has no forward: the layers are applied in printed order, and what they skip or repeat is not known.',
  'needs-rank': ({ name, rank, shape }: { name: string; rank: number; shape: string }) =>
    `${name} takes ${rank} axes but receives ${shape}.`,
  'onnx-damaged': ({ name }: { name: string }) => `${name} is damaged: it ends or breaks off inside of a field.`,
  'onnx-other': ({ name }: { name: string }) => `${name} is damaged, or no ONNX file: it does not begin like one.`,
  'onnx-no-graph': ({ name }: { name: string }) => `${name} holds no ONNX graph.`,
  'onnx-type': ({ name, type }: { name: string; type: number }) =>
    `${name} has values of the ONNX type ${type}, which are not read.`,
  'onnx-input-too-large': ({ name, shape }: { name: string; shape: string }) =>
    `The input ${name} of ${shape} is too large to be run: give a smaller one by --input.`,
  'onnx-external-short': ({ name, location }: { name: string; location: string }) =>
    `${name} keeps values in ${location} where that file has none.`,
  'onnx-external-missing': ({ name, location }: { name: string; location: string }) =>
    `${name} keeps values in ${location}, which is not beside it.`,
  'onnx-external-outside': ({ name, location }: { name: string; location: string }) =>
    `${name} names ${location}, which is not in its own folder.`,
  'onnx-no-input': ({ name }: { name: string }) => `${name} has no input.`,
  'onnx-needs-input': ({ name, file }: { name: string; file: string }) =>
    `${file} does not state the shape of ${name}: give it by --input.`,
  'onnx-input-shape': ({ name, stated, given }: { name: string; stated: string; given: string }) =>
    `The input ${name} takes ${stated} but --input says ${given}.`,
  'onnx-run-failed': ({ said }: { said: string }) => `The network cannot be run: ${said}`,
  'network-runtime-stopped': ({ said }: { said: string }) =>
    `The runtime of networks stopped${said === '' ? '' : `: ${said}`}. Nothing else is affected.`,
  'network-no-operator': ({ operator }: { operator: string }) =>
    `The network cannot be run: onnxruntime-web has no operator ${operator} of its version and type of values.`,
  'network-out-of-memory': () =>
    'The network cannot be run: its runtime ran out of memory. Run it in tiles, or on a smaller picture.',
  'network-endless': ({ name, layer }: { name: string; layer: string }) =>
    `${name} never ends: nothing in it stops the loop ${layer}.`,
  'network-too-slow': ({ name, seconds }: { name: string; seconds: number }) =>
    `${name} did not finish on a small picture within ${counted(seconds, 'second')} and was stopped.`,
  'network-no-picture': ({ name, input, shape }: { name: string; input: string; shape: string }) =>
    `${name} takes no picture: its input ${input} is ${shape}, and a picture has four axes, N×C×H×W or N×H×W×C.`,
  'network-no-picture-out': ({ name, output, shape }: { name: string; output: string; shape: string }) =>
    `${name} makes no picture: its output ${output} is ${shape}, and a picture has four axes.`,
  'network-batch': ({ name, count }: { name: string; count: number }) =>
    `${name} takes ${counted(count, 'picture')} at once; networks that take one are run.`,
  'network-too-large': ({
    name,
    size,
    needed,
    free,
    tile,
  }: {
    name: string;
    size: string;
    needed: string;
    free: string;
    tile: number | null;
  }) =>
    `${name} on ${size} needs about ${needed} of memory, but ${free} can be had. ${tile === null ? 'Use a smaller picture.' : `Run it in tiles of ${tile}, which gives the same values.`}`,
  'tiles-refused': ({ name, why }: { name: string; why: string }) =>
    `${name} cannot be run in tiles: ${why} Force it to get tiles that overlap, with the seam measured.`,
  'tiles-attention': ({ layer }: { layer: string }) => `${layer} is attention, where every place looks at all others.`,
  'tiles-global': ({ layer, operator }: { layer: string; operator: string }) =>
    `${layer} (${operator}) is global pooling: it takes the whole picture together.`,
  'tiles-normalised': ({ layer, operator }: { layer: string; operator: string }) =>
    `${layer} (${operator}) divides by a spread that is taken over the whole picture.`,
  'tiles-corners': ({ layer, mode }: { layer: string; mode: string }) =>
    `${layer} resizes with ${mode}, where every place depends on the size of the whole.`,
  'tiles-fixed-size': ({ layer }: { layer: string }) => `${layer} resizes or cuts to a size written into the file.`,
  'tiles-fixed-place': ({ layer }: { layer: string }) =>
    `${layer} brings in stored values that belong to fixed places of the picture.`,
  'tiles-of-size': ({ layer }: { layer: string }) => `${layer} computes with the size of the picture.`,
  'tiles-mixed': ({ layer, operator }: { layer: string; operator: string }) =>
    `${layer} (${operator}) mixes values of different places.`,
  'tiles-unknown': ({ layer, operator }: { layer: string; operator: string }) =>
    `how far ${layer} (${operator}) looks is not known.`,
  'tiles-divided': () => 'it divides the picture into as many parts, whatever its size.',
  'network-multiple': ({ name, size, rows, columns }: { name: string; size: string; rows: number; columns: number }) =>
    `${name} does not run on ${size}: its strides want a height that is a multiple of ${rows} and a width that is one of ${columns}.`,
  'tiles-no-place': () => 'its output has no rows and columns of the input.',
  'tiles-multiple': ({ rows, columns }: { rows: number; columns: number }) =>
    `something in it is resized or cut to a measured size, so the picture has to be a multiple of ${rows} high and of ${columns} wide.`,
  'tiles-too-small': ({ name, size, reach }: { name: string; size: string; reach: number }) =>
    `${name} takes pictures of ${size}, but looks ${reach} far: no part of a tile would be that of the whole. Force it to get tiles that overlap, with the seam measured.`,
  'tiles-run': ({ tiles }: { tiles: number }) =>
    `Run in ${counted(tiles, 'tile')}, which give the values of the whole picture.`,
  'tiles-forced': ({ tiles, seam }: { tiles: number; seam: { largest: number; mean: number } | null }) =>
    `Run in ${tiles} forced tiles, not equal to the whole picture${seam === null ? '' : `: at the seams neighbours differ by up to ${seam.largest.toPrecision(3)}, ${seam.mean.toPrecision(3)} on average`}.`,
  'tiles-no-picture': ({ shape }: { shape: string }) => `Tiles are for arrays of four axes; this one is ${shape}.`,
  'tiles-progress': ({ done, of }: { done: number; of: number }) => `Tile ${done} of ${of}`,
  'network-not-here': ({ name }: { name: string }) => `${name} cannot be run here: nothing runs networks.`,
  'network-file-missing': ({ name, file }: { name: string; file: string }) =>
    `The network ${name} is not there: open ${file} again.`,
  'network-size': ({ name }: { name: string }) =>
    `${name} enlarges by its own factor; a size of your own is for interpolations.`,
  'network-scale': ({ name, own, wanted }: { name: string; own: number; wanted: number }) =>
    `${name} enlarges by ${own}, and ${wanted} is compared. Use --scale ${own}.`,
  'network-output-size': ({ name, own, wanted }: { name: string; own: string; wanted: string }) =>
    `${name} gives ${own} in place of ${wanted}.`,
  'network-channels': ({ name, own, given }: { name: string; own: number; given: number }) =>
    `${name} takes ${counted(own, 'channel')}, and the picture has ${given}.`,
  'network-colour-channels': ({ name, own }: { name: string; own: number }) =>
    `${name} takes ${counted(own, 'channel')}; networks of one (luma) or three (colours) are compared.`,
  'network-says-channels': ({ name, own, said }: { name: string; own: number; said: string }) =>
    `${name} takes ${counted(own, 'channel')}, which is not what channels=${said} says.`,
  'network-enlarged-before': ({ scale }: { scale: number }) =>
    `The network keeps the size, so the picture was enlarged by ${scale} before it, bicubic.`,
  'network-grey-as-colour': () =>
    'The grey picture went in as three equal channels; the mean of what came out is measured.',
  'network-luma-alone': () => 'The network got the luma (BT.601, 16..235); colour differences are enlarged bicubic.',
  'network-extended': ({ rows, columns }: { rows: number; columns: number }) =>
    `The picture was extended by ${counted(columns, 'column')} and ${counted(rows, 'row')} for the network, and what they became was cut off.`,
  'network-grey-card': ({ back, range }: { back: string; range: string }) =>
    `A constant grey picture does not come back grey: 128 becomes ${back} with range=${range}. Its conventions differ, or it is not an enlarging network.`,
  'network-colours': ({ colours }: { colours: readonly string[] }) =>
    `Constant colours that do not come back: ${list(colours)}.`,
  'network-colour': ({ name, sent, back }: { name: string; sent: string; back: string }) =>
    `${name} (${sent}) becomes ${back}`,
  'colour-grey': () => 'grey',
  'colour-red': () => 'red',
  'colour-green': () => 'green',
  'colour-blue': () => 'blue',
  'colour-black': () => 'black',
  'colour-white': () => 'white',
  'colour-yellow': () => 'yellow',
  'colour-cyan': () => 'cyan',
  'colour-magenta': () => 'magenta',
  'colour-skin': () => 'skin',
  'network-name': () =>
    'NAME=MODEL.onnx, optionally with ":range=255,channels=bgr,tile=256"; NAME of letters, digits, - and _, and no id of a method',
  'network-settings': () => 'range=1|255|-1..1, channels=rgb|bgr|y, layout=nchw|nhwc, tile=N or force',
  'networks-none': ({ path }: { path: string }) => `There is no .onnx file in ${path}.`,
  'network-own-scale': ({ scale }: { scale: number }) => `The network enlarges by ${scale}, so that is compared.`,
  'network-baseline': () => 'The fitted pixel shuffle k5 is compared, too: it is what a network has to beat.',
  'report-network': ({
    file,
    range,
    channels,
    layout,
    tiles,
    back,
    sent,
  }: {
    file: string;
    range: string;
    channels: string;
    layout: string;
    tiles: number;
    back: number;
    sent: number;
  }) =>
    `network ${file}: range ${range}, ${channels}, ${layout}${tiles > 1 ? `, ${counted(tiles, 'tile')}` : ''}; ${back} of ${sent} constant colours come back`,
  'network-beats': ({ name, db, metric, count, buys }: NetworkVerdictValues) =>
    `${name} beats the fitted pixel shuffle k5 by ${db.toFixed(2)} dB ${metric} on ${pictures(count)}.${buys === '' ? '' : ` ${buys}`}`,
  'network-does-not-beat': ({ name, db, metric, count, buys }: NetworkVerdictValues) =>
    `${name} does not beat the fitted pixel shuffle k5: it is ${db < 0.005 ? 'level with it' : `${db.toFixed(2)} dB ${metric} below it`} on ${pictures(count)}.${buys === '' ? '' : ` ${buys}`}`,
  'network-buys': ({ time, against, each }: { time: number; against: number; each: number }) =>
    `It takes ${ms(time)} against ${ms(against)}: each extra millisecond gains ${each.toPrecision(2)} dB.`,
  'network-buys-nothing': ({ time, against, more }: { time: number; against: number; more: number }) =>
    `It takes ${ms(time)} against ${ms(against)}: the ${ms(more)} extra gain nothing.`,
  'network-not-slower': ({ time, against }: { time: number; against: number }) =>
    `It takes ${ms(time)} against ${ms(against)}, no more than that.`,
  'checkpoints-heading': ({ series, count }: { series: string; count: number }) =>
    `Checkpoints of ${series}: one network over time, ${counted(count, 'file')}`,
  'checkpoints-name': () => 'Checkpoint',
  'checkpoints-pattern': () => 'Pattern /255',
  'checkpoints-note': () =>
    'Pattern: how far a phase of the output deviates from the mean on constant colours, in 1/255; from 0.5 on it can be seen.',
  'checkpoints-best': ({ name, metric, value, unit, pictures: count, pattern }: CheckpointValues) =>
    `${name} is the best checkpoint: ${metric} ${value}${unit === '' ? '' : ` ${unit}`} on ${pictures(count)}${pattern === null ? '' : `; its pattern is ${pattern.toFixed(2)}/255`}.`,
  'checkpoints-pattern-title': () => 'Pattern over the checkpoints',
  'checkpoints-pattern-unit': () => '/255, on constant colours; less is better',
  'checkpoints-quality-title': ({ metric }: { metric: string }) => `${metric} over the checkpoints`,
  'checkpoints-line': () => 'Checkpoints',
  'csv-network-pattern': () =>
    'largest distance of a phase of the output to the mean, on constant colours, away from the border',
  'network-seam': ({ tiles, largest, mean }: { tiles: number; largest: number; mean: number }) =>
    `${tiles} forced tiles: at the seams neighbours differ by up to ${largest.toFixed(2)}/255, ${mean.toFixed(2)}/255 on average.`,
  'rewrite-needs': () => 'Expected MODEL.onnx, --layer NAME, --to KIND and --out new.onnx.',
  'rewrite-not-stored': () => 'its weights are not stored in the file',
  'rewrite-padding-follows': () => 'its padding follows the input',
  'rewrite-one-factor': () => 'it does not enlarge by a factor of 2 or more on any axis',
  'rewrite-no-convolution-before': () => 'no convolution stands before it',
  'rewrite-used-elsewhere': () => 'the convolution before it is used elsewhere too',
  'rewrite-strided': () => 'its convolution is strided',
  'rewrite-not-nearest': () => 'only nearest resizing has one',
  'rewrite-whole-factor': () => 'its factors are not whole numbers stored in the file',
  'rewrite-not-repeated': () => 'its rounding does not repeat every value alike',
  'rewrite-channels-unknown': () => 'how many channels it has is not known',
  'rewrite-pads-more': () => 'it pads more than it reaches',
  'rewrite-bias-by-phase': () => 'its bias differs from phase to phase',
  'rewrite-already': ({ kind }: { kind: string }) => `it is ${kind} already`,
  'rewrite-no-one-kernel': () =>
    'its phases are not sums of the taps of one kernel, so a nearest resizing and a convolution cannot give them',
  'rewrite-old-opset': ({ opset }: { opset: number }) =>
    `opset ${opset} has no DepthToSpace in CRD order, which its groups need`,
  'rewrite-not-exact': ({ layer, why }: { layer: string; why: string }) =>
    `${layer} cannot be rewritten exactly: ${why}.`,
  'rewrite-proof': ({
    layer,
    own,
    network,
    bound,
    holds,
  }: {
    layer: string;
    own: number;
    network: number;
    bound: number;
    holds: boolean;
  }) =>
    `${layer}: largest difference ${own.toExponential(2)} on the layer, ${network.toExponential(2)} on the network; the limit is ${bound.toExponential(2)}. ${holds ? 'It holds.' : 'It does not hold: nothing was saved.'}`,
  'run-network-needs': () => 'Expected MODEL.onnx, --input x.npy and --output y.npy.',
  'onnx-several-inputs': ({ name, names }: { name: string; names: readonly string[] }) =>
    `${name} also takes ${list(names)}; networks of one input are run.`,
  'onnx-no-layer': ({ name, names }: { name: string; names: readonly string[] }) =>
    `There is no enlarging layer ${name}; there are ${list(names)}.`,
  'network-other-kind': ({ name, what, way: line }: { name: string; what: string; way: string }) =>
    `${name} is ${what}, which is not opened. What makes a file that can be read: ${line}`,
  'network-unknown-kind': ({ name }: { name: string }) =>
    `${name} is not a network that is read here: an ONNX file ends in .onnx, a recording in .upbench-net.json, model code in .py or .txt.`,
  'network-not-a-text': ({ name }: { name: string }) =>
    `${name} is an ONNX network, not a text: upbench audit ${name} reads it.`,
  'network-gone': () => 'This network is no longer open. Open its file again.',
  'recording-damaged': ({ name }: { name: string }) => `${name} is not a recording of upbench_trace.py.`,
  'audit-one-file': () => 'Expected one FILE: an ONNX network, a recording or a text.',
  'audit-progress': ({ done, of }: { done: number; of: number }) => `Layer ${done} of ${of}`,
  'audit-phases': () => 'Phases',
  'audit-heading': () => 'The network',
  'audit-note': () =>
    'MACs by definition, and counted at the output size. Pattern: standard deviation of the phase means over their mean magnitude; channels: how many carry more than a tenth of their own spread; at output: what reaches it on constant colours, in 1/255 of its range.',
  'audit-heading-of': ({ name }: { name: string }) => `The network ${name}`,
  'audit-other-axes': ({ name, axes }: { name: string; axes: number }) =>
    `Only layers that enlarge pictures are audited: ${name} enlarges in ${axes === 1 ? 'one dimension' : `${axes} dimensions`}.`,
  'audit-none': () => 'No layer of this network enlarges.',
  'audit-grid': ({ name, kind, value, others }: { name: string; kind: string; value: number; others: number }) =>
    `${name} (${kind}) makes a grid that reaches the output: ${value.toFixed(2)}/255.${others > 0 ? ` ${others} more ${others === 1 ? 'layer does' : 'layers do'}.` : ''}`,
  'audit-no-grid': ({ count, value }: { count: number; value: number }) =>
    `No grid reaches the output: at most ${value.toFixed(2)}/255 from ${count === 1 ? 'the one layer' : counted(count, 'layer')} that enlarge${count === 1 ? 's' : ''}.`,
  'audit-even': ({ count }: { count: number }) =>
    count === 1
      ? 'The one layer that enlarges overlaps evenly.'
      : `All ${counted(count, 'layer')} that enlarge overlap evenly.`,
  'audit-uneven': ({ names }: { names: readonly string[] }) =>
    `Uneven overlap (kernel not divisible by stride): ${list(names)}.`,
  'audit-unknown': ({ names }: { names: readonly string[] }) =>
    `What reaches the output is not known of ${list(names)}.`,
  'audit-within': ({ names }: { names: readonly string[] }) =>
    `Layers that enlarge within functions or branches are not looked into: ${list(names)}. Write the file without them (onnx.inliner) to audit these.`,
  'onnx-no-output': ({ name }: { name: string }) => `${name} has no output.`,
  'audit-latents': ({ count }: { count: number }) =>
    `The input is no picture: at the output, the pattern is that of phase means over ${count} random latents.`,
  'replace-by-shuffle': ({ kernel, factor }: { kernel: number; factor: number }) =>
    `The same function as a ${kernel}x${kernel} convolution and pixel shuffle ${factor}. It keeps the grid.`,
  'replace-by-transposed': ({ factor }: { factor: number }) =>
    `The convolution before it and this layer are one transposed convolution with stride ${factor}. It keeps the grid.`,
  'replace-by-repeat': ({ factor }: { factor: number }) =>
    `The same function as channels repeated ${factor * factor} times and pixel shuffle ${factor}.`,
  'replace-by-ones': ({ factor }: { factor: number }) =>
    `The same function as a transposed convolution of ones per channel, k${factor} s${factor}.`,
  'replace-both': ({ side, kernel, factor }: { side: number; kernel: number; factor: number }) =>
    `With the ${side}x${side} convolution behind it, the same function as one transposed convolution k${kernel} s${factor}.`,
  'replace-by-even': ({ kernel, factor }: { kernel: number; factor: number }) =>
    `A transposed convolution k${kernel} s${factor}, whose overlap is even. Another function: needs training.`,
  'replace-by-resize': ({ factor }: { factor: number }) =>
    `Resize by ${factor} and a 3x3 convolution, which makes no grid. Another function: needs training.`,
};
