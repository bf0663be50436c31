import { message } from '../messages';
import { randomBytes } from 'node:crypto';
import { createWriteStream, mkdirSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { UpbenchError } from '../tensor/errors';
import { writeFailure } from '../engine/files/fileErrors';
import { MAX_FILE_BYTES } from '../engine/contract/limits';

const MAX_NAME_LENGTH = 255;

/** What the picture is called: the last part of the name the page gave, as text only. It never becomes a path. */
export function uploadName(url: URL): string {
  const given = url.searchParams.get('name') ?? '';

  const name = given.replace(/^.*[/\\]/s, '').replace(/[\u0000-\u001f\u007f]/g, '');
  return name.slice(0, MAX_NAME_LENGTH) || 'picture';
}

/** Where the page says the picture came from, as text only. */
export function uploadFolder(url: URL): string | undefined {
  const given = url.searchParams.get('folder') ?? '';

  const folder = given.replace(/[\u0000-\u001f\u007f\\]/g, '').slice(0, 2 * MAX_NAME_LENGTH);
  return folder === '' ? undefined : folder;
}

/**
 * Streams a request's body into a file of its own below `folder`, hands it to `use`, and removes it again.
 * Refuses more than a picture may have, whether the length was announced or not.
 */
export async function receiveUpload<Result>(
  request: IncomingMessage,
  folder: string,
  use: (path: string) => Promise<Result>,
  limit = MAX_FILE_BYTES,
): Promise<Result> {
  const tooLarge = (): UpbenchError =>
    new UpbenchError('too-large', message('upload-too-large', { mebibytes: limit / 2 ** 20 }));
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge();
  const uploads = join(folder, 'uploads');
  mkdirSync(uploads, { recursive: true, mode: 0o700 });
  const path = join(uploads, randomBytes(16).toString('hex'));
  let received = 0;
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      received += chunk.length;
      if (received > limit) done(tooLarge());
      else done(null, chunk);
    },
  });
  try {
    try {
      await pipeline(request, meter, createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    } catch (error) {
      if (request.destroyed && !request.complete && !(error instanceof UpbenchError)) {
        throw new UpbenchError('interrupted', message('upload-broken'));
      }
      throw writeFailure('the upload in the temporary folder', error);
    }
    return await use(path);
  } finally {
    await rm(path, { force: true });
  }
}
