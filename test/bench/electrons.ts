/** Chromium of every Electron, from electron-to-chromium 1.5.490. V8 has the number of its Chromium: 156 is V8 15.6. */
const CHROMIUM_OF: Readonly<Record<number, number>> = {
  24: 112,
  25: 114,
  26: 116,
  27: 118,
  28: 120,
  29: 122,
  30: 124,
  31: 126,
  32: 128,
  33: 130,
  34: 132,
  35: 134,
  36: 136,
  37: 138,
  38: 140,
  39: 142,
  40: 144,
  41: 146,
  42: 148,
  43: 150,
  44: 152,
  45: 156,
};
/** The one that Upbench ships with. */
const SHIPPED = 45;

const v8Of = (chromium: number): string => `${Math.floor(chromium / 10)}.${chromium % 10}`;

/** Which Electron a V8 stands for: the newest that is not newer, and whether it has this very V8. */
export function electronOf(v8: string): string {
  const [major = 0, minor = 0] = v8.split('.').map(Number);
  const chromium = 10 * major + minor;
  const known = Object.entries(CHROMIUM_OF).map(([electron, own]) => ({ electron: Number(electron), own }));
  const same = known.find(({ own }) => own === chromium);
  if (same) return `V8 ${v8Of(chromium)} is that of Electron ${same.electron} (Chromium ${chromium})`;
  const before = known.filter(({ own }) => own < chromium).at(-1);
  const after = known.find(({ own }) => own > chromium);
  if (before === undefined) return `V8 ${v8Of(chromium)} is older than that of Electron ${known[0]!.electron}`;
  if (after === undefined) return `V8 ${v8Of(chromium)} is newer than that of Electron ${before.electron}`;
  return `V8 ${v8Of(chromium)} lies between Electron ${before.electron} and ${after.electron}`;
}

/** What the Electron that ships has. */
export const shippedSentence = (): string => {
  const chromium = CHROMIUM_OF[SHIPPED]!;
  return `Upbench ships with Electron ${SHIPPED}: Chromium ${chromium}, V8 ${v8Of(chromium)}. No release of Node has that V8; the newest column is the nearest.`;
};
