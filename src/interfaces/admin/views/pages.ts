import { Injectable } from '@nestjs/common';
import type { Request, Response } from 'express';
import { BusinessSettings } from '../../../application/shared/business-settings.port.js';
import { menuAt } from '../menu.js';
import { csrfTokenOf } from '../session/csrf.js';
import { takeToasts } from '../session/toasts.js';
import { Assets } from './assets.js';
import { Views } from './views.js';

const MODE_BADGES = { sandbox: 'SANDBOX', test: 'TEST MODE', live: undefined } as const;

/** Sends a page: the template's own data, and `desk`, which every layout shows. */
@Injectable()
export class Pages {
  constructor(
    private readonly views: Views,
    private readonly settings: BusinessSettings,
    private readonly assets: Assets,
  ) {}

  send(response: Response, template: string, data: object, status = 200): void {
    const html = this.views.render(template, { ...data, desk: this.desk(response) });
    response.status(status).type('html').send(html);
  }

  private desk(response: Response) {
    const request = response.req;
    const { name, locale, timeZone, stripeMode, stripeDashboardUrl } = this.settings;
    return {
      name,
      lang: locale,
      timeZone,
      zone: this.views.format.zone,
      mode: MODE_BADGES[stripeMode],
      sandbox: stripeMode === 'sandbox',
      dashboardUrl: stripeDashboardUrl,
      assets: this.assets.base,
      staff: request.staff,
      menu: menuAt(request.path, request.waiting),
      csrf: request.session ? csrfTokenOf(request) : undefined,
      toasts: request.session && isShown(request) ? takeToasts(request) : [],
    };
  }
}

/** A page that a script fetches only to look at it must not use up what the next page is to say. */
function isShown(request: Request): boolean {
  const at = request.get('x-purser-at');
  return !request.get('x-purser-live') && (at === undefined || at === request.path);
}
