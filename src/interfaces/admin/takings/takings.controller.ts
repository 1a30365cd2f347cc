import { Get, Query, Res } from '@nestjs/common';
import { QueryBus } from '@nestjs/cqrs';
import type { Response } from 'express';
import { CollectionMethods } from '../../../application/collection/collection-methods.port.js';
import { BusinessSettings } from '../../../application/shared/business-settings.port.js';
import { Clock } from '../../../application/shared/clock.port.js';
import { BYTE_ORDER_MARK, CsvWriter } from '../../../application/shared/csv.port.js';
import { GetTakings } from '../../../application/takings/get-takings.query.js';
import {
  ListBalanceTransactions,
  type BalanceTransactionCriteria,
} from '../../../application/takings/list-balance-transactions.query.js';
import { ListPayouts } from '../../../application/takings/list-payouts.query.js';
import {
  ListTakingsMovements,
  type MovementCriteria,
} from '../../../application/takings/list-takings-movements.query.js';
import { methodNamed } from '../../../application/takings/takings-methods.js';
import {
  takingsPeriod,
  TakingsPeriodRefused,
  type TakingsPeriod,
} from '../../../application/takings/takings-period.js';
import { takingsRecords } from '../../../application/takings/takings-records.js';
import type { BalanceStanding } from '../../../application/takings/takings-views.js';
import { FIGURE_NAMES } from '../../../application/takings/takings.js';
import { dayIn, isCalendarDate, type CalendarDate } from '../../../domain/shared/calendar-date.js';
import { isCurrency } from '../../../domain/shared/currency.js';
import { DomainError } from '../../../domain/shared/domain-error.js';
import { ConsoleController } from '../console-controller.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { Pages } from '../views/pages.js';
import { Views } from '../views/views.js';
import { movementsView } from './movement-view.js';
import { movementsHref, transactionsHref } from './takings-links.js';
import { takingsView, type AskedPeriod } from './takings-view.js';
import { transactionsView } from './transaction-view.js';

const PAYOUTS_SHOWN = 5;
const STANDINGS: readonly BalanceStanding[] = ['booking', 'foreign', 'account', 'payout'];

/** What was taken each day, by method, and what is behind each figure. */
@ConsoleController('takings')
export class TakingsController {
  constructor(
    private readonly queries: QueryBus,
    private readonly methods: CollectionMethods,
    private readonly settings: BusinessSettings,
    private readonly clock: Clock,
    private readonly pages: Pages,
    private readonly views: Views,
    private readonly csv: CsvWriter,
  ) {}

  @Get()
  async show(@Query() query: FormFields, @Res() response: Response): Promise<void> {
    const today = this.today();
    const { period, asked } = this.asked(query);
    const [takings, payouts] = await Promise.all([
      this.queries.execute(new GetTakings(period)),
      this.queries.execute(new ListPayouts({ limit: PAYOUTS_SHOWN })),
    ]);
    const view = takingsView(takings, payouts.rows, asked, today, this.views.format);
    this.pages.send(response, 'takings/show', view, asked.problem ? 422 : 200);
  }

  /** The days as a file. Days that can't be are shown on the page, where they can be put right. */
  @Get('daily.csv')
  async daily(@Query() query: FormFields, @Res() response: Response): Promise<void> {
    const { period, asked } = this.asked(query);
    if (asked.problem)
      return response.redirect(
        303,
        `/takings?${new URLSearchParams({ from: asked.from, to: asked.to }).toString()}`,
      );
    const takings = await this.queries.execute(new GetTakings(period));
    response
      .type('text/csv; charset=utf-8')
      .attachment(`takings-${period.from}-to-${period.to}.csv`)
      .send(BYTE_ORDER_MARK + this.csv.write(takingsRecords(takings)));
  }

  @Get('movements')
  async movements(@Query() query: FormFields, @Res() response: Response): Promise<void> {
    const criteria: MovementCriteria = {
      ...this.asked(query).period,
      currency: currencyOf(query, 'currency'),
      method: textOf(query, 'method') || undefined,
      figure: FIGURE_NAMES.find((name) => name === textOf(query, 'figure')),
      awaited: textOf(query, 'awaited') === 'true',
      cursor: textOf(query, 'cursor') || undefined,
    };
    const page = await despiteCursor(() => this.queries.execute(new ListTakingsMovements(criteria)));
    if (!page) return response.redirect(303, movementsHref({ ...criteria, cursor: undefined }));
    const labels = await this.methods.list();
    const labelOf = (code: string) => methodNamed(code, labels).label;
    this.pages.send(response, 'takings/movements', movementsView(criteria, page, labelOf, this.views.format));
  }

  @Get('transactions')
  async transactions(@Query() query: FormFields, @Res() response: Response): Promise<void> {
    const criteria: BalanceTransactionCriteria = {
      from: dayOf(query, 'from'),
      to: dayOf(query, 'to'),
      standing: STANDINGS.find((standing) => standing === textOf(query, 'standing')),
      currency: currencyOf(query, 'currency'),
      method: textOf(query, 'method') || undefined,
      takenIn: currencyOf(query, 'taken_in'),
      payout: textOf(query, 'payout') || undefined,
      cursor: textOf(query, 'cursor') || undefined,
    };
    const page = await despiteCursor(() => this.queries.execute(new ListBalanceTransactions(criteria)));
    if (!page) return response.redirect(303, transactionsHref({ ...criteria, cursor: undefined }));
    this.pages.send(response, 'takings/transactions', transactionsView(criteria, page, this.views.format));
  }

  /** The usual days instead of those that can't be, which are shown again as they were typed. */
  private asked(query: FormFields): { period: TakingsPeriod; asked: AskedPeriod } {
    const typed = { from: textOf(query, 'from'), to: textOf(query, 'to') };
    try {
      const period = takingsPeriod(typed.from || undefined, typed.to || undefined, this.today());
      return { period, asked: period };
    } catch (error) {
      if (!(error instanceof TakingsPeriodRefused)) throw error;
      const problem = { field: error.field, message: PROBLEMS[error.field] };
      return { period: takingsPeriod(undefined, undefined, this.today()), asked: { ...typed, problem } };
    }
  }

  private today(): CalendarDate {
    return dayIn(this.settings.timeZone, this.clock.now());
  }
}

const PROBLEMS = {
  from: 'Choose a day, at most a year before the last one.',
  to: 'Choose the first day or a later one.',
} as const;

/** Nothing for a cursor that was cut off. */
async function despiteCursor<Page>(list: () => Promise<Page>): Promise<Page | undefined> {
  try {
    return await list();
  } catch (error) {
    if (error instanceof DomainError && error.code === 'invalid_cursor') return undefined;
    throw error;
  }
}

function dayOf(query: FormFields, name: string): CalendarDate | undefined {
  const day = textOf(query, name);
  return isCalendarDate(day) ? day : undefined;
}

function currencyOf(query: FormFields, name: string): string | undefined {
  const code = textOf(query, name);
  return isCurrency(code) ? code : undefined;
}
