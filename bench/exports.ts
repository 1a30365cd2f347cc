import { randomUUID } from 'node:crypto';
import { pause } from './server-process.js';

interface Server {
  readonly url: string;
  readonly token: string;
  /** Memory of the process that writes and hands out files. */
  residentMb(): number;
}

export interface ExportTimes {
  readonly rows: number;
  readonly fileMb: number;
  readonly writingSeconds: number;
  readonly downloadSeconds: number;
  /** The most that the process had while it wrote, and while it handed out. */
  readonly writingMb: number;
  readonly downloadMb: number;
}

/** One file of everything, from asking for it to its last byte, as a program does it. */
export async function exportTimes(server: Server, kind: string): Promise<ExportTimes> {
  const headers = { authorization: `Bearer ${server.token}`, 'content-type': 'application/json' };
  const begun = performance.now();
  const asked = await fetch(`${server.url}/api/v1/exports`, {
    method: 'POST',
    headers: { ...headers, 'idempotency-key': randomUUID() },
    body: JSON.stringify({ kind }),
  });
  if (asked.status !== 202) throw new Error(`An export was answered ${asked.status}.`);
  const at = server.url + (asked.headers.get('location') ?? '');
  let writingMb = 0;
  let told = { status: 'queued', rows: 0, bytes: 0 };
  while (told.status !== 'ready') {
    if (!['queued', 'running'].includes(told.status)) throw new Error(`The export is ${told.status}.`);
    await pause(100);
    writingMb = Math.max(writingMb, server.residentMb());
    told = (await (await fetch(at, { headers })).json()) as typeof told;
  }
  const written = performance.now();
  const file = await fetch(`${at}/file`, { headers });
  let bytes = 0;
  let downloadMb = 0;
  for await (const piece of file.body ?? []) {
    bytes += (piece as Uint8Array).length;
    downloadMb = Math.max(downloadMb, server.residentMb());
  }
  if (bytes !== told.bytes) throw new Error(`The file has ${bytes} bytes, not ${told.bytes}.`);
  return {
    rows: told.rows,
    fileMb: bytes / 1e6,
    writingSeconds: (written - begun) / 1000,
    downloadSeconds: (performance.now() - written) / 1000,
    writingMb,
    downloadMb,
  };
}
