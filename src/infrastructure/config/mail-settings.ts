import { isIP } from 'node:net';
import type { Sender, SmtpSettings } from '../mail/smtp-transport.js';
import { ConfigError } from './config-error.js';
import type { EnvReader } from './env-reader.js';

export interface MailConfig {
  /** Unset: mails are kept and shown. */
  readonly smtp?: SmtpSettings;
  readonly sender: Sender;
  /** The pause before the second attempt; later ones are longer. */
  readonly retrySeconds: number;
}

const LOOPBACK = /^(localhost|127\.\d+\.\d+\.\d+|::1)$/;
const ADDRESS = /^[^\s@<>,;]+@[^\s@<>,;]+$/;

export function mailSettingsFrom(read: EnvReader, businessName: string, publicHost: string): MailConfig {
  const smtp = smtpFrom(read);
  return {
    smtp,
    sender: senderFrom(read) ?? { name: businessName, email: usualSender(smtp?.user, publicHost) },
    retrySeconds: read.wholeNumber('PURSER_MAIL_RETRY_SECONDS', 1, 3600) ?? 60,
  };
}

/** `smtps:` begins with TLS; with `smtp:` a password goes to another machine only after STARTTLS. */
function smtpFrom(read: EnvReader): SmtpSettings | undefined {
  const name = 'SMTP_URL';
  const timeoutSeconds = read.wholeNumber('PURSER_SMTP_TIMEOUT_SECONDS', 1, 120) ?? 60;
  const value = read.url(name, ['smtp:', 'smtps:']);
  if (value === undefined) return undefined;
  const { protocol, hostname, port, username, password, pathname, search } = new URL(value);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (host === '') throw new ConfigError(name, 'names no host; expected smtp://user:password@host:port');
  if ((pathname !== '' && pathname !== '/') || search !== '')
    throw new ConfigError(name, 'has a path or a query; expected smtp://user:password@host:port');
  const secure = protocol === 'smtps:';
  const user = decoded(name, username) || undefined;
  return {
    host,
    port: port === '' ? (secure ? 465 : 587) : Number(port),
    secure,
    requireTls: user !== undefined && !LOOPBACK.test(host),
    user,
    password: user === undefined ? undefined : decoded(name, password),
    timeoutSeconds,
  };
}

/** `desk@example.com`, or with a name: `Northern Kayaks <desk@example.com>`. */
function senderFrom(read: EnvReader): Sender | undefined {
  const name = 'MAIL_FROM';
  const value = read.text(name);
  if (value === undefined) return undefined;
  const [, sender = '', email = ''] = /^"?([^"<>]*?)"?\s*<([^<>]+)>$/.exec(value) ?? [undefined, '', value];
  if (!ADDRESS.test(email))
    throw new ConfigError(
      name,
      `is "${value}"; expected desk@example.com or Northern Kayaks <desk@example.com>`,
    );
  return { name: sender.trim(), email };
}

/** Whom the mail server knows may send as themselves; otherwise the host that people know. */
function usualSender(user: string | undefined, publicHost: string): string {
  if (user !== undefined && ADDRESS.test(user)) return user;
  const isName = isIP(publicHost.replace(/^\[|\]$/g, '')) === 0;
  return `purser@${isName ? publicHost : 'localhost'}`;
}

function decoded(name: string, part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw new ConfigError(
      name,
      'has a % that stands for nothing; write special characters as %40, %3A, %2F, %25',
    );
  }
}
