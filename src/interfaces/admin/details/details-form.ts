import type { BookingView } from '../../../application/booking/booking.views.js';
import type { DetailsChange } from '../../../domain/booking/agreement.js';
import { textOf, type FormFields } from '../forms/form-fields.js';
import { wallTime, zonedTime } from '../../../domain/shared/zoned-time.js';

export interface TypedDetails {
  readonly service: string;
  readonly starts_at: string;
  readonly name: string;
  readonly email: string;
  readonly phone: string;
}

export type DetailProblems = Readonly<Record<string, string>>;

/** As they were typed, or else as they are. */
export function typedDetails(
  fields: FormFields,
  { service, startsAt, customer }: BookingView,
  timeZone: string,
): TypedDetails {
  const stored: TypedDetails = {
    service,
    starts_at: wallTime(startsAt, timeZone),
    name: customer.name,
    email: customer.email,
    phone: customer.phone ?? '',
  };
  if (!('service' in fields)) return stored;
  return {
    service: textOf(fields, 'service'),
    starts_at: textOf(fields, 'starts_at'),
    name: textOf(fields, 'name'),
    email: textOf(fields, 'email'),
    phone: textOf(fields, 'phone'),
  };
}

/** What is to change, or what is wrong with it, field by field. */
export function readDetails(
  typed: TypedDetails,
  { startsAt }: BookingView,
  timeZone: string,
): { readonly details: DetailsChange } | { readonly problems: DetailProblems } {
  const problems: Record<string, string> = {};
  const line = (field: keyof TypedDetails, longest: number, missing?: string) => {
    const text = typed[field].replace(/\s+/g, ' ').trim();
    if (text === '' && missing) problems[field] = missing;
    else if ([...text].length > longest) problems[field] = `At most ${longest} characters.`;
    return text;
  };
  const service = line('service', 200, 'What is booked?');
  const name = line('name', 200, 'Who is the booking for?');
  const email = line('email', 254, 'Enter the customer’s e-mail address.');
  if (!problems.email && !/^[^\s@]+@[^\s@]+$/.test(email)) problems.email = 'That isn’t an e-mail address.';
  const phone = line('phone', 40);
  const at = zonedTime(typed.starts_at, timeZone);
  if (!at) problems.starts_at = 'Enter the day and time at which it starts.';
  if (Object.keys(problems).length > 0) return { problems };
  // The field has no seconds: where it says the same as before, nothing changes.
  const isSame = typed.starts_at.slice(0, 16) === wallTime(startsAt, timeZone).slice(0, 16);
  return { details: { service, startsAt: isSame ? undefined : at, contact: { name, email, phone } } };
}
