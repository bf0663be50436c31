import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { isCandidate } from '@core/experiment/keys';
import { findUpsampler } from '@core/upsamplers';
import { useExperiment } from './experiment';
import type { SetupMethod } from './setup';
import { useTable } from './table';

export const isWeightFile = ({ name }: Pick<File, 'name'>): boolean => /\.safetensors$/i.test(name);

const hasWeights = (method: SetupMethod): boolean =>
  !isCandidate(method) && findUpsampler(method.id).parameters.some(({ name }) => name === 'weights');

/** A weight file that was dropped on the window, until the dialog of a layer has taken it. */
export const useDroppedWeights = defineStore('droppedWeights', () => {
  const experiment = useExperiment();
  const table = useTable();
  const file = shallowRef<File | null>(null);

  /** For the layer whose form is open, else the picked picture's, else the first: its form opens. False where no layer has weights. */
  function take(dropped: File): boolean {
    const layers = experiment.setup.methods.filter((method) => method.enabled && hasWeights(method));
    const layer =
      layers.find(({ key }) => key === experiment.openKey) ??
      layers.find(({ key }) => key === table.selectedKey) ??
      layers[0];
    if (!layer) return false;
    experiment.openKey = layer.key;
    file.value = dropped;
    return true;
  }
  /** The file, once. */
  function taken(): File | null {
    const own = file.value;
    file.value = null;
    return own;
  }
  return { file, take, taken };
});
