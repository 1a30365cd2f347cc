import type { Provider } from '@nestjs/common';
import { GetDryRunHandler } from './dry-run.handler.js';
import { GetRuleOutlookHandler } from './get-rule-outlook.handler.js';
import { GetRuleActionHandler } from './get-rule-action.handler.js';
import { GetRuleHandler } from './get-rule.handler.js';
import { ListRuleActionsHandler } from './list-rule-actions.handler.js';
import { ListRulesThatPausedHandler } from './list-rules-that-paused.handler.js';
import { ListRulesHandler } from './list-rules.handler.js';

export const RULE_QUERIES: Provider[] = [
  GetRuleHandler,
  GetRuleActionHandler,
  GetRuleOutlookHandler,
  ListRulesHandler,
  ListRuleActionsHandler,
  GetDryRunHandler,
  ListRulesThatPausedHandler,
];
