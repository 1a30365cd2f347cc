import { DomainError } from '../../domain/shared/domain-error.js';
import type { ListedMethod } from './collection-methods.port.js';

/** Nobody collects that way here, or no more; which ways there are. */
export class UnknownCollectionMethod extends DomainError {
  override readonly name = 'UnknownCollectionMethod';
  constructor(code: string, known: readonly ListedMethod[]) {
    const usable = known.filter(({ isRetired }) => !isRetired).map((method) => method.code);
    const isRetired = known.some((method) => method.code === code);
    super(
      'invalid',
      'unknown_collection_method',
      `“${code}” is ${isRetired ? 'no longer a way' : 'no way'} of collecting here. Use one of: ${usable.join(', ')}.`,
      { method: code, methods: usable.join(', ') },
    );
  }
}
