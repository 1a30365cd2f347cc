import type { IncomingMessage } from 'node:http';

/** The body may have at most `limit` bytes. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';
}

/** The connection ended before the body did: nobody waits for an answer. */
export class BodyCutOff extends Error {
  override readonly name = 'BodyCutOff';
}

/** All bytes of the body as they came. Throws BodyTooLarge, without keeping more than `limit`, or BodyCutOff. */
export function readBody(request: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    if (Number(request.headers['content-length'] ?? 0) > limit) reject(new BodyTooLarge());
    request.on('data', (chunk: Buffer) => {
      length += chunk.length;
      if (length <= limit) {
        chunks.push(chunk);
        return;
      }
      // What still comes is read and dropped, so that the answer is heard.
      chunks.length = 0;
      reject(new BodyTooLarge());
    });
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)));
    const cutOff = () => {
      if (!request.complete) reject(new BodyCutOff());
    };
    request.on('error', cutOff);
    request.on('close', cutOff);
  });
}
