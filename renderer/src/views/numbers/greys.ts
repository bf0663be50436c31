/** The grey values of a picture the engine made; null where this page cannot read it. */
export async function greysOf(url: string): Promise<((column: number, row: number) => number) | null> {
  try {
    const image = await createImageBitmap(await (await fetch(url)).blob());
    const { width, height } = image;
    const context = new OffscreenCanvas(width, height).getContext('2d');
    if (!context) return null;
    context.drawImage(image, 0, 0);
    image.close();
    const { data } = context.getImageData(0, 0, width, height);
    return (column, row) => data[4 * (row * width + column)] ?? 0;
  } catch {
    return null;
  }
}
