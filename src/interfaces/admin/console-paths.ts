/** What else answers on this port; the rest is the console's. */
const OTHERS = ['/l', '/api', '/webhooks', '/healthz', '/readyz', '/metrics'];

export function isConsolePath(path: string): boolean {
  return !OTHERS.some((other) => path === other || path.startsWith(`${other}/`));
}
