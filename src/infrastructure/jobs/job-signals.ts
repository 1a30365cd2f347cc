import type { JobName } from '../../application/shared/job-queue.port.js';

type Listener = () => void;

/** Tells this process that jobs were committed. Only a hint: whoever misses it finds them by looking. */
export class JobSignals {
  private readonly listeners = new Map<JobName, Listener[]>();

  on(name: JobName, listener: Listener): void {
    this.listeners.set(name, [...(this.listeners.get(name) ?? []), listener]);
  }

  committed(names: Iterable<JobName>): void {
    for (const name of names) for (const listener of this.listeners.get(name) ?? []) listener();
  }
}
