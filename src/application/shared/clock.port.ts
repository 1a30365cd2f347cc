/** The time, so that tests can decide what it is. */
export abstract class Clock {
  abstract now(): Date;
}
