export interface VisitedPage {
  readonly status: number;
  readonly html: string;
  /** Without tags, on one line. */
  readonly text: string;
  readonly headers: Headers;
  /** Where it leads, for a redirect. */
  readonly location: string;
}

/** What a browser on this machine does with the sandbox's pages, without following redirects. */
export class PagesVisitor {
  constructor(private readonly origin: string) {}

  async open(path: string, headers: Record<string, string> = {}): Promise<VisitedPage> {
    return read(await fetch(new URL(path, this.origin), { redirect: 'manual', headers }));
  }

  async send(
    path: string,
    fields: Record<string, string>,
    headers: Record<string, string> = { origin: this.origin, 'sec-fetch-site': 'same-origin' },
  ): Promise<VisitedPage> {
    const body = new URLSearchParams(fields);
    return read(
      await fetch(new URL(path, this.origin), { method: 'POST', redirect: 'manual', headers, body }),
    );
  }
}

async function read(response: Response): Promise<VisitedPage> {
  const html = await response.text();
  return {
    status: response.status,
    html,
    text: html.replace(/<[^>]*>/g, ' ').replace(/\s+/g, ' '),
    headers: response.headers,
    location: response.headers.get('location') ?? '',
  };
}
