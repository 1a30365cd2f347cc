import type { Provider } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { BookingVersions } from '../../application/booking/booking-versions.port.js';
import { ReconciliationRequests } from '../../application/reconciliation/reconciliation-requests.port.js';
import { CollectionMethods } from '../../application/collection/collection-methods.port.js';
import { CsvWriter } from '../../application/shared/csv.port.js';
import { UnitOfWork } from '../../application/shared/unit-of-work.port.js';
import { SafeCsvWriter } from '../csv/safe-csv-writer.js';
import { JobSignals } from '../jobs/job-signals.js';
import { apiAccessProviders } from './api-access/api-access.providers.js';
import { GetBalancesHandler } from './balance/get-balances.handler.js';
import { ListCustomerBalancesHandler } from './balance/list-customer-balances.handler.js';
import { CountBookingsHandler } from './booking/count-bookings.handler.js';
import { GetBookingHandler } from './booking/get-booking.handler.js';
import { ListBookingsHandler } from './booking/list-bookings.handler.js';
import { PostgresBookingVersions } from './booking/postgres-booking-versions.js';
import { PostgresCollectionMethods } from './collection/postgres-collection-methods.js';
import { GetCustomerHandler } from './customer/get-customer.handler.js';
import { ListCustomerNotesHandler } from './customer/list-customer-notes.handler.js';
import { ListCustomerPaymentsHandler } from './customer/list-customer-payments.handler.js';
import { ListCustomersHandler } from './customer/list-customers.handler.js';
import { ListLikelyDuplicatesHandler } from './customer/list-likely-duplicates.handler.js';
import { PreviewMergeHandler } from './customer/preview-merge.handler.js';
import { GetCustomerLinkHandler } from './customer-link/get-customer-link.handler.js';
import { ListCustomerLinksHandler } from './customer-link/list-customer-links.handler.js';
import { EXPORT_PROVIDERS } from './export/export.providers.js';
import { Housekeeper } from './housekeeping/housekeeper.js';
import { GetImportHandler, ListImportRowsHandler, ListImportsHandler } from './import/import-views.js';
import { GetMailHandler } from './mail/get-mail.handler.js';
import { ListMailsHandler } from './mail/list-mails.handler.js';
import { GetRefundsHandler } from './payment/get-refunds.handler.js';
import { GetPaymentHandler } from './payment/get-payment.handler.js';
import { PostgresUnitOfWork } from './postgres-unit-of-work.js';
import { GetReconciliationHandler } from './reconciliation/get-reconciliation.handler.js';
import { GetSweepOutlookHandler } from './reconciliation/get-sweep-outlook.handler.js';
import { ListReconciliationsHandler } from './reconciliation/list-reconciliations.handler.js';
import { PostgresReconciliationRequests } from './reconciliation/postgres-reconciliation-requests.js';
import { GetReceiptHandler } from './receipt/get-receipt.handler.js';
import { BookingAttendances } from '../../application/rule/booking-attendances.port.js';
import { PostgresBookingAttendances } from './rule/postgres-booking-attendances.js';
import { RULE_QUERIES } from './rule/rule.providers.js';
import { GetBusinessDetailsHandler } from './settings/get-business-details.handler.js';
import { GetSettingsHandler } from './settings/get-settings.handler.js';
import { staffProviders } from './staff/staff.providers.js';
import { TAKINGS_HANDLERS } from './takings/takings.handlers.js';
import { GetUnmatchedPaymentHandler } from './unmatched/get-unmatched-payment.handler.js';
import { GetUnmatchedVersionHandler } from './unmatched/get-unmatched-version.handler.js';
import { ListUnmatchedPaymentsHandler } from './unmatched/list-unmatched-payments.handler.js';

/** What PostgreSQL stands behind: the ports that store, and the queries. */
export function persistenceProviders(dataSource: DataSource): Provider[] {
  const signals = new JobSignals();
  return [
    { provide: DataSource, useValue: dataSource },
    { provide: JobSignals, useValue: signals },
    { provide: UnitOfWork, useValue: new PostgresUnitOfWork(dataSource, signals) },
    { provide: CollectionMethods, useValue: new PostgresCollectionMethods(dataSource) },
    { provide: BookingVersions, useValue: new PostgresBookingVersions(dataSource) },
    { provide: ReconciliationRequests, useValue: new PostgresReconciliationRequests(dataSource) },
    { provide: CsvWriter, useClass: SafeCsvWriter },
    ListBookingsHandler,
    GetBookingHandler,
    CountBookingsHandler,
    GetBalancesHandler,
    ListCustomerBalancesHandler,
    ...TAKINGS_HANDLERS,
    GetPaymentHandler,
    GetCustomerHandler,
    ListCustomersHandler,
    ListCustomerPaymentsHandler,
    ListCustomerNotesHandler,
    ListLikelyDuplicatesHandler,
    PreviewMergeHandler,
    GetCustomerLinkHandler,
    ListCustomerLinksHandler,
    GetRefundsHandler,
    ListUnmatchedPaymentsHandler,
    GetUnmatchedPaymentHandler,
    GetUnmatchedVersionHandler,
    ListReconciliationsHandler,
    GetReconciliationHandler,
    GetSweepOutlookHandler,
    GetReceiptHandler,
    GetSettingsHandler,
    GetBusinessDetailsHandler,
    ListMailsHandler,
    GetMailHandler,
    ...EXPORT_PROVIDERS,
    ...RULE_QUERIES,
    ListImportsHandler,
    GetImportHandler,
    ListImportRowsHandler,
    { provide: BookingAttendances, useValue: new PostgresBookingAttendances(dataSource) },
    Housekeeper,
    ...apiAccessProviders(dataSource),
    ...staffProviders(dataSource),
  ];
}
