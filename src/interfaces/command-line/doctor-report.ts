import { overall, type SetupStep, type StepState } from '../../application/stripe-setup/setup-steps.js';

const MARKS: Readonly<Record<StepState, string>> = { good: 'ok  ', warn: 'look', bad: 'BAD ' };

export const USAGE = `Says step by step whether Stripe and this Purser are set up for each other, and what to do.

  npm run doctor
  npm run doctor -- --create-endpoint   also has Stripe send its events here, and shows the signing secret once

Ends with 0 when nothing keeps it from working, with 1 otherwise.
`;

/** `create`: also make the webhook endpoint. Undefined for what isn't understood. */
export function wantedExamination(
  args: readonly string[],
): 'help' | { readonly create: boolean } | undefined {
  if (args.includes('--help') || args.includes('-h')) return 'help';
  if (args.some((arg) => arg !== '--create-endpoint')) return undefined;
  return { create: args.includes('--create-endpoint') };
}

/** A line for each step, and below it what to do. */
export function stepsReport(steps: readonly SetupStep[]): string {
  return steps
    .flatMap(({ state, title, found, todo }) => [
      `${MARKS[state]}  ${title}: ${found}`,
      ...todo.map((each) => `        → ${each}`),
    ])
    .join('\n');
}

export function exitCodeFor(steps: readonly SetupStep[]): 0 | 1 {
  return overall(steps) === 'bad' ? 1 : 0;
}
