import type { Response } from 'express';

/**
 * Nothing is loaded but from here, and no page is framed or kept.
 * @param leadsTo where a form may end besides here: browsers hold a form's redirects to `form-action` too
 */
export function securePage(response: Response, leadsTo: readonly string[] = []): void {
  const policy = [
    "default-src 'none'",
    "style-src 'self'",
    "img-src 'self'",
    ['form-action', "'self'", ...leadsTo].join(' '),
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ];
  response.set({
    'Content-Security-Policy': policy.join('; '),
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    // `no-referrer` would make browsers send their own forms with `Origin: null`.
    'Referrer-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  });
}
