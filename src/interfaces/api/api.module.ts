import { Module } from '@nestjs/common';
import { BearerTokenGuard } from './access/bearer-token.guard.js';
import { UnknownCallController } from './problems/unknown-call.controller.js';
import { BatchesController } from './v1/batches/batches.controller.js';
import { CollectionMethodsController } from './v1/collections/collection-methods.controller.js';
import { CollectionsController } from './v1/collections/collections.controller.js';
import { BalancesController } from './v1/balances/balances.controller.js';
import { BookingLifeController } from './v1/bookings/booking-life.controller.js';
import { BookingsController } from './v1/bookings/bookings.controller.js';
import { CustomerNotesController } from './v1/customers/customer-notes.controller.js';
import { CustomerRecordsController } from './v1/customers/customer-records.controller.js';
import { CustomersController } from './v1/customers/customers.controller.js';
import { CustomerLinksController } from './v1/customer-links/customer-links.controller.js';
import { CancelController } from './v1/payments/cancel.controller.js';
import { ExportsController } from './v1/exports/exports.controller.js';
import { ImportsController } from './v1/imports/imports.controller.js';
import { MailsController } from './v1/mails/mails.controller.js';
import { HoldOperationsController } from './v1/payments/hold-operations.controller.js';
import { NewPaymentsController } from './v1/payments/new-payments.controller.js';
import { PaymentAnswers } from './v1/payments/payment-answers.js';
import { PaymentsController } from './v1/payments/payments.controller.js';
import { BookingRefundsController } from './v1/payments/booking-refunds.controller.js';
import { RefundsController } from './v1/payments/refunds.controller.js';
import { ReceiptsController } from './v1/receipts/receipts.controller.js';
import { ReconciliationsController } from './v1/reconciliations/reconciliations.controller.js';
import { RuleActionsController } from './v1/rules/rule-actions.controller.js';
import { RulesController } from './v1/rules/rules.controller.js';
import { SettingsController } from './v1/settings/settings.controller.js';
import { StripeSetupController } from './v1/stripe-setup/stripe-setup.controller.js';
import { BalanceTransactionsController, PayoutsController } from './v1/takings/payouts.controller.js';
import { TakingsController } from './v1/takings/takings.controller.js';
import { UnmatchedPaymentsController } from './v1/unmatched-payments/unmatched-payments.controller.js';

/** The JSON API. What no controller knows comes last. */
@Module({
  controllers: [
    BookingsController,
    CustomersController,
    CustomerRecordsController,
    CustomerNotesController,
    BookingLifeController,
    NewPaymentsController,
    PaymentsController,
    HoldOperationsController,
    CancelController,
    CustomerLinksController,
    RefundsController,
    BookingRefundsController,
    CollectionsController,
    ReceiptsController,
    CollectionMethodsController,
    UnmatchedPaymentsController,
    BalancesController,
    TakingsController,
    PayoutsController,
    BalanceTransactionsController,
    StripeSetupController,
    ReconciliationsController,
    RulesController,
    RuleActionsController,
    SettingsController,
    ImportsController,
    MailsController,
    ExportsController,
    BatchesController,
    UnknownCallController,
  ],
  providers: [BearerTokenGuard, PaymentAnswers],
})
export class ApiModule {}
