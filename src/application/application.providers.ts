import type { Provider } from '@nestjs/common';
import { BatchResults } from './batch/batch-results.js';
import { ChargeNextInBatchHandler } from './batch/charge-next-in-batch.command.js';
import { ExamineBatchHandler } from './batch/examine-batch.command.js';
import { MakeBatchHandler } from './batch/make-batch.command.js';
import { ResumeBatchHandler } from './batch/resume-batch.command.js';
import { StartBatchHandler } from './batch/start-batch.command.js';
import { StopBatchHandler } from './batch/stop-batch.command.js';
import { AddCardByLinkHandler } from './customer-link/add-card-by-link.command.js';
import { AskForCardHandler } from './customer-link/ask-for-card.command.js';
import { LookForCardHandler } from './customer-link/look-for-card.command.js';
import { CheckUnsettledPaymentsHandler } from './attention/check-unsettled-payments.command.js';
import { ChangeBookingLifeHandler } from './booking/change-booking-life.command.js';
import { ChangeBookingHandler } from './booking/change-booking.command.js';
import { EndBookingHandler } from './booking/end-booking.command.js';
import { RegisterBookingHandler } from './booking/register-booking.command.js';
import { AddCollectionMethodHandler } from './collection/add-collection-method.command.js';
import { ChangeCollectionMethodHandler } from './collection/change-collection-method.command.js';
import { RecordCollectionHandler } from './collection/record-collection.command.js';
import { ReverseCollectionHandler } from './collection/reverse-collection.command.js';
import { ExportDownloads } from './export/export-downloads.js';
import { CancelExportHandler } from './export/cancel-export.command.js';
import { RequestExportHandler } from './export/request-export.command.js';
import { WriteExportHandler } from './export/write-export.command.js';
import { CardChange } from './customer/card-change.js';
import { AddNoteHandler } from './customer/add-note.command.js';
import { TellStripeHandler } from './customer/tell-stripe.command.js';
import { CorrectCustomerHandler } from './customer/correct-customer.command.js';
import { FollowCardSetupHandler } from './customer/follow-card-setup.command.js';
import { IntroduceCustomer } from './customer/introduce-customer.js';
import { MakeCardPrimaryHandler } from './customer/make-card-primary.command.js';
import { MergeCustomersHandler } from './customer/merge-customers.command.js';
import { OpenCardSetupHandler } from './customer/open-card-setup.command.js';
import { RemoveCardHandler } from './customer/remove-card.command.js';
import { RemoveNoteHandler } from './customer/remove-note.command.js';
import { SyncCardsHandler } from './customer/sync-cards.command.js';
import { ApplyStripeEventsHandler } from './inbox/apply-stripe-events.command.js';
import { RetryParkedEventsHandler } from './inbox/retry-parked-events.command.js';
import { AskToAuthenticateHandler } from './customer-link/ask-to-authenticate.command.js';
import { AuthenticateByLinkHandler } from './customer-link/authenticate-by-link.command.js';
import { LookByLinkHandler } from './customer-link/look-by-link.command.js';
import { CreatePaymentLinkHandler } from './customer-link/create-payment-link.command.js';
import { PayByLinkHandler } from './customer-link/pay-by-link.command.js';
import { SendCustomerLinkHandler } from './customer-link/send-customer-link.command.js';
import { StopCustomerLinkHandler } from './customer-link/stop-customer-link.command.js';
import { CancelPaymentHandler } from './payment/cancel-payment.command.js';
import { CloseDeclinedPaymentHandler } from './payment/close-declined-payment.command.js';
import { CheckoutSender } from './payment/checkout-sender.js';
import { SyncCheckoutHandler } from './payment/sync-checkout.command.js';
import { OutdatedPages } from './payment/outdated-pages.js';
import { RecoverCheckout } from './payment/recover-checkout.js';
import { DismissMailHandler } from './mail/dismiss-mail.command.js';
import { SendFailedMailsHandler } from './mail/send-failed-mails.command.js';
import { SendMailAgainHandler } from './mail/send-mail-again.command.js';
import { IMPORT_USE_CASES } from './import/import.providers.js';
import { SendMailHandler } from './mail/send-mail.command.js';
import { CapturePaymentHandler } from './payment/capture-payment.command.js';
import { ChargeBookingHandler } from './payment/charge-booking.command.js';
import { DismissUnmatchedPaymentHandler } from './payment/dismiss-unmatched-payment.command.js';
import { ReopenUnmatchedPaymentHandler } from './payment/reopen-unmatched-payment.command.js';
import { LinkUnmatchedPaymentHandler } from './payment/link-unmatched-payment.command.js';
import { CompareWithStripeHandler } from './payment/compare-with-stripe.query.js';
import { DecideStillOwedHandler } from './payment/decide-still-owed.command.js';
import { RefundBookingHandler } from './payment/refund-booking.command.js';
import { PaymentSender } from './payment/payment-sender.js';
import { PlaceHoldHandler } from './payment/place-hold.command.js';
import { ReauthorizeHoldHandler } from './payment/reauthorize-hold.command.js';
import { RecoverPaymentHandler } from './payment/recover-payment.command.js';
import { RefundPaymentHandler } from './payment/refund-payment.command.js';
import { ReleaseHoldHandler } from './payment/release-hold.command.js';
import { RequestOperation } from './payment/request-operation.js';
import { RequestPayment } from './payment/request-payment.js';
import { CreateWebhookEndpointHandler } from './stripe-setup/create-webhook-endpoint.command.js';
import { ExamineStripeSetupHandler } from './stripe-setup/examine-stripe-setup.query.js';
import { SyncStripeCaptureHandler } from './payment/sync-stripe-capture.command.js';
import { RequestReconciliationHandler } from './reconciliation/request-reconciliation.command.js';
import { SendReceiptHandler } from './receipt/send-receipt.command.js';
import { ConcludeLeftUndoneHandler } from './rule/conclude-left-undone.command.js';
import { DismissRuleActionHandler } from './rule/dismiss-rule-action.command.js';
import { ActivateRuleHandler } from './rule/activate-rule.command.js';
import { ChangeRuleHandler } from './rule/change-rule.command.js';
import { RecallForgottenActionsHandler } from './rule/recall-forgotten-actions.command.js';
import { LookForDueActionsHandler } from './rule/look-for-due-actions.command.js';
import { MakeRuleHandler } from './rule/make-rule.command.js';
import { PauseRuleHandler } from './rule/pause-rule.command.js';
import { PerformRuleActionHandler } from './rule/perform-rule-action.command.js';
import { ChangeSettingsHandler } from './settings/change-settings.command.js';

