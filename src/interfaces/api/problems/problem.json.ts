import { ApiProperty } from '@nestjs/swagger';

class FieldErrorJson {
  @ApiProperty({ type: String, description: 'The path of the field', example: 'total.amount' })
  field!: string;

  @ApiProperty({
    type: String,
    example: 'must be a whole number of minor units from 1 to 9007199254740991, not 0',
  })
  message!: string;
}

/** How a refusal looks; some carry more, such as the bound that was broken or the `payment`. */
export class ProblemJson {
  @ApiProperty({ type: String, format: 'uri-reference', example: 'about:blank' })
  type!: string;

  @ApiProperty({ type: String, example: 'Unprocessable Entity' })
  title!: string;

  @ApiProperty({ type: 'integer', example: 422 })
  status!: number;

  @ApiProperty({
    type: String,
    description: 'For people',
    example: 'At most 185.50 USD can be charged now, not 200.00 USD.',
  })
  detail!: string;

  @ApiProperty({ type: String, format: 'uri-reference', description: 'The path that was asked for' })
  instance!: string;

  @ApiProperty({ type: String, description: 'Stable, for programs', example: 'over_chargeable' })
  code!: string;

  @ApiProperty({
    type: () => [FieldErrorJson],
    required: false,
    description: 'All that is wrong with the fields of the request, at once',
  })
  errors?: FieldErrorJson[];
}
