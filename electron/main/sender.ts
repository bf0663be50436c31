/** The part of Electron's WebFrameMain that tells who speaks. */
export interface SenderFrame {
  readonly url: string;
  readonly parent: unknown;
}

/** Whether a message comes from our page itself: a live top frame whose parsed address is on our scheme and host. */
export function isOurPage(frame: SenderFrame | null, origin: string): boolean {
  if (frame === null || frame.parent !== null) return false;
  try {
    const [given, ours] = [new URL(frame.url), new URL(origin)];
    // Custom schemes have the opaque origin "null" in Node, so protocol and host are compared.
    return given.protocol === ours.protocol && given.host === ours.host;
  } catch {
    return false;
  }
}
