import { Query } from '@nestjs/cqrs';
import type { PaymentView } from '../booking/booking.views.js';

/** One payment's part of a refund over several, as it stands now. */
export interface RefundPartView {
  readonly operation: string;
  /** Minor units of the booking's currency. */
  readonly amount: number;
  readonly payment: PaymentView;
  /**
   * `open`: Stripe hasn't answered yet. `refused`: nothing was given back of this payment. Otherwise the refund is there,
   * and how it stands is `refund.status`.
   */
  readonly outcome: 'open' | 'refused' | 'made';
  readonly refund?: PaymentView['refunds'][number];
}

/** The parts of one decision to refund a booking, by the decision's id; empty when there is none. */
export class GetRefunds extends Query<readonly RefundPartView[]> {
  constructor(
    readonly booking: string,
    readonly decision: string,
  ) {
    super();
  }
}
