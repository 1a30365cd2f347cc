const BYTES = 24;

/** 192 random bits in 32 characters that any address may hold: nobody guesses one. */
export function newLinkToken(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_');
}

/** Whether it could be one: anything else isn't looked for. */
export function isLinkToken(text: string): boolean {
  return /^[\w-]{32}$/.test(text);
}

/** Where a link leads; `publicUrl` without a trailing slash. */
export function linkAddress(publicUrl: string, token: string): string {
  return `${publicUrl}/l/${token}`;
}