/** Every use case, for the composition root. */
export const APPLICATION_PROVIDERS: Provider[] = [
  BatchResults,
  MakeBatchHandler,
  ExamineBatchHandler,
  ResumeBatchHandler,
  StartBatchHandler,
  StopBatchHandler,
  ChargeNextInBatchHandler,
  RegisterBookingHandler,
  ChangeBookingHandler,
  ChangeBookingLifeHandler,
  EndBookingHandler,
  AddCollectionMethodHandler,
  ChangeCollectionMethodHandler,
  RecordCollectionHandler,
  ReverseCollectionHandler,
  ChargeBookingHandler,
  PlaceHoldHandler,
  ReauthorizeHoldHandler,
  CapturePaymentHandler,
  ReleaseHoldHandler,
  RefundPaymentHandler,
  CancelPaymentHandler,
  CreatePaymentLinkHandler,
  AskToAuthenticateHandler,
  AuthenticateByLinkHandler,
  LookByLinkHandler,
  PayByLinkHandler,
  StopCustomerLinkHandler,
  SendCustomerLinkHandler,
  RefundBookingHandler,
  DecideStillOwedHandler,
  SyncStripeCaptureHandler,
  LinkUnmatchedPaymentHandler,
  DismissUnmatchedPaymentHandler,
  ReopenUnmatchedPaymentHandler,
  CompareWithStripeHandler,
  RequestReconciliationHandler,
  ChangeSettingsHandler,
  RequestExportHandler,
  CancelExportHandler,
  WriteExportHandler,
  ExportDownloads,
  SendReceiptHandler,
  MakeRuleHandler,
  ChangeRuleHandler,
  ActivateRuleHandler,
  DismissRuleActionHandler,
  ConcludeLeftUndoneHandler,
  PauseRuleHandler,
  LookForDueActionsHandler,
  RecallForgottenActionsHandler,
  PerformRuleActionHandler,
  ...IMPORT_USE_CASES,
  SendMailHandler,
  SendMailAgainHandler,
  SendFailedMailsHandler,
  DismissMailHandler,
  RecoverPaymentHandler,
  CheckUnsettledPaymentsHandler,
  ApplyStripeEventsHandler,
  ExamineStripeSetupHandler,
  CreateWebhookEndpointHandler,
  RetryParkedEventsHandler,
  AskForCardHandler,
  AddCardByLinkHandler,
  LookForCardHandler,
  SyncCardsHandler,
  OpenCardSetupHandler,
  AddNoteHandler,
  RemoveNoteHandler,
  CorrectCustomerHandler,
  TellStripeHandler,
  MergeCustomersHandler,
  FollowCardSetupHandler,
  MakeCardPrimaryHandler,
  RemoveCardHandler,
  CardChange,
  IntroduceCustomer,
  PaymentSender,
  CheckoutSender,
  OutdatedPages,
  CloseDeclinedPaymentHandler,
  RecoverCheckout,
  SyncCheckoutHandler,
  RequestPayment,
  RequestOperation,
];
