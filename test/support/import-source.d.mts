export function compileSource(file: string, outDir: string): Promise<string>;
export function importSource(file: string): Promise<unknown>;
