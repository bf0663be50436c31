import { counted } from '../plural';

const numberedWords = (number: number): string => (number > 1 ? `, numbered ${number} because names were taken` : '');

/** What the command line says: help, refusals, tables and what was done. */
export const cli = {
  'help-usage': () => 'Usage:',
  'help-options': () => 'Options:',
  'help-examples': ({ count }: { count: number }) => `Example${count === 1 ? '' : 's'}:`,
  'help-commands': () => 'Commands:',
  'help-purpose': () => 'Compares the upsampling layers of neural networks on real pictures.',
  'help-more': () =>
    'upbench COMMAND --help describes a command. upbench --version prints the version.\nExit code: 0 success; 2 an input or a parameter is invalid (the valid ones are still processed); 1 an internal fault of upbench.',
  'help-language': () =>
    'Language of everything printed and of reports. Default: UPBENCH_LANGUAGE, or that of the locale.',
  'help-help': () => 'Show this help.',
  'unknown-option': ({ given, hint }: { given: string; hint: string }) => `Unknown option ${given}. ${hint}`,
  'unknown-command': ({ given, hint }: { given: string; hint: string }) => `Unknown command ${given}. ${hint}`,
  'known-options': ({ options }: { options: readonly string[] }) => `Known options: ${options.join(', ')}.`,
  'known-commands': ({ commands }: { commands: readonly string[] }) => `Commands: ${commands.join(', ')}.`,
  'did-you-mean': ({ name }: { name: string }) => `Did you mean ${name}?`,
  'option-takes-none': ({ name, received }: { name: string; received: string }) =>
    `${name} takes no value but received ${received}.`,
  'option-needs-value': ({ name, placeholder }: { name: string; placeholder: string }) =>
    `${name} needs a value: ${name} ${placeholder}.`,
  'option-given-twice': ({ name }: { name: string }) => `${name} was given twice.`,
  'expected-file': () => 'a file',
  'expected-one-file': () => 'one file',
  'expected-one-operator': () => 'one operator',
  'expected-one-method': () => 'one method',
  'expected-only-options': () => 'only options',
  'expected-scale-or-output': () => 'either --scale or --output',
  'expected-size': () => 'H,W with whole numbers >= 1',
  'expected-shape': () => 'CxHxW, NxCxHxW or NxC with whole numbers >= 1',
  'expected-input-or-comment': () => 'CxHxW, or a comment "# x: 1x3x224x224" in the file',
  'expected-file-beside-json': () => 'a file beside --json -',
  'expected-file-or-example': () => 'a file or --example',
  'expected-calibration-folder': () => 'one folder with golden.json and pairs/',
  'expected-safetensors': () => 'a .safetensors file',
  'expected-safetensors-name': () => 'a name that ends in .safetensors',
  'expected-implementation': () => 'reference, exact or fast',
  'expected-file-for': ({ operator }: { operator: string }) => `a file for ${operator}`,
  'expected-number': () => 'a number',
  'shape-just-missed': ({ meant }: { meant: string }) =>
    `The size times the factor ends just below a whole number in floating point, so the output is one smaller, as in PyTorch. For ${meant.replace(',', 'x')} use --size ${meant}.`,
  'expected-number-or-pair': () => 'a number or H,W',
  'expected-number-from-0': () => 'a number >= 0',
  'expected-share': () => 'a share from 0 to 0.9',
  'expected-why-beside': () => '--why beside it',
  'expected-roi': () => 'x,y,w,h in whole pixels',
  'expected-shard': () => 'K/N with K from 1 to N',
  'expected-no-weights': () => 'no choice of weights, because they are fitted',
  'operator-takes': ({ operator, flag, known }: { operator: string; flag: string; known: readonly string[] }) =>
    `${operator} does not take --${flag}; it takes ${known.join(', ')}.`,
  'operator-takes-not': ({ operator, flag }: { operator: string; flag: string }) =>
    `${operator} does not take --${flag}.`,
  'operator-float64': ({ name, path }: { name: string; path: string }) =>
    `${name} ${path} is float64 and is computed in float32.`,
  'array-name-missing': ({ path }: { path: string }) =>
    `Expected the name of an array after ${path}, as in ${path}:weight.`,
  'compare-needs-pictures': () => 'Name at least one picture or folder. See upbench compare --help.',
  'shard-needs-out': () => '--shard needs --out DIR, a folder for the results of this part.',
  'no-method-chosen': () => 'No method is chosen. Give --methods or --method.',
  'no-metric-named': ({ ids }: { ids: readonly string[] }) => `--metrics names no metric. Known: ${ids.join(', ')}.`,
  'too-many-methods': ({ count }: { count: number }) =>
    `${counted(count, 'method')} are chosen; at most 64 are compared.`,
  'method-needs-positions': ({ name }: { name: string }) =>
    `${name} is left out: it needs positions recorded from a reference.`,
  'wrote-results': ({ count, out, number }: { count: number; out: string; number: number }) =>
    `Wrote the results of ${counted(count, 'picture')} to ${out}${numberedWords(number)}.`,
  'wrote-file': ({ path }: { path: string }) => `Wrote ${path}.`,
  'done-before': ({ known, total }: { known: number; total: number }) =>
    `${known} of ${counted(total, 'picture')} ${known === 1 ? 'was' : 'were'} already done.`,
  'goes-on': ({ done, total }: { done: number; total: number }) =>
    `${done} of ${counted(total, 'picture')} ${done === 1 ? 'is' : 'are'} done. Run the same command again to continue.`,
  'method-failed-on': ({ name, file, reason }: { name: string; file: string; reason: string }) =>
    `${name} on ${file}: ${reason}`,
  'merge-needs-folders': () => 'Name the folders of the shards. See upbench merge --help.',
  'merge-needs-out': () => 'Choose an output folder with --out DIR.',
  'joined-shards': (v: { shards: number; pictures: number; out: string; number: number }) =>
    `Joined ${counted(v.shards, 'shard')} with ${counted(v.pictures, 'picture')} in ${v.out}${numberedWords(v.number)}.`,
  'shard-no-run': ({ path }: { path: string }) => `"${path}" does not say what was run.`,
  'shard-is-whole': ({ folder }: { folder: string }) =>
    `"${folder}" holds a whole run, not a shard: there is nothing to merge.`,
  'shard-unfinished': ({ shard, folder, done }: { shard: string; folder: string; done: number }) =>
    `Shard ${shard} in "${folder}" is not finished (${counted(done, 'picture')} done). Run its command again: it continues from there.`,
  'shards-differ': ({ first, second, parts }: { first: string; second: string; parts: readonly string[] }) =>
    `"${first}" and "${second}" belong to different runs: they differ in ${parts.join(', ')}.`,
  'shards-number': () => 'number of shards',
  'shards-list': () => 'list of pictures',
  'shard-twice': ({ shard, first, second }: { shard: string; first: string; second: string }) =>
    `Shard ${shard} is there twice: "${first}" and "${second}".`,
  'shards-missing': ({ names, more }: { names: readonly string[]; more: boolean }) =>
    `Shard${names.length > 1 ? 's' : ''} ${names.join(', ')}${more ? ', ...' : ''} ${names.length > 1 ? 'are' : 'is'} missing.`,
  'shards-pictures': ({ known, count }: { known: number; count: number }) =>
    `The shards hold ${known} of the ${counted(count, 'picture')} of the run.`,
  'shards-none': () => 'There are no shards to merge.',
  'made-by-other': ({ path }: { path: string }) => `"${path}" has just been created by another process.`,
  'journal-shorter': ({ path }: { path: string }) => `"${path}" was truncated while it was being read.`,
  'progress-pictures': ({ done, total, pace }: { done: number; total: number; pace: string }) =>
    `${done} of ${total} pictures${pace === '' ? '' : `, ${pace}`}.`,
  'progress-pace': ({ rate, left }: { rate: string; left: string }) => `${rate}, about ${left} left`,
  'progress-per-second': ({ rate }: { rate: string }) => `${counted(rate, 'picture')} a second`,
  'progress-per-picture': ({ seconds }: { seconds: string }) => `${seconds} s a picture`,
  'duration-seconds': ({ seconds }: { seconds: number }) => `${seconds} s`,
  'duration-minutes': ({ minutes }: { minutes: number }) => `${minutes} min`,
  'duration-hours': ({ hours, minutes }: { hours: number; minutes: number }) => `${hours} h ${minutes} min`,
  'session-settles': ({ option, path }: { option: string; path: string }) =>
    `--${option} does not go with a session: "${path}" says it already.`,
  'session-without-pictures': ({ path }: { path: string }) =>
    `"${path}" names no picture. Give pictures and options instead.`,
  'session-saved': ({ path }: { path: string }) => `Saved the session as ${path}.`,
  'database-other-program': ({ path }: { path: string }) => `"${path}" belongs to another program: choose a new file.`,
  'database-newer': ({ path, version, known }: { path: string; version: number; known: number }) =>
    `"${path}" was made by a newer Upbench (tables of version ${version}, this one knows ${known}).`,
  'database-in-use': ({ path }: { path: string }) => `"${path}" is in use by another program.`,
  'database-damaged': ({ path }: { path: string }) =>
    `"${path}" is not a SQLite database, or is damaged: name another file.`,
  'database-disk-full': ({ path }: { path: string }) => `The disk is full: "${path}" was left as it was.`,
  'database-no-writing': ({ path }: { path: string }) =>
    `Cannot write "${path}": there is no permission, or its folder is gone.`,
  'database-fault': ({ path, reason }: { path: string; reason: string }) => `Cannot append to "${path}": ${reason}`,
  'database-appended': ({ path, run }: { path: string; run: number }) => `Appended to ${path} as run ${run}.`,
  'database-known': ({ path, run }: { path: string; run: number }) =>
    `${path} has these results already, as run ${run}.`,
  'metrics-needs-files': () => 'Name a reference and at least one picture. See upbench metrics --help.',
  'metrics-alpha': () => 'Alpha was left out: only the colours were compared.',
  'metrics-transparent': () =>
    'Every pixel that differs is fully transparent: over any ground the two pictures look the same.',
  'metrics-scale-unknown': ({ protocol }: { protocol: string }) =>
    `${protocol} leaves out as many pixels as the scale says: nothing was cropped, give --scale or --crop.`,
  'note-about-file': ({ file, note }: { file: string; note: string }) => `${file}: ${note}`,
  'metrics-against': ({ file, reference }: { file: string; reference: string }) => `${file} against ${reference}`,
  'metrics-interior': ({ title }: { title: string }) => `${title} (interior)`,
  'metrics-why-different': ({ title }: { title: string }) => `Why is my ${title} different?`,
  'calibrate-no-golden': ({ path }: { path: string }) =>
    `Cannot find "${path}": a folder of published values holds one.`,
  'calibrate-bad-golden': ({ path }: { path: string }) => `"${path}" is not a list of pairs with ref, dist and shape.`,
  'calibrate-beyond': ({
    pair,
    metric,
    ours,
    theirs,
  }: {
    pair: string;
    metric: string;
    ours: string;
    theirs: string;
  }) => `${pair}: ${metric} is ${ours} instead of ${theirs}.`,
  'equivalence-no-files': ({ given }: { given: string }) => `equivalence takes no files but received "${given}".`,
  'equivalence-row': ({ difference, border }: { difference: string; border: string }) =>
    `largest difference ${difference}; border: ${border}`,
  'nested-row': ({ unknowns, mse, psnr }: { unknowns: string; mse: string; psnr: string }) =>
    `${counted(unknowns, 'unknown')} per output  MSE ${mse}  PSNR ${psnr} dB`,
  'nested-holds': () => 'as expected: every layer can do what the one below it can',
  'nested-rounding': () => 'not nested: rounding is larger than the difference',
  'nested-progress': ({ layer, done, total }: { layer: string; done: number; total: number }) =>
    `${layer}: ${done} of ${total}`,
  'fit-needs-out': () => 'Choose where to save the weights: --out FILE.safetensors, or --json - for the numbers alone.',
  'fit-needs-method': () => 'Choose a layer: --method ID.',
  'fit-train-option': ({ path }: { path: string }) => `Training pictures are given with --train: --train ${path}.`,
  'output-is-input': ({ path }: { path: string }) =>
    `"${path}" is an input of this command. Give the output another name.`,
  'output-named-twice': ({ path }: { path: string }) =>
    `"${path}" is named for two outputs. Give each a name of its own.`,
  'replaced-file': ({ path }: { path: string }) => `Replaced ${path}.`,
  'fit-layer': () => 'Layer',
  'fit-weights': () => 'Weights',
  'fit-training': () => 'Training',
  'fit-held-out': () => 'Held out',
  'fit-folds': () => 'Folds',
  'fit-equations': () => 'Equations',
  'fit-condition': () => 'Condition',
  'fit-time': () => 'Time',
  'fit-note': () => 'Note',
  'fit-no-error': () => 'no error',
  'fit-psnr': ({ psnr, pictures }: { psnr: string; pictures: number }) =>
    `PSNR ${psnr} on ${counted(pictures, 'picture')}`,
  'fit-training-row': ({ psnr, mse }: { psnr: string; mse: string }) => `${psnr}; mean squared error ${mse}`,
  'fit-held-out-row': ({ psnr, gap }: { psnr: string; gap: string }) => `${psnr}; ${gap} dB between the two`,
  'fit-folds-row': ({ count, on, off }: { count: number; on: string; off: string }) =>
    `${count}: mean PSNR ${on} dB where fitted, ${off} dB where not`,
  'fit-equations-row': ({ rows, unknowns, lambda }: { rows: number; unknowns: number; lambda: number }) =>
    `${counted(rows, 'position')}, ${counted(unknowns, 'unknown')} per output, lambda ${lambda}`,
  'fit-condition-row': ({ condition, gradient }: { condition: string; gradient: string }) =>
    `about ${condition}; largest gradient ${gradient}`,
  'fit-time-row': ({ reading, sums, solving }: { reading: string; sums: string; solving: string }) =>
    `reading ${reading} s, sums ${sums} s, solving ${solving} s`,
  'fit-psnr-note': () => 'PSNR is computed before clamping and rounding, over all pictures together.',
  'sweep-means': ({ where }: { where: string }) => `Means over ${where}; weights fitted on the built-in set.`,
  'sweep-pictures': ({ count }: { count: string }) => counted(count, 'picture'),
  'sweep-training-pictures': ({ count }: { count: string }) => `the ${count} training pictures`,
  'sweep-some-of': ({ some, total }: { some: number; total: number }) => `${some} of ${total}`,
  'sweep-left-out': ({ where }: { where: string }) =>
    `${where} (the others are left out: a kernel has no error or no value there)`,
  'sweep-method': () => 'method',
  'sweep-parameters': () => 'parameters',
  'sweep-macs': () => 'MAC/value',
  'sweep-front': () => 'front',
  'solve-ways': ({ output }: { output: string }) =>
    `Ways to ${output}, even overlap first, then the cheapest (whether a checkerboard shows depends on the weights, too):`,
  'solve-row': ({ family, facts }: { family: string; facts: readonly string[] }) => `${family}: ${facts.join(', ')}`,
  'solve-even': () => 'even overlap',
  'solve-uneven': () => 'uneven overlap',
  'solve-every-size': () => 'fits every size',
  'solve-this-size': () => 'fits this size',
  'solve-parameters': ({ count }: { count: number }) => counted(count, 'parameter'),
  'solve-macs': ({ count }: { count: number }) => `${count} multiply-adds`,
  'serve-page-missing': () => 'The page is not built. Run npm run build first.',
  'serve-no-browser': () => 'No browser could be started here: open the address above.',
  'no-weights-to-save': ({ method }: { method: string }) =>
    `${method} has no weights with these parameters: there is nothing to save.`,
  'weights-saved': ({ path, shapes, origin }: { path: string; shapes: readonly string[]; origin: string }) =>
    `${path}: ${shapes.join(', ')} (${origin})`,
  'dialect-off': ({ names, difference }: { names: readonly string[]; difference: string }) =>
    `${names.join(', ')} (at most ${difference} off)`,
  'chain-layer': () => 'Layer',
  'chain-operation': () => 'Operation',
  'chain-output': () => 'Output N×C×H×W',
  'chain-parameters': () => 'Params',
  'chain-field': () => 'Field',
  'chain-input': () => 'input',
  'chain-total': () => 'Total',
  'chain-does-not-fit': () => 'does not fit',
  'chain-waits': ({ layer }: { layer: string }) => `waits for ${layer}`,
  'chain-remark': ({ line, layer, sentence }: { line: number; layer: string; sentence: string }) =>
    `Line ${line}, ${layer}: ${sentence}`,
  'chain-uneven': ({ kernel, stride }: { kernel: number; stride: number }) =>
    `kernel ${kernel} is not a multiple of stride ${stride}, so outputs get different numbers of taps: it may make a checkerboard.`,
  'chain-never-applied': ({ kind }: { kind: string }) => `${kind} is never applied.`,
  'chain-sizes-none': () => 'Legal sizes: none near this one.',
  'chain-multiples': ({ step }: { step: number }) => `multiples of ${step}`,
  'chain-of-form': ({ step, remainder }: { step: number; remainder: number }) => `${step}n + ${remainder}`,
  'audit-layer': () => 'Layer',
  'audit-kind': () => 'Kind',
  'audit-input': () => 'Input',
  'audit-output': () => 'Output',
  'audit-parameters': () => 'Params',
  'audit-at-output-size': () => 'at output size',
  'audit-share': () => 'Share',
  'audit-overlap': () => 'Overlap',
  'audit-pattern': () => 'Pattern',
  'audit-channels': () => 'Channels',
  'audit-at-output': () => 'At output',
  'audit-replacement': ({
    layer,
    words,
    parameters,
    macs,
  }: {
    layer: string;
    words: string;
    parameters: number;
    macs: number;
  }) => `${layer}: ${words} (${counted(parameters, 'parameter')}, ${macs} MACs)`,
  'audit-network': ({
    inputs,
    outputs,
    parameters,
    macs,
    atOutput,
  }: {
    inputs: string;
    outputs: string;
    parameters: number;
    macs: string;
    atOutput: string;
  }) => `${inputs} -> ${outputs}, ${counted(parameters, 'parameter')}, ${macs} MACs (${atOutput} at output size)`,
  'table-method': () => 'Method',
  'table-parameters': () => 'Params',
  'table-time': () => 'Time',
  'image-cropped': ({ right, bottom, scale }: { right: number; bottom: number; scale: number }) =>
    `Cropped by ${counted(right, 'pixel')} at the right and ${bottom} at the bottom, so that ${scale} divides the size.`,
  'image-facts': ({ size, bits, colour, how }: { size: string; bits: number; colour: string; how: string }) =>
    `${size}, ${bits}-bit ${colour}, ${how}`,
  'image-colours': ({ channels }: { channels: number }) =>
    channels === 1 ? 'grey' : channels === 3 ? 'RGB' : `picture of ${channels} bands`,
  'image-enlarged': ({ scale }: { scale: number }) => `enlarged ×${scale}`,
  'image-given-enlarged': ({ scale }: { scale: number }) => `given small picture enlarged ×${scale}`,
  'image-downscaled-enlarged': ({ how, scale }: { how: string; scale: number }) =>
    `downscaled by ${how} and enlarged ×${scale}`,
  'image-area-averaging': () => 'area averaging',
  'known-methods': ({ ids }: { ids: readonly string[] }) => `Methods: ${ids.join(', ')}`,
  'known-metrics': ({ ids }: { ids: readonly string[] }) => `Metrics: ${ids.join(', ')}`,
  'known-mask-metrics': ({ masks, features }: { masks: readonly string[]; features: readonly string[] }) =>
    `Metrics of masks: ${masks.join(', ')}; of feature maps: ${features.join(', ')}`,
  'known-protocols': ({ ids }: { ids: readonly string[] }) => `Protocols: ${ids.join(', ')}`,
  'known-protocols-head': () => 'Protocols:',
  'note-about-quoted': ({ file, said }: { file: string; said: string }) => `"${file}": ${said}`,
  'chain-sizes': ({ axes }: { axes: string }) => `Legal sizes: ${axes}.`,
  'chain-both-axes': () => 'H and W',
  'chain-sizes-each': ({ height, width, h, w }: { height: string; width: string; h: number; w: number }) =>
    `Legal sizes: ${height} (with W ${w}); ${width} (with H ${h}).`,
  'chain-axis-none': ({ name }: { name: string }) => `${name} none near`,
  'chain-axis-near': ({ name, near }: { name: string; near: readonly string[] }) => `${name} ${near.join(', ')}`,
  'chain-axis-from': ({ name, from }: { name: string; from: number }) => `${name} from ${from}`,
  'chain-axis-rule': ({
    name,
    form,
    from,
    near,
  }: {
    name: string;
    form: string;
    from: number;
    near: readonly string[];
  }) => `${name} ${form}, from ${from}, near this one ${near.join(', ')}`,
};
