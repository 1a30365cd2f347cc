import type { LoggerService } from '@nestjs/common';
import { destination, pino, type DestinationStream, type Logger } from 'pino';
import type { LogLevel } from '../config/config.js';
import { redactLine } from './redaction.js';

type Level = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace';

/** One JSON line per entry, without secrets (see `redaction.ts`), on standard output unless told otherwise. */
export function createLog(level: LogLevel, stream: DestinationStream = destination({ sync: true })): Logger {
  return pino({ level, base: undefined, hooks: { streamWrite: redactLine } }, stream);
}

/** Contexts in which Nest tells, line by line, what it is made of. */
const NEST_STARTING: readonly unknown[] = [
  'NestFactory',
  'InstanceLoader',
  'RoutesResolver',
  'RouterExplorer',
  'NestApplication',
];

/**
 * Nest's way to the one log. Nest passes the context (the name of a class) as the last parameter, and a stack as the
 * one before it where there is an error.
 */
export class PurserLogger implements LoggerService {
  /** @param pino also for `pino-http` and whoever wants fields instead of sentences */
  constructor(readonly pino: Logger) {}

  log(message: unknown, ...details: unknown[]): void {
    this.write(NEST_STARTING.includes(details.at(-1)) ? 'debug' : 'info', message, details);
  }

  error(message: unknown, ...details: unknown[]): void {
    this.write('error', message, details);
  }

  warn(message: unknown, ...details: unknown[]): void {
    this.write('warn', message, details);
  }

  debug(message: unknown, ...details: unknown[]): void {
    this.write('debug', message, details);
  }

  verbose(message: unknown, ...details: unknown[]): void {
    this.write('trace', message, details);
  }

  fatal(message: unknown, ...details: unknown[]): void {
    this.write('fatal', message, details);
  }

  private write(level: Level, message: unknown, details: readonly unknown[]): void {
    if (!this.pino.isLevelEnabled(level)) return;
    const fields: Record<string, unknown> = {};
    const rest = [...details];
    if (typeof rest.at(-1) === 'string' && !looksLikeStack(rest.at(-1))) fields.context = rest.pop();
    const error = [message, ...rest].find((each) => each instanceof Error);
    if (error) fields.err = error;
    const stack = rest.find(looksLikeStack);
    if (stack !== undefined && !error) fields.stack = stack;
    const others = rest.filter((each) => each !== undefined && each !== error && each !== stack);
    if (others.length > 0) fields.details = others;
    if (typeof message === 'object' && message !== null && !(message instanceof Error)) {
      this.pino[level]({ ...fields, ...message });
    } else {
      this.pino[level](fields, message instanceof Error ? message.message : String(message));
    }
  }
}

function looksLikeStack(value: unknown): value is string {
  return typeof value === 'string' && /\n\s+at /.test(value);
}
