import { createServer } from 'node:net';
import { StartError } from './start-error.js';

/** Throws StartError unless this process can listen there. */
export async function requireFree(host: string, port: number): Promise<void> {
  try {
    await listenOnce(host, port);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new StartError(
        `Port ${port} on ${host} is taken: stop what listens there, or choose another port.`,
      );
    }
    if (code === 'EACCES')
      throw new StartError(`Port ${port} on ${host} needs more rights than this user has.`);
    throw new StartError(
      `Can’t listen on ${host}:${port}: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
}

export function freePort(host: string): Promise<number> {
  return listenOnce(host, 0);
}

function listenOnce(host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : port));
    });
  });
}
