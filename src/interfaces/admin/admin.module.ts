import { Module } from '@nestjs/common';
import { SignIn } from '../../application/staff/sign-in.js';
import { StaffDirectory } from '../../application/staff/staff-directory.port.js';
import { Attendance } from './attendance.js';
import { AttentionController } from './attention/attention.controller.js';
import { RuleMattersController } from './attention/rule-matters.controller.js';
import { BalancesController } from './balances/balances.controller.js';
import { BookingChangesController } from './bookings/booking-changes.controller.js';
import { BookingController } from './bookings/booking.controller.js';
import { BookingPageBuilder } from './bookings/booking-page.js';
import { BookingWatch } from './bookings/booking-watch.js';
import { BookingsController } from './bookings/bookings.controller.js';
import { NewBookingController } from './bookings/new-booking.controller.js';
import { PaymentOptionController } from './bookings/payment-option.controller.js';
import { CollectionsController } from './collections/collections.controller.js';
import { ReversalController } from './collections/reversal.controller.js';
import { CardLinkController } from './customers/card-link.controller.js';
import { CardRemovalController } from './customers/card-removal.controller.js';
import { CardSetupController } from './customers/card-setup.controller.js';
import { CardSetupsController } from './customers/card-setups.controller.js';
import { CorrectionController } from './customers/correction.controller.js';
import { CustomersController } from './customers/customers.controller.js';
import { MergeController } from './customers/merge.controller.js';
import { NotesController } from './customers/notes.controller.js';
import { CustomerController } from './customers/customer.controller.js';
import { CustomerPageBuilder } from './customers/customer-page.js';
import { Confirmations } from './customer-links/confirmations.js';
import { LinksController } from './customer-links/links.controller.js';
import { PaymentLinksController } from './customer-links/payment-links.controller.js';
import { WaitingPaymentsController } from './customer-links/waiting-payments.controller.js';
import { OwedController } from './refunds/owed.controller.js';
import { RefundsController } from './refunds/refunds.controller.js';
import { Navigation } from './navigation.js';
import { ErrorPages } from './errors/error-pages.filter.js';
import { UnknownPage } from './errors/unknown-page.filter.js';
import { ExportsController } from './exports/exports.controller.js';
import { ImportsController } from './imports/imports.controller.js';
import { MailsController } from './mails/mails.controller.js';
import { RuleActivityController } from './rules/rule-activity.controller.js';
import { RuleSwitchController } from './rules/rule-switch.controller.js';
import { RulesController } from './rules/rules.controller.js';
import { MoneyForms } from './payments/money-forms.js';
import { HoldOperationsController } from './payments/hold-operations.controller.js';
import { NewPaymentsController } from './payments/new-payments.controller.js';
import { Settlement } from './payments/settlement.js';
import { DetailsController } from './details/details.controller.js';
import { EndingController } from './life/ending.controller.js';
import { LifeController } from './life/life.controller.js';
import { PriceController } from './price/price.controller.js';
import { ReceiptsController } from './receipts/receipts.controller.js';
import { ReconciliationController } from './reconciliation/reconciliation.controller.js';
import { CollectionMethodsController } from './settings/collection-methods.controller.js';
import { SettingsController } from './settings/settings.controller.js';
import { SignInController } from './sign-in/sign-in.controller.js';
import { DismissalController } from './unmatched-payments/dismissal.controller.js';
import { PayoutsController } from './takings/payouts.controller.js';
import { TakingsController } from './takings/takings.controller.js';
import { LinkController } from './unmatched-payments/link.controller.js';
import { BatchesController } from './batches/batches.controller.js';
import { StripeSetupController } from './stripe-setup/stripe-setup.controller.js';
import { UnmatchedChangesController } from './unmatched-payments/unmatched-changes.controller.js';
import { UnmatchedWatch } from './unmatched-payments/unmatched-watch.js';
import { UnmatchedPaymentsController } from './unmatched-payments/unmatched-payments.controller.js';
import { Assets } from './views/assets.js';
import { Pages } from './views/pages.js';
import { Views } from './views/views.js';
import { SessionSecret } from './session/session-secret.js';

/** The ops console. Paths with fixed words come before those with ids. */
@Module({
  controllers: [
    SignInController,
    AttentionController,
    RuleMattersController,
    NewBookingController,
    BookingChangesController,
    BookingsController,
    BookingController,
    PaymentOptionController,
    CustomersController,
    CustomerController,
    CorrectionController,
    NotesController,
    MergeController,
    CardSetupsController,
    CardSetupController,
    CardLinkController,
    CardRemovalController,
    PriceController,
    LifeController,
    EndingController,
    DetailsController,
    NewPaymentsController,
    HoldOperationsController,
    PaymentLinksController,
    WaitingPaymentsController,
    LinksController,
    CollectionsController,
    RefundsController,
    OwedController,
    ReversalController,
    ReceiptsController,
    UnmatchedChangesController,
    UnmatchedPaymentsController,
    LinkController,
    DismissalController,
    BalancesController,
    TakingsController,
    PayoutsController,
    StripeSetupController,
    ReconciliationController,
    SettingsController,
    CollectionMethodsController,
    ImportsController,
    MailsController,
    ExportsController,
    BatchesController,
    RuleActivityController,
    RuleSwitchController,
    RulesController,
  ],
  providers: [
    SignIn,
    Views,
    Assets,
    Pages,
    Navigation,
    Attendance,
    ErrorPages,
    UnknownPage,
    BookingWatch,
    UnmatchedWatch,
    BookingPageBuilder,
    CustomerPageBuilder,
    MoneyForms,
    Settlement,
    Confirmations,
    {
      provide: SessionSecret,
      inject: [StaffDirectory],
      useFactory: async (staff: StaffDirectory) => new SessionSecret(await staff.sessionSecret()),
    },
  ],
})
export class AdminModule {}
