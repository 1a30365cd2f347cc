import { ApiProperty } from '@nestjs/swagger';
import type { BookingView } from '../../../../application/booking/booking.views.js';
import { endingOutcome } from '../../../../application/booking/ending-outcome.js';
import { BookingJson, bookingJson } from './booking.json.js';

export class EndedOperationJson {
  @ApiProperty({ type: String, format: 'uuid', description: 'Which payment it is about' })
  payment!: string;

  @ApiProperty({ type: String, enum: ['capture', 'release', 'refund'] })
  kind!: string;

  @ApiProperty({ type: 'integer', description: 'Minor units' })
  amount!: number;

  @ApiProperty({
    type: String,
    enum: ['done', 'under_way', 'refused'],
    description:
      '`under_way`: Stripe’s answer isn’t known yet; `refused`: by Stripe, and to be asked for again on the payment itself',
  })
  outcome!: string;

  @ApiProperty({ type: String, nullable: true, description: 'Why it was refused' })
  note!: string | null;
}

export class EndedBookingJson extends BookingJson {
  @ApiProperty({
    type: () => [EndedOperationJson],
    description: 'What was decided about the money, and how that stands now',
  })
  operations!: EndedOperationJson[];
}

export function endedBookingJson(booking: BookingView, decision: string): EndedBookingJson {
  const operations = endingOutcome(booking, decision);
  return {
    ...bookingJson(booking),
    operations: operations.map(({ note, ...operation }) => ({ ...operation, note: note ?? null })),
  };
}
