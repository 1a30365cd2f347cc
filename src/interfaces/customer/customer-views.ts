import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Injectable } from '@nestjs/common';
import Handlebars from 'handlebars';
import { BusinessSettings } from '../../application/shared/business-settings.port.js';
import type { BusinessDetails } from '../../domain/settings/business-details.js';
import type { LinkScreen } from './link-action.js';

const FOLDER = import.meta.dirname;

/** The one page that customers see, and its stylesheet under an address that changes with its content. */
@Injectable()
export class CustomerViews {
  readonly styles = readFileSync(path.join(FOLDER, 'assets/customer.css'), 'utf8');
  readonly stylesPath = `/l/_/${createHash('sha256').update(this.styles).digest('hex').slice(0, 10)}.css`;
  private readonly handlebars = Handlebars.create();
  private readonly template = this.handlebars.compile<object>(
    Handlebars.parse(readFileSync(path.join(FOLDER, 'views/link.hbs'), 'utf8')),
    { preventIndent: true },
  );

  constructor(private readonly settings: BusinessSettings) {
    this.handlebars.registerHelper('is', (a: unknown, b: unknown) => a === b);
  }

  /** HTML; every value in it is escaped by the template. */
  render(screen: LinkScreen, action?: string, contact?: BusinessDetails): string {
    const { name, locale, stripeMode } = this.settings;
    return this.template({
      ...screen,
      action,
      contact: contact && reachable(contact),
      icon: { ask: 'lock', good: 'tick', info: 'clock', bad: 'cross' }[screen.tone],
      name,
      lang: locale,
      styles: this.stylesPath,
      rehearsal: stripeMode !== 'live',
    });
  }
}

/** Where customers can ask, if they were told. */
function reachable({ contactEmail, contactPhone, address }: BusinessDetails) {
  if (contactEmail === '' && contactPhone === '') return undefined;
  return { email: contactEmail, phone: contactPhone, dial: contactPhone.replaceAll(/[^\d+]/g, ''), address };
}
