import { isDeviceName } from '@core/tensor/fileName';

/** A suggested name as every system takes it: no separators, no reserved or control characters, no device, no dot at the end. */
export function saveName(suggested: string): string {
  const plain = suggested.replace(/[\\/:*?"<>|\u0000-\u001f]/g, '_').replace(/[. ]+$/, '');
  return isDeviceName(plain) || plain === '' ? `_${plain}` : plain;
}
