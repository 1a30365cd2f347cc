import type { Parameters } from 'fast-check';

/** The same cases on every run, so that what fails once can be run again. */
export function reproducibly<Case>(numRuns: number): Parameters<Case> {
  return { seed: 20261124, numRuns };
}
