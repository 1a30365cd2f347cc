import type { RequestHandler } from 'express';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]']);

/**
 * Pages that need no sign-in are only for this machine's own browser: a request under another host name may come from a
 * foreign page whose name was pointed at loopback, and a POST that a foreign page sends must not move anything.
 * @param options its base URL is read with each request, for the port may be known only once the server listens
 */
export function ownPagesOnly(options: { readonly baseUrl: string }): RequestHandler {
  return (request, response, next) => {
    const host = request.headers.host ?? '';
    if (!isOwnHost(host, options.baseUrl)) {
      response.status(403).type('text').send(`These pages are not served under the name ${host}.\n`);
      return;
    }
    const { origin, 'sec-fetch-site': site } = request.headers;
    if (request.method !== 'GET' && request.method !== 'HEAD' && !isSameSite(host, origin, site)) {
      response.status(403).type('text').send('Refused: this form was sent by a page of another site.\n');
      return;
    }
    next();
  };
}

function isOwnHost(host: string, baseUrl: string): boolean {
  const asked = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : undefined;
  return asked !== undefined && (LOOPBACK.has(asked.hostname) || asked.host === new URL(baseUrl).host);
}

/** Every browser says where a form was sent from, by one header or both; a program that says nothing is no browser. */
function isSameSite(host: string, origin: string | undefined, site: string | string[] | undefined): boolean {
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false;
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}
