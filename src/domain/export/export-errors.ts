import { DomainError } from '../shared/domain-error.js';
import type { ExportState } from './export-states.js';

export class ExportNotFound extends DomainError {
  override readonly name = 'ExportNotFound';
  constructor(id: string) {
    super('not_found', 'export_not_found', `There is no export ${id}.`, { export: id });
  }
}

export class ExportPeriodRefused extends DomainError {
  override readonly name = 'ExportPeriodRefused';
  constructor(
    readonly field: 'from' | 'to',
    message: string,
  ) {
    super('invalid', 'invalid_period', message, { field: `period.${field}` });
  }
}

/** It can't be stopped any more. */
export class ExportOver extends DomainError {
  override readonly name = 'ExportOver';
  constructor(id: string, state: ExportState) {
    super('conflict', 'export_over', `This export is over: it is ${state}.`, { export: id, state });
  }
}

const WHY_NO_FILE: Readonly<Record<Exclude<ExportState, 'ready'>, string>> = {
  queued: 'It isn’t written yet: look again in a moment.',
  running: 'It isn’t written yet: look again in a moment.',
  failed: 'It couldn’t be written. Ask for it again.',
  canceled: 'It was stopped before it was written. Ask for it again.',
  expired: 'It was kept for some days and then removed. Ask for it again.',
};

export class ExportHasNoFile extends DomainError {
  override readonly name = 'ExportHasNoFile';
  constructor(id: string, state: Exclude<ExportState, 'ready'>) {
    super('conflict', 'export_has_no_file', WHY_NO_FILE[state], { export: id, state });
  }
}
