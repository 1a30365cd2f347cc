import { Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { BookingVersions } from '../../../application/booking/booking-versions.port.js';

const INTERVAL_MS = 500;
/** After an error the database is left alone a little longer. */
const PAUSE_MS = 3_000;

export interface BookingWatcher {
  /** A version other than the one that was known. */
  changed(booking: string, version: number): void;
  /** The process stops: nothing more will come. */
  end(): void;
}

/**
 * Tells open pages that their booking has changed: one statement every half second for all that are watched by this
 * process, none while nobody watches. There is nothing to subscribe to in the database, so it works behind a
 * transaction-pooling proxy.
 */
@Injectable()
export class BookingWatch implements OnModuleDestroy {
  private readonly log = new Logger(BookingWatch.name);
  private readonly watchers = new Map<BookingWatcher, Map<string, number>>();
  private timer: NodeJS.Timeout | undefined;
  private asking = false;

  constructor(private readonly versions: BookingVersions) {}

  /** `known`: the versions that the page shows. Returns how to stop. */
  watch(known: ReadonlyMap<string, number>, watcher: BookingWatcher): () => void {
    this.watchers.set(watcher, new Map(known));
    this.schedule(0);
    return () => this.watchers.delete(watcher);
  }

  onModuleDestroy(): void {
    clearTimeout(this.timer);
    for (const watcher of this.watchers.keys()) watcher.end();
    this.watchers.clear();
  }

  private schedule(delay: number): void {
    if (this.asking) return;
    clearTimeout(this.timer);
    this.timer = this.watchers.size === 0 ? undefined : setTimeout(() => void this.look(), delay);
    this.timer?.unref();
  }

  private async look(): Promise<void> {
    this.asking = true;
    let next = INTERVAL_MS;
    try {
      const ids = new Set([...this.watchers.values()].flatMap((known) => [...known.keys()]));
      if (ids.size > 0) this.tell(await this.versions.versionsOf([...ids]));
    } catch (error) {
      this.log.warn(
        `Open pages can't be kept up to date: ${error instanceof Error ? error.message : String(error)}`,
      );
      next = PAUSE_MS;
    } finally {
      this.asking = false;
      this.schedule(next);
    }
  }

  private tell(current: ReadonlyMap<string, number>): void {
    for (const [watcher, known] of this.watchers) {
      for (const [booking, version] of known) {
        const now = current.get(booking);
        if (now === undefined || now === version) continue;
        known.set(booking, now);
        watcher.changed(booking, now);
      }
    }
  }
}
