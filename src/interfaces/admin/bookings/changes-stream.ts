import type { Request, Response } from 'express';
import { validate } from 'uuid';
import type { BookingWatch } from './booking-watch.js';

const MOST_WATCHED = 200;
const HEARTBEAT_MS = 15_000;
/** Then the browser connects again, which checks once more who is signed in. */
const LIFETIME_MS = 10 * 60 * 1000;
const RECONNECT_MS = 1_000;

/** Server-sent events for an open page: `changed`, with the id of what it shows and its new version. */
export function streamChanges(
  watch: BookingWatch,
  known: ReadonlyMap<string, number>,
  request: Request,
  response: Response,
): void {
  // Who left while their session was looked up has told of it already: nothing would end the timers below.
  if (response.destroyed || request.socket.destroyed) return;
  response.status(200).set({
    'Content-Type': 'text/event-stream',
    'Cache-Control': 'no-store',
    // nginx would keep the events until it has a page full of them.
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
  response.write(`retry: ${RECONNECT_MS}\n\n`);

  const stop = watch.watch(known, {
    changed: (booking, version) => {
      response.write(`event: changed\ndata: ${JSON.stringify({ booking, version })}\n\n`);
    },
    end: () => {
      response.end();
      done();
    },
  });
  const heartbeat = setInterval(() => response.write(': here\n\n'), HEARTBEAT_MS);
  const lifetime = setTimeout(() => response.end(), LIFETIME_MS);
  request.on('close', done);
  response.on('close', done);

  function done(): void {
    stop();
    clearInterval(heartbeat);
    clearTimeout(lifetime);
  }
}

/** What a page shows, as `<id>.<version>,…` says it. */
export function knownFrom(text: string): ReadonlyMap<string, number> {
  const pairs = text.split(',', MOST_WATCHED).map((pair) => pair.split('.'));
  return new Map(
    pairs.flatMap(([id = '', version = '']) =>
      validate(id) && /^\d{1,15}$/.test(version) ? [[id.toLowerCase(), Number(version)] as const] : [],
    ),
  );
}
