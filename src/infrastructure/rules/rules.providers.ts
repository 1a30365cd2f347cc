import type { Provider } from '@nestjs/common';
import { PerformRuleActionJob } from './perform-rule-action.job.js';
import { RuleScheduler } from './rule-scheduler.js';

export const RULES_PROVIDERS: Provider[] = [RuleScheduler, PerformRuleActionJob];
