import { DomainError } from '../../domain/shared/domain-error.js';

export class CardSetupNotFound extends DomainError {
  override readonly name = 'CardSetupNotFound';
  constructor(id: string) {
    super('not_found', 'card_setup_not_found', `There is no card setup ${id}.`, { card_setup: id });
  }
}
