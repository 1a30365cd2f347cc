import { transformFile } from '@swc/core';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const swc = {
  swcrc: false,
  jsc: { target: 'es2023', parser: { syntax: 'typescript', decorators: true } },
  module: { type: 'es6' },
};

/** Compiles the folder of a TypeScript file of `src`, for code that runs outside Jest. @returns the file's path */
export async function compileSource(file, outDir) {
  const folder = path.join(root, path.dirname(file));
  await mkdir(outDir, { recursive: true });
  for (const name of await readdir(folder)) {
    if (!name.endsWith('.ts')) continue;
    const { code } = await transformFile(path.join(folder, name), swc);
    await writeFile(path.join(outDir, name.replace(/\.ts$/, '.js')), code);
  }
  return path.join(outDir, path.basename(file).replace(/\.ts$/, '.js'));
}

/** Imports a TypeScript file that imports only packages and files of its own folder. */
export async function importSource(file) {
  const outDir = path.join(root, 'node_modules', '.cache', 'purser', String(process.pid), path.dirname(file));
  try {
    return await import(pathToFileURL(await compileSource(file, outDir)).href);
  } finally {
    await rm(outDir, { recursive: true, force: true });
  }
}
