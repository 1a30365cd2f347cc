export interface ShownTime {
  readonly iso: string;
  readonly text: string;
}

const FORMAT = new Intl.DateTimeFormat('en-GB', {
  dateStyle: 'medium',
  timeStyle: 'short',
  timeZone: 'UTC',
});

/** Stripe's times are seconds since 1970; the sandbox has no business whose zone it could use. */
export function showTime(seconds: number): ShownTime {
  const date = new Date(seconds * 1000);
  return { iso: date.toISOString(), text: `${FORMAT.format(date)} UTC` };
}
