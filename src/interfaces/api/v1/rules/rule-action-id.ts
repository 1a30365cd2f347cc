import { RuleActionNotFound } from '../../../../domain/rule/rule-errors.js';
import { KnownId } from '../../requests/known-id.pipe.js';

export const RuleActionId = new KnownId((id) => new RuleActionNotFound(id));
