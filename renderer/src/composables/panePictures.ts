import { useI18n } from 'vue-i18n';
import type { BlobRef } from '@core/engine/contract/contract';
import { singleOutputName } from '@core/experiment/outputNames';
import { describeParameters, upsamplers } from '@core/upsamplers';
import { notify, notifyError } from './announce';
import { announceSaved } from './saved';
import { useHost } from '../host';
import { useExperiment } from '../stores/experiment';
import { usePictures } from '../stores/pictures';
import { useRun } from '../stores/run';

/** The picture of a pane as a file: saved, copied, dragged out. */
export function usePanePictures() {
  const { t } = useI18n();
  const host = useHost();
  const run = useRun();
  const pictures = usePictures();
  const experiment = useExperiment();

  function blobOf(key: string): BlobRef | null {
    const { image } = run;
    if (key === 'reference') return image?.reference ?? pictures.selected?.preview ?? null;
    if (key === 'input') return image?.input ?? null;
    return image?.methods.find((method) => method.key === key)?.output ?? null;
  }

  /** "still-life__pixel-shuffle_k5_x2.png" */
  function nameOf(key: string): string {
    const spec = experiment.setup.methods.find((method) => method.key === key);
    // In English: a file keeps its name when the language of the window changes.
    const known = upsamplers.find(({ id }) => id === spec?.id);
    return singleOutputName({
      file: pictures.selected?.name ?? 'picture',
      method: spec?.id ?? key,
      params: known ? describeParameters(known, spec?.parameters ?? {}).replace(/[^A-Za-z0-9.-]+/g, '-') : '',
      scale: experiment.setup.scale,
      ext: blobOf(key)?.mediaType === 'image/png' ? 'png' : 'npy',
    });
  }

  const save = (key: string): void => {
    const blob = blobOf(key);
    if (blob) void announceSaved(host.save(blob, nameOf(key)), t);
  };
  async function copy(key: string): Promise<void> {
    const blob = blobOf(key);
    if (!blob) return;
    try {
      // A promise inside the item: the browser then still counts the key press that asked for it.
      const png = fetch(host.blobUrl(blob)).then((answer) => answer.blob());
      await navigator.clipboard.write([new ClipboardItem({ 'image/png': png })]);
      notify(t('pane.copied', { name: nameOf(key) }));
    } catch (error) {
      notifyError(error);
    }
  }
  /** Lets the picture be dragged onto the desktop or into another program. */
  function drag(event: DragEvent, key: string): void {
    const blob = blobOf(key);
    if (!blob || !event.dataTransfer) return event.preventDefault();
    const address = new URL(host.blobUrl(blob), location.href).href;
    event.dataTransfer.effectAllowed = 'copy';
    event.dataTransfer.setData('DownloadURL', `${blob.mediaType}:${nameOf(key)}:${address}`);
    event.dataTransfer.setData('text/uri-list', address);
  }
  return { blobOf, nameOf, save, copy, drag };
}
