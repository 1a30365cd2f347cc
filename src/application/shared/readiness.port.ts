/** Whether this instance can do its work now. */
export abstract class Readiness {
  /** What is in the way, in a few words each; empty when ready. Never throws, and answers within a few seconds. */
  abstract obstacles(): Promise<string[]>;
}
