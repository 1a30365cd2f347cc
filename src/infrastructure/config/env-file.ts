import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEnv } from 'node:util';

/** Adds the variables of `.env` in the folder, if there is one, to the environment. What is set already stays. */
export function loadEnvFile(folder: string = process.cwd(), env: NodeJS.ProcessEnv = process.env): void {
  const file = path.join(folder, '.env');
  if (!existsSync(file)) return;
  for (const [name, value] of Object.entries(parseEnv(readFileSync(file, 'utf8')))) env[name] ??= value;
}
