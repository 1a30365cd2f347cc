import type { PipeTransform } from '@nestjs/common';
import { validate } from 'uuid';
import type { DomainError } from '../../../domain/shared/domain-error.js';

/** An id from an address: what isn't one is the id of nothing. */
export class KnownId implements PipeTransform<string, string> {
  constructor(private readonly notFound: (id: string) => DomainError) {}

  transform(id: string): string {
    if (!validate(id)) throw this.notFound(id);
    return id.toLowerCase();
  }
}
