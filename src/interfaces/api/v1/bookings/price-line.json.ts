import { ApiProperty } from '@nestjs/swagger';
import type { PriceLineView } from '../../../../application/booking/booking.views.js';
import { PRICE_LINE_KINDS } from '../../../../domain/booking/price-line.js';

export class PriceLineJson {
  @ApiProperty({
    type: String,
    enum: [...PRICE_LINE_KINDS],
    description: 'A discount is taken off, all others are added',
  })
  kind!: string;

  @ApiProperty({ type: String, example: 'Wetsuit' })
  description!: string;

  @ApiProperty({ type: 'integer', example: 2 })
  quantity!: number;

  @ApiProperty({ type: 'integer', description: 'For one of them, in minor units', example: 1500 })
  unit_amount!: number;

  @ApiProperty({ type: 'integer', description: 'For all of them, in minor units', example: 3000 })
  amount!: number;
}

export function priceLineJson(line: PriceLineView): PriceLineJson {
  const { kind, description, quantity, unitAmount, amount } = line;
  return { kind, description, quantity, unit_amount: unitAmount, amount };
}
