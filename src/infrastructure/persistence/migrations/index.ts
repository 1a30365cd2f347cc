import { Desk1795532600000 } from './1795532600000-desk.js';
import { Staff1795532700000 } from './1795532700000-staff.js';
import { ApiAccess1795532800000 } from './1795532800000-api-access.js';
import { EventSweeps1795600000000 } from './1795600000000-event-sweeps.js';
import { Installation1795600100000 } from './1795600100000-installation.js';
import { RefundRequests1795690000000 } from './1795690000000-refund-requests.js';
import { UnmatchedPayments1795690100000 } from './1795690100000-unmatched-payments.js';
import { Inbox1795690200000 } from './1795690200000-inbox.js';
import { Reconciliation1795690300000 } from './1795690300000-reconciliation.js';
import { Attention1795690400000 } from './1795690400000-attention.js';
import { Inquiries1795690500000 } from './1795690500000-inquiries.js';
import { Mails1795700000000 } from './1795700000000-mails.js';
import { Settings1795700000100 } from './1795700000100-settings.js';
import { Cards1795700100000 } from './1795700100000-cards.js';
import { CustomerLinks1795700200000 } from './1795700200000-customer-links.js';
import { CheckoutEvents1795700200100 } from './1795700200100-checkout-events.js';
import { ClosedDeclines1795700200200 } from './1795700200200-closed-declines.js';
import { Collections1795700300000 } from './1795700300000-collections.js';
import { RefundNotes1795700300100 } from './1795700300100-refund-notes.js';
import { HoldRenewals1795700300200 } from './1795700300200-hold-renewals.js';
import { PriceAndLife1795700400000 } from './1795700400000-price-and-life.js';
import { Disputes1795700500000 } from './1795700500000-disputes.js';
import { Dismissals1795700500100 } from './1795700500100-dismissals.js';
import { Balances1795800000000 } from './1795800000000-balances.js';
import { WebhookArrivals1795800100000 } from './1795800100000-webhook-arrivals.js';
import { CardLinks1795800200000 } from './1795800200000-card-links.js';
import { ChargeBatches1795900100000 } from './1795900100000-charge-batches.js';
import { Rules1795900110000 } from './1795900110000-rules.js';
import { Customers1795900200000 } from './1795900200000-customers.js';
import { Exports1795900300000 } from './1795900300000-exports.js';
import { Receipts1795900400000 } from './1795900400000-receipts.js';
import { CardFingerprints1795900400100 } from './1795900400100-card-fingerprints.js';
import { PutBack1795900400200 } from './1795900400200-put-back.js';
import { Imports1795900500000 } from './1795900500000-imports.js';
import { Takings1795900600000 } from './1795900600000-takings.js';
import { StripeBalance1795900600100 } from './1795900600100-stripe-balance.js';
import { ActionsToLookAt1795900700000 } from './1795900700000-actions-to-look-at.js';
import { PayoutSums1796000000000 } from './1796000000000-payout-sums.js';
import { TakingsAtOnce1796000001000 } from './1796000001000-takings-at-once.js';
import { BatchLanes1796000100000 } from './1796000100000-batch-lanes.js';
import { WhatRulesLeftUndone1796000100100 } from './1796000100100-what-rules-left-undone.js';
import { ExportReasons1796000200050 } from './1796000200050-export-reasons.js';
import { MailsToLookAt1796000200100 } from './1796000200100-mails-to-look-at.js';
import { ContactsInStripe1796000200200 } from './1796000200200-contacts-in-stripe.js';
import { ImportRowsKept1796000200000 } from './1796000200000-import-rows-kept.js';
import { FirstMidnight1796000002000 } from './1796000002000-first-midnight.js';
import { StripeBalanceNow1796000003000 } from './1796000003000-stripe-balance-now.js';
import { RefundsThatNeverMoved1796000004000 } from './1796000004000-refunds-that-never-moved.js';
import { CustomersWithoutACard1796000005000 } from './1796000005000-customers-without-a-card.js';
import { TakingsByOnePlan1796000400000 } from './1796000400000-takings-by-one-plan.js';
import { FirstTakings1796200000000 } from './1796200000000-first-takings.js';

/** In the order in which they run. One that was released is never changed: what it did is changed by a new one. */
export const MIGRATIONS = [
  Desk1795532600000,
  Staff1795532700000,
  ApiAccess1795532800000,
  EventSweeps1795600000000,
  Installation1795600100000,
  RefundRequests1795690000000,
  UnmatchedPayments1795690100000,
  Inbox1795690200000,
  Reconciliation1795690300000,
  Attention1795690400000,
  Inquiries1795690500000,
  Mails1795700000000,
  Settings1795700000100,
  Cards1795700100000,
  CustomerLinks1795700200000,
  CheckoutEvents1795700200100,
  ClosedDeclines1795700200200,
  Collections1795700300000,
  RefundNotes1795700300100,
  HoldRenewals1795700300200,
  PriceAndLife1795700400000,
  Disputes1795700500000,
  Dismissals1795700500100,
  Balances1795800000000,
  WebhookArrivals1795800100000,
  CardLinks1795800200000,
  ChargeBatches1795900100000,
  Rules1795900110000,
  Customers1795900200000,
  Exports1795900300000,
  Receipts1795900400000,
  CardFingerprints1795900400100,
  PutBack1795900400200,
  Imports1795900500000,
  Takings1795900600000,
  StripeBalance1795900600100,
  ActionsToLookAt1795900700000,
  PayoutSums1796000000000,
  TakingsAtOnce1796000001000,
  FirstMidnight1796000002000,
  StripeBalanceNow1796000003000,
  RefundsThatNeverMoved1796000004000,
  CustomersWithoutACard1796000005000,
  BatchLanes1796000100000,
  WhatRulesLeftUndone1796000100100,
  ImportRowsKept1796000200000,
  ExportReasons1796000200050,
  MailsToLookAt1796000200100,
  ContactsInStripe1796000200200,
  TakingsByOnePlan1796000400000,
  FirstTakings1796200000000,
];
