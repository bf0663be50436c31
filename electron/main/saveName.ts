/** Names that Windows keeps for devices, with any ending. */
const DEVICES = /^(con|prn|aux|nul|com\d|lpt\d)(\.|$)/i;

/** A suggested name as every system takes it: no separators, no reserved or control characters, no device, no dot at the end. */
export function saveName(suggested: string): string {
  const plain = suggested.replace(/[\\/:*?"<>|\u0000-\u001f]/g, '_').replace(/[. ]+$/, '');
  return DEVICES.test(plain) || plain === '' ? `_${plain}` : plain;
}
