import { ApiProperty } from '@nestjs/swagger';

/** Who caused a change. */
export class CauseJson {
  @ApiProperty({ type: String, enum: ['staff', 'api', 'customer', 'stripe', 'rule', 'system'] })
  kind!: string;

  @ApiProperty({ type: String, example: 'Booking site' })
  name!: string;
}
