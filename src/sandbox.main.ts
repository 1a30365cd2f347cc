import { startStripeSandbox } from './infrastructure/stripe-sandbox/stripe-sandbox.js';

/** The sandbox by itself: SANDBOX_DATABASE_URL or DATABASE_URL, and PORT (12111). */
async function main(): Promise<void> {
  const databaseUrl = process.env.SANDBOX_DATABASE_URL ?? process.env.DATABASE_URL;
  if (!databaseUrl) throw new Error('set SANDBOX_DATABASE_URL (or DATABASE_URL) to a PostgreSQL URL');
  const given = process.env.PORT ?? '12111';
  const port = Number(given);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new Error(`PORT is "${given}"; expected a whole number from 0 to 65535`);
  const say = (line: string) => void process.stdout.write(`${line}\n`);
  const sandbox = await startStripeSandbox({ databaseUrl, host: process.env.HOST, port, log: say });
  say(`Stripe sandbox    ${sandbox.url}`);
  say(`Dashboard         ${sandbox.dashboardUrl}`);
  say(`Secret key        ${sandbox.secretKey}`);
  say('No real money can move: this is not Stripe.');
  const stop = () => {
    sandbox.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`Stripe sandbox: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
