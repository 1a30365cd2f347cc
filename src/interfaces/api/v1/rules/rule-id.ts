import { RuleNotFound } from '../../../../domain/rule/rule-errors.js';
import { KnownId } from '../../requests/known-id.pipe.js';

export const RuleId = new KnownId((id) => new RuleNotFound(id));
