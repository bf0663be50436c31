import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Finds English in a text that should be Chinese, apart from names, which are the same in every language. */

/** Names of people, programs, formats, functions and files. Words of the language do not belong here. */
const NAMES = new Set(
  `Upbench NumPy PyTorch TensorFlow Keras OpenCV Pillow MATLAB imresize torchmetrics BasicSR ONNX Node npm Git Electron
  Python SQLite Markdown LaTeX XeLaTeX LuaLaTeX ctex usepackage booktabs WebAssembly Photoshop Chrome Edge Firefox
  Safari Worker Windows Linux macOS Slurm English Ctrl Shift Enter Esc Backspace Alpha Log Logits logits sinc MACs
  SegNet DeepLab Net Gaussian Prewitt Sobel Lanczos Hann Pareto Viridis Magma Turbo ref dist FILE
  Cheng Csurka Guo Wang Kaiming Xavier normⱼ what where stacked mine outC inC skimage antialiasing Radiance OpenEXR Core`.split(
    /\s+/,
  ),
);

/** A command line, to its end or to the Chinese words behind it; and what a text leaves open. */
const COMMANDS =
  /\b(upbench|git|npm|ffmpeg|heif-convert|djxl|magick|dcraw|numpy\.save)\b[^\u3000-\uffef\n]*|\{\w+\}|--[a-z-]+/g;
/** Three words in a row are a sentence, even where each is the name of something. */
// Rules of ONNX are named in words: "nearest asymmetric floor".
const PHRASE = /\b(?!nearest asymmetric )[a-z]{2,} [a-z]{2,} [a-z]{2,}\b/g;

/** Everything the code itself is made of: ids, options, parameters, layers are names. */
function namesOfCode(): Set<string> {
  const names = new Set<string>();
  const read = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) read(path);
      else if (/\.ts$/.test(entry.name) && !/[/\\]messages[/\\]/.test(path))
        for (const [, name] of readFileSync(path, 'utf8').matchAll(/['`"]([A-Za-z][\w-]*)['`"]/g)) names.add(name!);
    }
  };
  read('core');
  return names;
}

let known: Set<string> | undefined;

/** Words of `text` that are English and no names, and English phrases, in order. */
export function englishIn(text: string): string[] {
  known ??= namesOfCode();
  const isName = (token: string): boolean => NAMES.has(token) || known!.has(token) || !/[a-z]{2}/.test(token);
  const plain = text.replace(COMMANDS, ' ');
  const words = plain
    .split(/[\s\u3000-\u303f\u4e00-\u9fff\uff00-\uffef“”‘’"'`()[\]{}<>|,;!?·…—–≤≥=+*%×→]+/)
    // An ending of files begins with a dot.
    .filter((token) => !token.startsWith('.'))
    .map((token) => token.replace(/^[:-]+|[.:]+$/g, ''))
    .filter((token) => /^[A-Za-z]/.test(token) && !/[/\\_.\d]/.test(token))
    .flatMap((token) => (isName(token) ? [] : token.split(/[:-]/)))
    .filter((word) => word.length > 1 && !isName(word));
  return [...words, ...(plain.match(PHRASE) ?? [])];
}
