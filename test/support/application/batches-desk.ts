import type { BatchSelection } from '../../../src/application/batch/batch-selection.js';
import {
  ChargeNextInBatch,
  ChargeNextInBatchHandler,
} from '../../../src/application/batch/charge-next-in-batch.command.js';
import { ExamineBatch, ExamineBatchHandler } from '../../../src/application/batch/examine-batch.command.js';
import { MakeBatch, MakeBatchHandler } from '../../../src/application/batch/make-batch.command.js';
import { ResumeBatch, ResumeBatchHandler } from '../../../src/application/batch/resume-batch.command.js';
import { StartBatch, StartBatchHandler } from '../../../src/application/batch/start-batch.command.js';
import { StopBatch, StopBatchHandler } from '../../../src/application/batch/stop-batch.command.js';
import type { ChargeBookingHandler } from '../../../src/application/payment/charge-booking.command.js';
import type { PaymentGateway } from '../../../src/application/payment/payment-gateway.port.js';
import type { Clock } from '../../../src/application/shared/clock.port.js';
import { ChargeBatch, type Turn } from '../../../src/domain/batch/charge-batch.js';
import type { Actor } from '../../../src/domain/shared/actor.js';
import { ANA } from '../domain/causes.js';
import type { StoredItem } from './in-memory-batches.js';
import type { InMemoryUnitOfWork } from './in-memory-unit-of-work.js';

interface Parts {
  readonly unitOfWork: InMemoryUnitOfWork;
  readonly stripe: PaymentGateway;
  readonly clock: Clock;
  readonly charging: ChargeBookingHandler;
}

const BATCH = 'batch-1';

/** Charging many bookings at once, and the queue that it is done by. */
export class BatchesDesk {
  private readonly examination: ExamineBatchHandler;

  constructor(private readonly parts: Parts) {
    this.examination = new ExamineBatchHandler(parts.unitOfWork, parts.stripe, parts.clock);
  }

  make(selection: BatchSelection, { id = BATCH, key }: { id?: string; key?: string } = {}): Promise<string> {
    const { unitOfWork, clock } = this.parts;
    const idempotency = { scope: 'console', key: key ?? id, fingerprint: JSON.stringify(selection) };
    const wanted = { id, selection, by: ANA, idempotency };
    return new MakeBatchHandler(unitOfWork, this.examination, clock).execute(new MakeBatch(wanted));
  }

  /** On the version that it has now, unless another was looked at. */
  start({ id = BATCH, seen, by = ANA }: { id?: string; seen?: number; by?: Actor } = {}): Promise<void> {
    const { unitOfWork, clock } = this.parts;
    const version = seen ?? this.batch(id).version;
    return new StartBatchHandler(unitOfWork, clock).execute(new StartBatch(id, version, by));
  }

  stop(id = BATCH): Promise<void> {
    const { unitOfWork, clock } = this.parts;
    return new StopBatchHandler(unitOfWork, clock).execute(new StopBatch(id, ANA));
  }

  /** By the turn that the first lane is at, unless another is given. */
  chargeNext({ id = BATCH, turn, doubts }: { id?: string; turn?: Turn; doubts?: number } = {}) {
    return this.chargeNextBy(this.parts.charging, { id, turn, doubts });
  }

  /** What happens between its turn and the decision is up to `charging`. */
  chargeNextBy(
    charging: ChargeBookingHandler,
    { id = BATCH, turn, doubts = 0 }: { id?: string; turn?: Turn; doubts?: number } = {},
  ): Promise<void> {
    const { unitOfWork, clock } = this.parts;
    const handler = new ChargeNextInBatchHandler(unitOfWork, charging, clock);
    const taken = turn ?? this.batch(id).turns[0];
    if (!taken) throw new Error('No lane has a turn.');
    return handler.execute(new ChargeNextInBatch(id, taken, doubts));
  }

  /** What was in the hands of somebody who is gone is taken up again. */
  resume(id = BATCH): Promise<void> {
    return new ResumeBatchHandler(this.parts.unitOfWork).execute(new ResumeBatch(id));
  }

  /** Does the jobs that are due, those that come of them included, `lanes` at a time; so many `times`, if that is said. */
  async work(lanes = 1, { times = Infinity } = {}): Promise<void> {
    for (let done = 0; done < times; done += 1) {
      const due = this.takeDue(lanes);
      if (due.length === 0) return;
      await Promise.all(due);
    }
  }

  batch(id = BATCH): ChargeBatch {
    const data = this.parts.unitOfWork.stored.batches.get(id);
    if (!data) throw new Error(`No batch ${id} is stored.`);
    return ChargeBatch.restore(data);
  }

  items(id = BATCH): StoredItem[] {
    return [...this.parts.unitOfWork.stored.batchItems.values()].filter(({ batch }) => batch === id);
  }

  /** How far the batch has come with each, in their order. */
  steps(id = BATCH): string[] {
    return this.items(id).map(({ step, verdict, end }) => {
      if (end?.step === 'left_out') return `left_out: ${end.reason}`;
      return verdict?.step === 'not_chargeable' ? `not_chargeable: ${verdict.reason}` : step;
    });
  }

  /** When the jobs that wait are due, in seconds from now. */
  get pauses(): number[] {
    const now = this.parts.clock.now().getTime();
    return this.parts.unitOfWork.stored.jobs.flatMap(({ at }) => (at ? [(at.getTime() - now) / 1000] : []));
  }

  private takeDue(lanes: number): Promise<void>[] {
    const { jobs } = this.parts.unitOfWork.stored;
    const now = this.parts.clock.now();
    const due = jobs.filter(({ name, at }) => name.endsWith('-batch') && (at === undefined || at <= now));
    return due.slice(0, lanes).map((job) => {
      jobs.splice(jobs.indexOf(job), 1);
      const { batch, doubts, ...turn } = job.data as Turn & { batch: string; doubts?: number };
      return job.name === 'examine-batch'
        ? this.examination.execute(new ExamineBatch(batch))
        : this.chargeNext({ id: batch, turn, doubts });
    });
  }
}
