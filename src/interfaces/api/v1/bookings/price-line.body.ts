import {
  LONGEST_DESCRIPTION,
  MOST_OF_ONE_LINE,
  PRICE_LINE_KINDS,
  type PriceLine,
  type PriceLineKind,
} from '../../../../domain/booking/price-line.js';
import { Money } from '../../../../domain/shared/money.js';
import { ChoiceField } from '../../fields/choice.field.js';
import { TextField } from '../../fields/text.field.js';
import { WholeNumberField } from '../../fields/whole-number.field.js';

export class PriceLineBody {
  @ChoiceField(
    { description: 'What it is for: a discount is taken off, all others are added', example: 'extra' },
    PRICE_LINE_KINDS,
  )
  kind!: PriceLineKind;

  @TextField({ description: 'As people read it', example: 'Wetsuit', max: LONGEST_DESCRIPTION })
  description!: string;

  @WholeNumberField({
    description: 'How many; 1 unless given',
    example: 2,
    min: 1,
    max: MOST_OF_ONE_LINE,
    optional: true,
  })
  quantity?: number;

  @WholeNumberField({
    description: 'For one of them, in minor units; never negative, for a discount neither',
    example: 1500,
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
  })
  unit_amount!: number;
}

export function priceLinesFrom(lines: readonly PriceLineBody[], currency: string): PriceLine[] {
  return lines.map(({ kind, description, quantity = 1, unit_amount: unitAmount }) => ({
    kind,
    description,
    quantity,
    unitAmount: Money.of(unitAmount, currency),
  }));
}
