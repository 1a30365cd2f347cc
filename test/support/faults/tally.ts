import type { Finding, Wrong } from './reckoning.js';

/** What a suite went through and what it found; printed once, in one block, at its end. */
export class Tally {
  private readonly points = new Set<string>();
  private readonly findings: Finding[] = [];
  private runs = 0;
  private longestMs = 0;

  constructor(private readonly suite: string) {}

  ran(point: string): void {
    this.points.add(point);
    this.runs += 1;
  }

  settledAfter(ms: number): void {
    this.longestMs = Math.max(this.longestMs, ms);
  }

  add(findings: readonly Finding[]): void {
    this.findings.push(...findings);
  }

  /** What went wrong, for a test to expect none of. */
  get wrongs(): string[] {
    return this.findings.map(({ wrong, what }) => `${wrong}: ${what}`);
  }

  get counts() {
    return {
      points: this.points.size,
      runs: this.runs,
      'double charges': this.count('double'),
      lost: this.count('lost'),
      unresolved: this.count('unresolved'),
      misled: this.count('misled'),
    };
  }

  print(): void {
    const rows = Object.entries({
      ...this.counts,
      'longest to settle': `${(this.longestMs / 1000).toFixed(1)} s`,
    });
    const lines = rows.map(([name, value]) => `  ${name.padEnd(18)} ${String(value).padStart(7)}`);
    process.stdout.write(`\n${this.suite}\n${lines.join('\n')}\n\n`);
  }

  private count(wrong: Wrong): number {
    return this.findings.filter((finding) => finding.wrong === wrong).length;
  }
}
