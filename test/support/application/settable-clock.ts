import { Clock } from '../../../src/application/shared/clock.port.js';
import { NOW } from '../domain/causes.js';

/** Stands still until it is moved. */
export class SettableClock extends Clock {
  private instant = NOW;

  override now(): Date {
    return this.instant;
  }

  pass(seconds: number): void {
    this.instant = new Date(this.instant.getTime() + seconds * 1000);
  }
}
