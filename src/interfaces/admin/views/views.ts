import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Injectable } from '@nestjs/common';
import Handlebars from 'handlebars';
import { BusinessSettings } from '../../../application/shared/business-settings.port.js';
import { Clock } from '../../../application/shared/clock.port.js';
import { Format } from './format.js';
import { registerHelpers } from './view-helpers.js';

const ROOT = path.resolve(import.meta.dirname, '..');

/**
 * Every template under the console's folder, compiled once at start and named by its path: `bookings/list`. Each is
 * also a partial of that name; a page wraps itself in its layout by `{{#> layouts/console}}…{{/layouts/console}}`.
 */
@Injectable()
export class Views {
  private readonly templates = new Map<string, Handlebars.TemplateDelegate>();
  readonly format: Format;

  constructor(settings: BusinessSettings, clock: Clock) {
    this.format = new Format(settings);
    const handlebars = Handlebars.create();
    registerHelpers(handlebars, this.format, clock);
    for (const name of templateNames()) {
      // Parsed here, so that a broken template is found at start and not by a visitor.
      const parsed = handlebars.parse(readFileSync(path.join(ROOT, `${name}.hbs`), 'utf8'), {
        srcName: name,
      });
      const template = handlebars.compile<object>(parsed, {
        preventIndent: true,
        explicitPartialContext: false,
      });
      this.templates.set(name, template);
      handlebars.registerPartial(name, template);
    }
  }

  /** HTML; every value in it is escaped by the template. */
  render(name: string, data: object): string {
    const template = this.templates.get(name);
    if (!template) throw new Error(`There is no template ${name}.hbs.`);
    return template(data);
  }
}

function templateNames(): string[] {
  return readdirSync(ROOT, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.hbs'))
    .map((file) => file.slice(0, -'.hbs'.length).split(path.sep).join('/'));
}
