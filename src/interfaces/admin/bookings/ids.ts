import { NotFoundException } from '@nestjs/common';
import { validate } from 'uuid';

/** An id from an address; what isn't one leads nowhere. */
export function requireUuid(id: string): string {
  if (!validate(id)) throw new NotFoundException();
  return id.toLowerCase();
}
