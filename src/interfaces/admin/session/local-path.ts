/** A path of this site, or the fallback: never another site's address, however it is disguised. */
export function localPath(wanted: string | undefined, fallback: string): string {
  if (!wanted || !wanted.startsWith('/') || /[\\\s\p{C}]/u.test(wanted)) return fallback;
  const here = 'http://here.invalid';
  const url = URL.canParse(wanted, here) ? new URL(wanted, here) : undefined;
  return url?.origin === here ? url.pathname + url.search : fallback;
}
