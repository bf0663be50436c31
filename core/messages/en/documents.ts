import { counted } from '../plural';
/** Documents that cannot be read, names that cannot be, and what fits and identities say. */
export const documents = {
  'array-file': () => 'The file',
  'npy-corrupt': ({ name, what }: { name: string; what: string }) => `${name} is not a readable .npy file: ${what}.`,
  'npy-no-magic': () => 'it does not begin with \\x93NUMPY',
  'npy-version': ({ version }: { version: number }) => `its format version is ${version}, and 1 to 3 are known`,
  'npy-cut': () => 'it ends inside its header',
  'header-claims': ({ claimed, bytes }: { claimed: number; bytes: number }) =>
    `its header claims ${counted(claimed, 'byte')} of a file of ${bytes}`,
  'npy-values': ({ shape, size, needed, found }: { shape: string; size: number; needed: number; found: number }) =>
    `${shape} values of ${counted(size, 'byte')} need ${counted(needed, 'byte')} but ${found} follow`,
  'npy-header': ({ header }: { header: string }) => `its header ${header} does not name descr, fortran_order and shape`,
  'npy-shape': ({ shape }: { shape: string }) => `its shape is (${shape})`,
  'npy-type': ({ name, type }: { name: string; type: string }) =>
    `${name} holds values of type ${type}; float16, float32, float64, bool and integers of 1 to 8 bytes are read.`,
  'npy-positions': ({ name, found }: { name: string; found: number }) =>
    `Expected whole numbers from 0 to 2147483647 in ${name} but found ${found}.`,
  'npz-corrupt': ({ name, what }: { name: string; what: string }) => `${name} is not a readable .npz file: ${what}.`,
  'npz-member': ({ member, bytes }: { member: string; bytes: number }) =>
    `its member ${member} claims ${counted(bytes, 'byte')}`,
  'npz-zip': () => 'the zip is damaged',
  'npz-no-array': ({ name, member, known }: { name: string; member: string; known: readonly string[] }) =>
    `${name} has no array "${member}"; it has ${known.length === 0 ? 'no arrays' : known.join(', ')}.`,
  'safetensors-corrupt': ({ name, what }: { name: string; what: string }) =>
    `${name} is not a readable .safetensors file: ${what}.`,
  'safetensors-bytes': ({ bytes }: { bytes: number }) => `it has ${counted(bytes, 'byte')}`,
  'safetensors-no-json': () => 'its header is not JSON',
  'safetensors-header': ({ header }: { header: string }) => `its header is ${header}`,
  'safetensors-no-shape': ({ tensor }: { tensor: string }) => `its tensor ${tensor} has no type and shape`,
  'safetensors-place': ({ tensor, place, room }: { tensor: string; place: string; room: number }) =>
    `its tensor ${tensor} lies at ${place} of ${room} bytes`,
  'safetensors-size': ({
    tensor,
    type,
    shape,
    bytes,
  }: {
    tensor: string;
    type: string;
    shape: string;
    bytes: number;
  }) => `its tensor ${tensor} of ${type} ${shape} fills ${counted(bytes, 'byte')}`,
  'safetensors-overlap': () => 'its tensors overlap',
  'pickle-refused': ({ name, source, target }: { name: string; source: string; target: string }) =>
    `${name} is a Python pickle, which can run code when opened; convert it once in Python:\nimport torch; from safetensors.torch import save_file\nsave_file(torch.load("${source}", map_location="cpu", weights_only=True), "${target}")`,
  'session-unknown': ({ name }: { name: string }) => `"${name}" is not an Upbench session, results file or report.`,
  'session-page': ({ name }: { name: string }) => `"${name}" is an HTML page, but not an Upbench report.`,
  'session-not-json': ({ name }: { name: string }) => `"${name}" is damaged: its JSON is incomplete.`,
  'document-damaged': ({ name, reason }: { name: string; reason: string }) => `"${name}" is damaged: ${reason}.`,
  'document-damaged-at': ({ name, place, reason }: { name: string; place: string; reason: string }) =>
    `"${name}" is damaged at ${place}: ${reason}.`,
  'document-does-not-fit': () => 'it does not fit',
  'issue-type': ({ expected }: { expected: string }) => `it must be of type ${expected}`,
  'issue-value': ({ choices }: { choices: readonly string[] }) =>
    choices.length === 1 ? `it must be ${choices[0]}` : `it must be one of ${choices.join(', ')}`,
  'issue-too-small': ({ least, of }: { least: string; of: string }) =>
    of === 'number' || of === 'int'
      ? `it must be at least ${least}`
      : `it must have at least ${counted(least, 'entry', 'entries')} or characters`,
  'issue-too-big': ({ most, of }: { most: string; of: string }) =>
    of === 'number' || of === 'int'
      ? `it must be at most ${most}`
      : `it must have at most ${counted(most, 'entry', 'entries')} or characters`,
  'issue-unknown-keys': ({ keys }: { keys: readonly string[] }) => `it has unknown fields: ${keys.join(', ')}`,
  'issue-format': ({ format }: { format: string }) => `it does not have the form that is expected (${format})`,
  'document-newer': ({ name, found, known }: { name: string; found: string; known: string }) =>
    `"${name}" was written by a newer version of Upbench (${found}); this one reads up to ${known}. Update Upbench to open it.`,
  'bundle-without-session': ({ name }: { name: string }) => `"${name}" is a zip file without a session.`,
  'bundle-too-large': ({ name }: { name: string }) => `"${name}" is too large to open.`,
  'bundle-damaged': ({ name }: { name: string }) => `"${name}" is damaged: its zip data is incomplete.`,
  'session-file-missing': ({ name }: { name: string }) => `Cannot find "${name}". Give its folder with --relocate DIR.`,
  'session-picture-changed': () => 'It has changed since the session was saved: its SHA-256 differs.',
  'session-picture-missing': () => 'This session was saved with it, but does not hold it. Open it here to go on.',
  'session-file-changed': ({ name }: { name: string }) =>
    `"${name}" has changed since the session was saved: its SHA-256 differs.`,
  'picture-below-scale': ({ scale, received }: { scale: number; received: string }) =>
    `Expected a picture of at least ${scale}×${scale} pixels for scale ${scale} but received ${received}.`,
  'template-refused': ({ reason, parts }: { reason: string; parts: readonly string[] }) =>
    `${reason} Known parts: ${parts.join(' ')}.`,
  'template-unknown': ({ part }: { part: string }) => `--name does not know ${part}.`,
  'template-brace': () => '--name has an unmatched brace.',
  'template-folder': () => '--name is a file name; it cannot hold a folder.',
  'template-needs': () => '--name needs {file} and {method}.',
  'template-ending': () => '--name must end in .{ext}.',
  'equivalence-conv-shuffle': () => 'conv 3×3 + pixel shuffle',
  'equivalence-transposed': ({ kernel, stride, padding }: { kernel: number; stride: number; padding: number }) =>
    `transposed convolution k${kernel} s${stride} p${padding}`,
  'equivalence-nearest-conv': () => 'nearest + conv 3×3',
  'equivalence-bilinear': () => 'bilinear interpolation',
  'equivalence-icnr': () => 'pixel shuffle with ICNR weights',
  'equivalence-conv-nearest': () => 'conv 3×3, then nearest neighbour',
  'equivalence-everywhere': () => 'replicate or zeros, every pixel',
  'equivalence-replicate': () => 'replicate, every pixel; with zeros the frame darkens',
  'equivalence-rule-interleave': () => 'every phase has taps of its own: they interleave, reversed, into one kernel',
  'equivalence-rule-phase': () => 'the taps that meet in one phase are one small kernel',
  'equivalence-rule-box': () =>
    'the box of the repetition convolved with the flipped kernel; the other way only for such kernels',
  'equivalence-rule-tent': ({ width }: { width: number }) => `the tent of half-width ${width}`,
  'equivalence-rule-alike': () => 'all phases alike: the shuffle repeats each value',
  'fit-few-positions': ({ rows, unknowns }: { rows: number; unknowns: number }) =>
    `Only ${counted(rows, 'position')} for ${counted(unknowns, 'unknown')}: the weights overfit these pictures.`,
  'fit-undetermined': ({ count, unknowns }: { count: number; unknowns: number }) =>
    `The pictures do not determine ${count} of ${unknowns} unknowns; those are 0.`,
  'fit-ridge': ({ lambda }: { lambda: number }) =>
    `The pictures alone do not determine the weights; the ridge lambda ${lambda} chose among them.`,
};
