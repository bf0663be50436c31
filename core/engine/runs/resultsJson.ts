import type { ImageResult, Results } from '../../experiment/schema';

/** Results as JSON people can read and diff. */
export function renderJson(results: Results): string {
  return `${JSON.stringify(results, null, 2)}\n`;
}

/** The same text in pieces, one picture in memory at a time. */
export async function* streamJson(
  results: Omit<Results, 'images'>,
  images: Iterable<ImageResult> | AsyncIterable<ImageResult>,
): AsyncGenerator<string> {
  const whole = renderJson({ ...results, images: [] });
  const end = whole.lastIndexOf(']');
  yield whole.slice(0, end);
  let isFirst = true;
  for await (const image of images) {
    const text = JSON.stringify(image, null, 2).replaceAll('\n', '\n    ');
    yield `${isFirst ? '' : ','}\n    ${text}`;
    isFirst = false;
  }
  yield `${isFirst ? '' : '\n  '}${whole.slice(end)}`;
}
