import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Handlebars from 'handlebars';

/** The templates of one or more folders, each compiled once and also a partial of its own name. */
export class PageViews {
  private readonly templates = new Map<string, Handlebars.TemplateDelegate>();

  constructor(...folders: string[]) {
    const handlebars = Handlebars.create();
    handlebars.registerHelper('same', (one: unknown, other: unknown) => one === other);
    for (const folder of folders) {
      for (const file of readdirSync(folder).filter((name) => name.endsWith('.hbs'))) {
        const name = file.slice(0, -'.hbs'.length);
        // Parsed here, so that a broken template is found at start and not by a visitor.
        const parsed = handlebars.parse(readFileSync(path.join(folder, file), 'utf8'), { srcName: file });
        const template = handlebars.compile<object>(parsed, { preventIndent: true });
        this.templates.set(name, template);
        handlebars.registerPartial(name, template);
      }
    }
  }

  /** HTML; every value in it is escaped by the template. */
  render(name: string, data: object): string {
    const template = this.templates.get(name);
    if (!template) throw new Error(`There is no template ${name}.hbs.`);
    return template(data);
  }
}
