import { BookingNotFound } from '../../../../domain/booking/booking-errors.js';
import { KnownId } from '../../requests/known-id.pipe.js';

export const BookingId = new KnownId((id) => new BookingNotFound(id));
