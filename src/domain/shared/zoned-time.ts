const clocks = new Map<string, Intl.DateTimeFormat>();

/** Making one takes many times as long as asking it. */
function clockIn(timeZone: string): Intl.DateTimeFormat {
  const known = clocks.get(timeZone);
  if (known) return known;
  const clock = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  clocks.set(timeZone, clock);
  return clock;
}

/** Offset of the zone from UTC at that moment, in milliseconds. */
export function offsetAt(time: number, timeZone: string): number {
  const parts = clockIn(timeZone).formatToParts(time);
  const part = (type: string) => Number(parts.find((each) => each.type === type)?.value);
  const wall = Date.UTC(
    part('year'),
    part('month') - 1,
    part('day'),
    part('hour'),
    part('minute'),
    part('second'),
  );
  return wall - Math.floor(time / 1000) * 1000;
}

/**
 * The moment at which clocks in the zone show `local` ("2026-11-28T16:30", as `<input type="datetime-local">` sends
 * it). Undefined when it isn't a time, or one that the clocks skip. Of a time that comes twice, the first.
 */
export function zonedTime(local: string, timeZone: string): Date | undefined {
  const moments = momentsAt(local, timeZone);
  return moments.length === 0 ? undefined : new Date(Math.min(...moments));
}

/** Every moment at which they show it: none for what isn't a time or is skipped, two for one that comes twice. */
export function momentsAt(local: string, timeZone: string): readonly number[] {
  const match = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2})(?::\d{2}(?:\.\d+)?)?$/.exec(local.trim());
  if (!match) return [];
  const [year, month, day, hour, minute] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
  ];
  const wall = Date.UTC(year, month - 1, day, hour, minute);
  const written = new Date(wall);
  if (written.getUTCMonth() !== month - 1 || written.getUTCDate() !== day || hour > 23 || minute > 59)
    return [];

  const day24 = 24 * 60 * 60 * 1000;
  const offsets = new Set([offsetAt(wall - day24, timeZone), offsetAt(wall + day24, timeZone)]);
  return [...offsets]
    .map((offset) => wall - offset)
    .filter((moment) => moment + offsetAt(moment, timeZone) === wall);
}

/** The other way round: what a `datetime-local` field shows for this moment. */
export function wallTime(moment: Date, timeZone: string): string {
  const local = new Date(moment.getTime() + offsetAt(moment.getTime(), timeZone));
  return local.toISOString().slice(0, 16);
}
