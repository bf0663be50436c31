import { RECORDER_SNIPPET } from '../../chain';
import { message } from '../../messages';
import { UpbenchError } from '../../tensor/errors';

/** Other kinds of network files are refused with the command that converts them. */
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
    [/\.ort$/i, 'a network in the format of ONNX Runtime alone', onnx],
    [/\.safetensors$/i, 'weights without their network', RECORDER_SNIPPET],
  ];
  const found = ways.find(([ending]) => ending.test(path));
  if (found)
    throw new UpbenchError(
      'unsupported-file',
      message('network-other-kind', { name: path, what: found[1], way: found[2] }),
    );
}

/** TensorFlow.js keeps its networks as JSON, too. */
export function refuseOtherJson(text: string, name: string): void {
  const start = text.slice(0, 2000);
  if (!/"(?:modelTopology|weightsManifest)"/.test(start) && !/"format"\s*:\s*"(?:layers|graph)-model"/.test(start))
    return;
  const isGraph = /"format"\s*:\s*"graph-model"/.test(start);
  throw new UpbenchError(
    'unsupported-file',
    message('network-other-kind', {
      name,
      what: 'a TensorFlow.js network',
      way: isGraph
        ? 'python -m tf2onnx.convert --tfjs model.json --output model.onnx'
        : 'tensorflowjs_converter --input_format tfjs_layers_model --output_format keras_saved_model model.json saved; python -m tf2onnx.convert --saved-model saved --output model.onnx',
    }),
  );
}
