import { message } from '@core/messages';
import { UpbenchError } from '@core/tensor/errors';

/** Hands a file made in the page to the user, where the browser puts downloads. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export const saveText = (text: string, name: string, type: string): void => saveBlob(new Blob([text], { type }), name);

/** What is drawn on a canvas, as a PNG. */
export function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => {
      if (blob) resolve(blob);
      else reject(new UpbenchError('unavailable', message('page-png-not-made')));
    }, 'image/png'),
  );
}
