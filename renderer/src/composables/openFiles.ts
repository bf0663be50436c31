import { useI18n } from 'vue-i18n';
import { isPictureName } from '@core/tensor/pictureKinds';
import { notifyError } from './announce';
import { useSentences } from './sentences';
import { filesFromPicker, folderPicker } from '../host/filePicker';
import { isWeightFile, useDroppedWeights } from '../stores/droppedWeights';
import { useLayout } from '../stores/layout';
import { useNetwork } from '../stores/network';
import { NETWORK_TYPES, networkFiles } from '../stores/networkFiles';
import { usePictures } from '../stores/pictures';
import { isSessionFile, useSessions } from '../stores/sessions';
import { currentViewId, showView } from '../views/navigation';

const isNoPicture = (file: File): boolean => !isPictureName(file.name) && !isSessionFile(file);

/** Opens whatever the user gave: pictures, networks, and sessions, results or reports. */
export function useOpenFiles(): {
  openFiles(files: readonly File[]): Promise<void>;
  pickSession(): Promise<void>;
  pickNetwork(): Promise<void>;
  /** All pictures of a folder, which are one set of a table. */
  pickFolder(): Promise<void>;
  /** Looks in a folder for what the session lacks. */
  relocate(): Promise<void>;
} {
  const pictures = usePictures();
  const droppedWeights = useDroppedWeights();
  const layout = useLayout();
  const sessions = useSessions();
  const network = useNetwork();
  const { t } = useI18n();
  const sentences = useSentences();

  async function openFiles(all: readonly File[]): Promise<void> {
    // What an opened session lacks is for its candidates.
    const adopted = await sessions.adoptNetworks(all);
    const files = all.filter((file) => !adopted.includes(file));
    if (adopted.length > 0 && files.length === 0) return;
    const found = await networkFiles(files);
    // From the network's own dialog everything is meant for it, and gets its sentence there.
    const isOwnDialog = found.length === 0 && currentViewId.value === 'network' && files.every(isNoPicture);
    const ofNetwork = isOwnDialog ? [...files] : found;
    if (ofNetwork.length > 0) {
      showView('network');
      await network.open(ofNetwork);
    }
    await openOthers(files.filter((file) => !ofNetwork.includes(file)));
  }
  async function openOthers(files: readonly File[]): Promise<void> {
    // Weights are a layer's: its form opens with them. Of several files the first counts.
    const weights = files.find(isWeightFile);
    const isTaken = weights !== undefined && droppedWeights.take(weights);
    if (isTaken && currentViewId.value !== 'compare' && currentViewId.value !== 'numbers') showView('compare');
    if (isTaken && !layout.leftOpen) layout.toggleLeft();
    const own = files.filter((file) => !isSessionFile(file) && !(isTaken && isWeightFile(file)));
    // With nothing to open, what could not be opened before stays said.
    if (own.length > 0) {
      await pictures.open(own);
      sayFailures();
    }
    for (const file of files.filter(isSessionFile)) await sessions.open(file).catch(notifyError);
  }
  /** Views without the list of pictures have no other place for what could not be opened. */
  function sayFailures(): void {
    const { failures } = pictures;
    const hasList = ['', 'compare', 'numbers'].includes(currentViewId.value) && layout.leftOpen;
    if (failures.length > 0 && !hasList) notifyError(failures.map(({ message }) => sentences.any(message)).join(' '));
  }
  async function relocate(): Promise<void> {
    const files = await folderPicker();
    if (files.length === 0) return;
    const found = await sessions.relocate(files);
    if (found === 0) notifyError(t('pictures.notThere'));
  }
  return {
    openFiles,
    relocate,
    pickNetwork: async () => openFiles(await filesFromPicker({ types: NETWORK_TYPES, multiple: true })),
    pickFolder: async () => openFiles((await folderPicker()).filter(({ name }) => isPictureName(name))),
    pickSession: async () =>
      openFiles(await filesFromPicker({ types: ['.upbench', '.zip', '.json', '.html'], multiple: false })),
  };
}
