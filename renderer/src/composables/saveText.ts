import { saveBlob } from '../components/charts/download';

/** Saves text as a file where the browser puts downloads. */
export const saveText = (text: string, name: string, type: string): void => saveBlob(new Blob([text], { type }), name);
