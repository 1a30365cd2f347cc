import { Module } from '@nestjs/common';
import { AddCardAction } from './add-card-action.js';
import { AuthenticateAction } from './authenticate-action.js';
import { CustomerPagesController, LINK_ACTIONS } from './customer-pages.controller.js';
import { CustomerViews } from './customer-views.js';
import type { LinkAction } from './link-action.js';
import { PayAction } from './pay-action.js';

const ACTIONS = [PayAction, AuthenticateAction, AddCardAction];

/** Pages for customers, by links. What can be done by one more kind of link is one more action. */
@Module({
  controllers: [CustomerPagesController],
  providers: [
    CustomerViews,
    ...ACTIONS,
    { provide: LINK_ACTIONS, inject: ACTIONS, useFactory: (...actions: LinkAction[]) => actions },
  ],
})
export class CustomerModule {}
