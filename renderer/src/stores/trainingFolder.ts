import { defineStore } from 'pinia';
import { shallowRef } from 'vue';
import { isPictureName } from '@core/tensor/pictureKinds';
import { pathInDrop } from '../host/filePicker';
import { usePictures } from './pictures';

interface TrainingFolder {
  readonly name: string;
  readonly ids: readonly string[];
  /** Pictures of the folder that could not be opened. */
  readonly failed: number;
}

/** A folder of pictures to fit on: opened in the engine, in the order of their names, never among the pictures on screen. */
export const useTrainingFolder = defineStore('trainingFolder', () => {
  const pictures = usePictures();
  const folder = shallowRef<TrainingFolder | null>(null);

  /** Takes the pictures of a folder in place of those before; nothing chosen changes nothing. */
  async function take(files: readonly File[]): Promise<void> {
    if (files.length === 0) return;
    const named = files
      .filter(({ name }) => isPictureName(name))
      .toSorted((a, b) => (pathInDrop(a) < pathInDrop(b) ? -1 : 1));
    const opened = await pictures.openAside(named);
    const ids = [...new Set(opened.map(({ id }) => id))];
    folder.value = { name: pathInDrop(files[0]!).split('/')[0]!, ids, failed: named.length - opened.length };
  }
  return { folder, take };
});
