import { RECORDER_SNIPPET } from '../../chain';
import { message } from '../../messages';
import { UpbenchError } from '../../tensor/errors';

/** Network files of other kinds are named and answered with the line that makes one that can be read. */
export function refuseOtherKinds(path: string): void {
  const onnx = "torch.onnx.export(model, example_input, 'model.onnx')";
  const ways: readonly (readonly [RegExp, string, string])[] = [
    [/\.(?:pt|pth|ckpt|bin|pkl|pickle)$/i, 'a PyTorch checkpoint', RECORDER_SNIPPET],
    [/\.(?:torchscript|ptl|pt2)$/i, 'a TorchScript or exported program', `${RECORDER_SNIPPET}; ${onnx}`],
    [/\.tflite$/i, 'a TensorFlow Lite network', 'python -m tf2onnx.convert --tflite model.tflite --output model.onnx'],
    [/\.(?:mlmodel|mlpackage)$/i, 'a Core ML network', onnx],
    [/\.(?:h5|hdf5|keras)$/i, 'a Keras network', "tf2onnx.convert.from_keras(model, output_path='model.onnx')"],
    [
      /\.(?:pb|savedmodel)$/i,
      'a TensorFlow network',
      'python -m tf2onnx.convert --saved-model FOLDER --output model.onnx',
    ],
    [/\.safetensors$/i, 'weights without their network', RECORDER_SNIPPET],
  ];
  const found = ways.find(([ending]) => ending.test(path));
  if (found)
    throw new UpbenchError(
      'unsupported-file',
      message('network-other-kind', { name: path, what: found[1], way: found[2] }),
    );
}
