import type Handlebars from 'handlebars';
import type { Clock } from '../../../application/shared/clock.port.js';
import type { Format } from './format.js';

type Engine = typeof Handlebars;

/** The few words that templates need; everything else is decided in the page's own TypeScript. */
export function registerHelpers(engine: Engine, format: Format, clock: Clock): void {
  const { escapeExpression, SafeString } = engine;

  const time = (moment: Date, text: string) =>
    new SafeString(
      `<time datetime="${moment.toISOString()}" title="${escapeExpression(format.exactTime(moment))}">${escapeExpression(text)}</time>`,
    );

  engine.registerHelper({
    money: (amount: number, currency: string) => format.money(amount, currency),
    /** A dash for nothing, so that figures stand out. */
    moneyOrDash: (amount: number, currency: string) => (amount === 0 ? '–' : format.money(amount, currency)),
    dateTime: (moment: Date) => time(moment, format.dateTime(moment)),
    shortDateTime: (moment: Date) => time(moment, format.shortDateTime(moment, clock.now())),
    relative: (moment: Date) => time(moment, format.relative(moment, clock.now())),
    plural: (count: number, one: string, many: string) =>
      `${format.count(count)} ${count === 1 ? one : many}`,
    count: (number: number) => format.count(number),
    /** May break after the @, rather than in the middle of a word. */
    breakable: (email: string) => new SafeString(escapeExpression(email).replace('@', '@<wbr>')),
    concat: (...parts: unknown[]) => parts.slice(0, -1).join(''),
    eq: (a: unknown, b: unknown) => a === b,
    or: (a: unknown, b: unknown) => Boolean(a) || Boolean(b),
  });
}
