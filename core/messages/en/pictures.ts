import { counted } from '../plural';
/** Picture files: what cannot be opened, and what was done to what was. */
export const pictures = {
  'unequal-channels': ({ reference, picture }: { reference: number; picture: number }) =>
    `Expected two pictures of the same number of channels but the reference has ${reference} and the picture ${picture}.`,
  'metric-needs-colour': ({ metric, channels }: { metric: string; channels: number }) =>
    `${metric} is defined for 1 or 3 channels; these pictures have ${channels}.`,
  'metric-needs-range': ({ metric }: { metric: string }) =>
    `${metric} needs to know the value of white: these floats leave 0 to 1. Give --range.`,
  'metric-needs-display': ({ metric }: { metric: string }) =>
    `${metric} is defined for what a display shows; values of this picture lie outside black and white.`,
  'array-no-picture': ({ name, shape }: { name: string; shape: string }) =>
    `"${name}" has the shape ${shape}; a picture is an array of rows × columns, rows × columns × channels or channels × rows × columns.`,
  'layout-of-axes': ({ axes }: { axes: number }): string =>
    axes === 2 ? 'hw for an array of 2 axes' : 'hwc or chw for an array of 3 axes',
  'array-layout': ({ shape, layout }: { shape: string; layout: string }) =>
    `The array of ${shape} was read as ${layout}${layout === 'HW' ? '' : '; --layout overrides this'}.`,
  'array-rounded': ({ type }: { type: string }) => `The ${type} values were rounded to float32.`,
  'decoding-too-long': ({ name, seconds }: { name: string; seconds: number }) =>
    `Decoding "${name}" took more than ${counted(seconds, 'second')}.`,
  'decoding-memory': ({ name }: { name: string }) => `There is not enough memory to decode "${name}".`,
  'picture-ends-early': ({ name, kind }: { name: string; kind: string }) =>
    `"${name}" is damaged: the ${kind} data ends too early or cannot be read.`,
  'picture-damaged': ({ name, kind }: { name: string; kind: string }) =>
    `"${name}" is damaged: its ${kind} data cannot be decoded.`,
  'picture-no-pixels': ({ name }: { name: string }) => `"${name}" is damaged: its header states a size without pixels.`,
  'picture-too-large': ({
    name,
    width,
    height,
    megapixels,
    limit,
  }: {
    name: string;
    width: number;
    height: number;
    megapixels: number;
    limit: number;
  }) => `"${name}" has ${width}×${height} pixels (${megapixels} megapixels); at most ${limit} megapixels are read.`,
  'picture-depth': ({ name, depth }: { name: string; depth: string }) =>
    `"${name}" holds ${depth} samples; 8 and 16 bit are read.`,
  'picture-not-avif': ({ name, compression }: { name: string; compression: string }) =>
    `"${name}" is not AVIF inside: it is compressed as ${compression}.`,
  'picture-unsupported': ({ name, kind, what }: { name: string; kind: string; what: string }) =>
    `"${name}" is ${kind === 'AVIF' ? 'an' : 'a'} ${kind} file with ${what}, which is not read. Save it as PNG or as a plain ${kind} of 8 or 16 bits.`,
  'tiff-unsupported': ({ name, what }: { name: string; what: string }) =>
    `"${name}" is a TIFF file with ${what}, which is not read. Save it without compression.`,
  'tiff-compression': ({ compression }: { compression: string }): string => `the compression ${compression}`,
  'part-bits': ({ bits }: { bits: number }): string => `${bits} bits per sample`,
  'part-jpeg-process': (): string => 'lossless or arithmetic coding',
  'part-compression': ({ compression }: { compression: string }): string => `${compression} compression`,
  'part-planes': (): string => 'tiles of separate planes',
  'part-camera-raw': (): string => 'camera raw data',
  'part-sequence': (): string => 'an image sequence but no still image',
  'part-unknown': (): string => 'a feature that the decoder does not support',
  'note-orientation': ({ orientation }: { orientation: number }) => `EXIF orientation ${orientation} was applied.`,
  'note-cmyk': () => 'CMYK was converted to sRGB.',
  'note-cmyk-profile': () => 'CMYK was converted to sRGB by the CMYK profile in the file.',
  'note-icc': () => 'The ICC profile was not applied: methods see the encoded values, as PyTorch users have them.',
  'note-alpha': () => 'Alpha is resized separately by nearest neighbour; methods see colour only.',
  'note-gif-transparency': () =>
    'GIF transparency is resized separately, as alpha, by nearest neighbour; methods also see the colours of transparent pixels.',
  'note-unpremultiplied': () =>
    'The colours were premultiplied by alpha; they were divided by it, with rounding errors where alpha is small.',
  'note-hdr': ({ curve }: { curve: string }) =>
    `The values are encoded by ${curve}, for HDR displays: methods and metrics take them as they are, not as sRGB.`,
  'note-frames': ({ count }: { count: number }) => `Only the first of ${count} frames or pages is used.`,
  'note-primary': ({ count, place }: { count: number; place: number }) =>
    `The file holds ${counted(count, 'picture')}: the primary one, number ${place}, is used.`,
  'note-palette': ({ colour }: { colour: boolean }) => `The palette was expanded to ${colour ? 'RGB' : 'grey'}.`,
  'note-widened': ({ bits, bitDepth }: { bits: number; bitDepth: number }) =>
    `${bits}-bit samples were widened to ${bitDepth} bit.`,
  'note-bands-rgb': () => 'The three bands are not marked as colours; they are taken as red, green and blue.',
  'note-bands': ({ channels }: { channels: number }) =>
    `The picture has ${counted(channels, 'band')}, all of them read; the screen shows ${channels > 2 ? 'the first three' : 'the first'}.`,
  'note-signed': ({ bits }: { bits: number }) =>
    `The signed ${bits}-bit samples are kept as numbers, including negative values.`,
  'note-floats': ({ bits }: { bits: number }) =>
    `The ${bits}-bit numbers are kept as they are: neither clipped nor rounded.`,
  'note-peak': ({ bits, peak }: { bits: number; peak: number }) => `Samples have ${bits} bits: white is ${peak}.`,
  'note-limited-grey': () => 'Grey values of 16 to 235 were scaled to 0 to 255.',
  'note-warnings': ({ kind, warnings }: { kind: string; warnings: string }) =>
    `The ${kind} headers are invalid, but the picture is intact: ${warnings}.`,
  'note-linear': () => 'The values are linear in light. They are compared as they are, not as a display shows them.',
  'note-exposure': ({ lines }: { lines: number }) =>
    `The file states ${counted(lines, 'correction')} of exposure or colour, which were not applied.`,
  'note-window': ({ size }: { size: string }) =>
    `The file places its pixels in a frame of ${size}; the pixels alone are used.`,
  'note-first-part': ({ count }: { count: number }) => `The file holds ${count} parts: the first one is used.`,
  'note-channels': ({ channels }: { channels: readonly string[] }) => `The channels, in order: ${channels.join(', ')}.`,
  'note-channels-left': ({ channels }: { channels: readonly string[] }) =>
    `Channels that were left out: ${channels.join(', ')}.`,
  'note-premultiplied-kept': () => 'Colours of OpenEXR are multiplied by alpha; they are compared as they are.',
  'exr-unsupported': ({ name, what }: { name: string; what: string }) =>
    `"${name}" is an OpenEXR file with ${what}, which is not read. Save it as scanlines with ZIP compression.`,
  'part-deep': (): string => 'deep pixels',
  'part-subsampled': (): string => 'channels of different sizes',
  'part-exr-compression': ({ compression }: { compression: string }): string => `${compression} compression`,
  'part-lab': (): string => 'CIE L*a*b* colours',
  'part-log': (): string => 'SGI Log colours',
  'part-complex': (): string => 'complex numbers',
  'part-sample-format': ({ format }: { format: number }): string => `samples of the unknown format ${format}`,
  'picture-unknown': ({ name, what, kinds }: { name: string; what: string; kinds: readonly string[] }) =>
    `"${name}" is not a ${kinds.slice(0, -1).join(', ')} or ${kinds.at(-1)} picture: it holds ${what}.`,
  'picture-known': ({ name, what, todo }: { name: string; what: string; todo: string }) =>
    `"${name}" is ${what}. ${todo}`,
  'picture-empty': ({ name }: { name: string }) => `"${name}" is empty.`,
  'picture-cut-short': ({ name, kind, bytes }: { name: string; kind: string; bytes: number }) =>
    `"${name}" is a ${kind} cut short: ${counted(bytes, 'byte is', 'bytes are')} all there is of it.`,
  'picture-not-finite': ({ name, count }: { name: string; count: number }) =>
    `"${name}" holds ${counted(count, 'value that is', 'values that are')} not finite (NaN or infinite). Replace them before comparing.`,
  'picture-suggests-range': ({ most, range }: { most: number; range: number }) =>
    `The largest value is ${most}: where white is ${range}, say --range ${range}.`,
  'picture-other-ending': ({ ending, kind }: { ending: string; kind: string }) =>
    `The name ends in .${ending}, but the file is ${kind}.`,
  'is-lfs': (): string => 'a Git LFS pointer, not the picture',
  'do-lfs': (): string => 'Run git lfs pull in its repository.',
  'is-html': (): string => 'a web page, not a picture',
  'do-html': (): string =>
    'The server answered the download with a web page: open it in a browser to see what went wrong, then download again.',
  'is-svg': (): string => 'an SVG drawing',
  'do-svg': (): string => 'Export it as PNG at the size you want to compare.',
  'is-dicom': (): string => 'a DICOM picture',
  'do-dicom': (): string =>
    'Save its pixels: pydicom.dcmread(path).pixel_array and numpy.save give an .npy that opens.',
  'is-mat': (): string => 'a MATLAB file',
  'do-mat': (): string =>
    "Save the array it holds: scipy.io.loadmat(path)['name'] and numpy.save give an .npy that opens.",
  'is-hdf5': (): string => 'an HDF5 file (MATLAB 7.3 files are, too)',
  'do-hdf5': (): string =>
    "Save the array it holds: h5py.File(path)['name'][:] and numpy.save give an .npy that opens.",
  'is-video': (): string => 'a video',
  'do-video': (): string => 'Save the frames to compare: ffmpeg -i video frame%05d.png.',
  'is-heic': (): string => 'a HEIC picture',
  'do-heic': (): string => 'Convert it without loss: heif-convert picture.heic picture.png.',
  'is-jxl': (): string => 'a JPEG XL picture',
  'do-jxl': (): string => 'Convert it without loss: djxl picture.jxl picture.png.',
  'is-jp2': (): string => 'a JPEG 2000 picture',
  'do-jp2': (): string => 'Convert it without loss: opj_decompress -i picture.jp2 -o picture.png.',
  'is-dds': (): string => 'a DDS texture',
  'do-dds': (): string => 'Convert it: magick texture.dds texture.png.',
  'is-psd': (): string => 'a Photoshop document',
  'do-psd': (): string => 'Save it as PNG or TIFF.',
  'is-raw': (): string => 'a camera raw file',
  'do-raw': (): string => 'Develop it as a TIFF of 16 bits: dcraw -6 -T picture.',
  'is-fits': (): string => 'a FITS file',
  'do-fits': (): string => 'Save its pixels: astropy.io.fits.getdata(path) and numpy.save give an .npy that opens.',
  'is-pickle': (): string => 'a PyTorch or pickle file',
  'do-pickle': (): string => 'Save the tensor: numpy.save(path, tensor.cpu().numpy()) gives an .npy that opens.',
  'note-first-array': ({ key, others }: { key: string; others: readonly string[] }) =>
    `The array "${key}" was taken; the file also holds ${others.join(', ')}.`,
  'positive-number': (): string => 'a number above 0',
  'range-of-depth': ({ name, largest, bits }: { name: string; largest: number; bits: number }): string =>
    `a whole number up to ${largest}, as "${name}" has ${bits} bits`,
  'range-exceeded': ({ name, range, most }: { name: string; range: number; most: number }) =>
    `"${name}" has values up to ${most}, more than --range ${range} says.`,
  'picture-outside-range': ({ least, most, range }: { least: string; most: string; range: number }) =>
    `The values lie from ${least} to ${most}: PSNR and SSIM need the value of white, such as --range ${range}.`,
  'note-largest': ({ max }: { max: number }) => `The file says that white is ${max}.`,
};
