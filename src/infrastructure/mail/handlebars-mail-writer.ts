import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Handlebars from 'handlebars';
import type { StoredMailContent } from '../../application/mail/mail-content.js';
import { MailWriter } from '../../application/mail/mail-transport.port.js';
import type { WrittenMail } from '../../application/mail/mail.repository.port.js';
import type { BusinessSettings } from '../../application/shared/business-settings.port.js';
import { MailWords } from './mail-words.js';

const FOLDER = path.resolve(import.meta.dirname, 'templates');
const SUBJECT = /^Subject: ([\s\S]+?)\r?\n\r?\n/;

type Template = Handlebars.TemplateDelegate<object>;

/**
 * Writes each mail twice: `<template>.text.hbs`, whose first line is the subject, and `<template>.html.hbs`. Files whose
 * name begins with `_` are parts of others: `{{#> layout}}…{{/layout}}`.
 */
export class HandlebarsMailWriter extends MailWriter {
  private readonly html = new Map<string, Template>();
  private readonly text = new Map<string, Template>();
  private readonly business: object;

  constructor({ name, locale, timeZone }: Pick<BusinessSettings, 'name' | 'locale' | 'timeZone'>) {
    super();
    this.business = { name, lang: locale };
    const words = new MailWords(locale, timeZone);
    const engines = { html: Handlebars.create(), text: Handlebars.create() };
    for (const engine of Object.values(engines)) {
      engine.registerHelper({
        money: (amount: Parameters<MailWords['money']>[0]) => words.money(amount),
        time: (moment: string) => words.time(moment),
        day: (date: string) => words.day(date),
        card: (card: Parameters<MailWords['card']>[0]) => words.card(card),
        some: ({ amount }: { readonly amount: number }) => amount > 0,
        several: (quantity: number) => quantity !== 1,
        words: (...parts: unknown[]) => parts.slice(0, -1).join(' '),
      });
    }
    for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.hbs'))) {
      const [, isPart, template = '', kind] = /^(_?)([a-z_]+)\.(html|text)\.hbs$/.exec(file) ?? [];
      if (kind !== 'html' && kind !== 'text') throw new Error(`${file} is no name for a mail’s template.`);
      const source = readFileSync(path.join(FOLDER, file), 'utf8');
      const compiled = engines[kind].compile<object>(source, {
        noEscape: kind === 'text',
        preventIndent: true,
      });
      if (isPart) engines[kind].registerPartial(template, compiled);
      else this[kind].set(template, compiled);
    }
  }

  override write({ template, data }: StoredMailContent): WrittenMail {
    const facts = { ...data, business: this.business };
    const written = this.render(this.text, template, facts);
    const subject = SUBJECT.exec(written)?.[1]?.replaceAll(/\s+/g, ' ').trim();
    if (subject === undefined) throw new Error(`${template}.text.hbs doesn’t begin with its subject.`);
    const html = this.render(this.html, template, { ...facts, subject });
    return { subject, text: `${written.replace(SUBJECT, '').trim()}\n`, html: `${html.trim()}\n` };
  }

  private render(templates: ReadonlyMap<string, Template>, name: string, facts: object): string {
    const template = templates.get(name);
    if (!template) throw new Error(`There is no template for a mail “${name}”.`);
    return template(facts);
  }
}
