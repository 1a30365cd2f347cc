import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

/**
 * Below the ports that the system takes for outgoing connections (from 32768 on with Linux, 49152 elsewhere), where one
 * could be in the way of a restart.
 */
const FIRST_PORT = 20_000;
const PORTS_A_SLOT = 4;
const SLOTS = 3000;

/**
 * Ports for processes that come and go. Nobody who asks here gets them before they are released, also while nothing
 * listens there: a slot's first port is listened to for as long as the others are reserved. The system closes it for a
 * test that dies.
 */
export class ReservedPorts {
  private constructor(
    readonly ports: readonly [number, number, number],
    private readonly guard: Server,
  ) {}

  static async reserve(pickSlot = () => randomInt(SLOTS)): Promise<ReservedPorts> {
    for (;;) {
      const first = FIRST_PORT + pickSlot() * PORTS_A_SLOT;
      const guard = await listen(first);
      if (!guard) continue;
      const ports = [first + 1, first + 2, first + 3] as const;
      const areFree = await Promise.all(ports.map(isFree));
      if (areFree.every(Boolean)) return new ReservedPorts([...ports], guard);
      await close(guard);
    }
  }

  async release(): Promise<void> {
    await close(this.guard);
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = await listen(port);
  if (server) await close(server);
  return server !== undefined;
}

/** Undefined when somebody else listens there. */
function listen(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.unref();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
