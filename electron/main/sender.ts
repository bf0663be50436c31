/** The part of Electron's WebFrameMain that identifies the sender. */
interface SenderFrame {
  readonly url: string;
  readonly parent: unknown;
}

/** The addresses the window shows. Reports and pictures have others on the same host, and may ask for nothing. */
const PAGES = ['/', '/index.html'];

/** Whether a message comes from our page itself: a live top frame whose parsed address is that of the window's page. */
export function isOurPage(frame: SenderFrame | null, origin: string): boolean {
  if (frame === null || frame.parent !== null) return false;
  try {
    const [given, ours] = [new URL(frame.url), new URL(origin)];
    // Custom schemes have the opaque origin "null" in Node, so protocol and host are compared.
    return given.protocol === ours.protocol && given.host === ours.host && PAGES.includes(given.pathname);
  } catch {
    return false;
  }
}
