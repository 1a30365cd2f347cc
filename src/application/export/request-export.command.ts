import { Command, CommandHandler, type ICommandHandler } from '@nestjs/cqrs';
import type { ExportKind, ExportPeriod } from '../../domain/export/export-order.js';
import { Export } from '../../domain/export/export.js';
import type { Actor } from '../../domain/shared/actor.js';
import type { BookingFilter } from '../booking/list-bookings.query.js';
import { BusinessSettings } from '../shared/business-settings.port.js';
import { Clock } from '../shared/clock.port.js';
import type { Idempotency } from '../shared/decision-log.port.js';
import { UnitOfWork } from '../shared/unit-of-work.port.js';

export interface RequestedExport {
  readonly id: string;
  readonly kind: ExportKind;
  /** Rows are those of bookings that it lets through. */
  readonly filter: BookingFilter;
  readonly period: ExportPeriod;
  readonly by: Actor;
}

/**
 * Asks for a file, which is written after. Returns its id: that of the first request with the same key. Throws
 * ExportPeriodRefused.
 */
export class RequestExport extends Command<string> {
  constructor(
    readonly request: RequestedExport,
    readonly idempotency: Idempotency,
  ) {
    super();
  }
}

@CommandHandler(RequestExport)
export class RequestExportHandler implements ICommandHandler<RequestExport> {
  constructor(
    private readonly unitOfWork: UnitOfWork,
    private readonly business: BusinessSettings,
    private readonly clock: Clock,
  ) {}

  execute({ request: { by, ...order }, idempotency }: RequestExport): Promise<string> {
    const { timeZone } = this.business;
    const wanted = Export.request({ ...order, timeZone }, { by, at: this.clock.now() });
    return this.unitOfWork.run(async ({ decisions, exports, jobs }) => {
      const earlier = await decisions.claim(idempotency, wanted.id);
      if (earlier !== undefined) return earlier;
      await exports.add(wanted);
      await jobs.add('write-export', { export: wanted.id });
      return wanted.id;
    });
  }
}
