import { Clock } from '../../application/shared/clock.port.js';

export class SystemClock extends Clock {
  override now(): Date {
    return new Date();
  }
}
