import type { Provider } from '@nestjs/common';
import { MailPace, MailTransport, MailWriter } from '../../application/mail/mail-transport.port.js';
import { BusinessSettings } from '../../application/shared/business-settings.port.js';
import type { MailConfig } from '../config/mail-settings.js';
import { JobWorkers } from '../jobs/job-workers.js';
import { HandlebarsMailWriter } from './handlebars-mail-writer.js';
import { SendMailJob } from './send-mail.job.js';
import { NoTransport, SmtpTransport } from './smtp-transport.js';

export function mailProviders({ smtp, sender, retrySeconds }: MailConfig): Provider[] {
  return [
    { provide: MailTransport, useValue: smtp ? new SmtpTransport(smtp, sender) : new NoTransport() },
    {
      provide: MailWriter,
      inject: [BusinessSettings],
      useFactory: (business: BusinessSettings) => new HandlebarsMailWriter(business),
    },
    { provide: MailPace, useValue: { firstSeconds: retrySeconds } satisfies MailPace },
    JobWorkers,
    SendMailJob,
  ];
}
