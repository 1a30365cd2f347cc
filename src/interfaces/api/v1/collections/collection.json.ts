import { ApiProperty } from '@nestjs/swagger';
import type { ListedMethod } from '../../../../application/collection/collection-methods.port.js';
import type { PaymentView } from '../../../../application/booking/booking.views.js';
import { CauseJson } from '../cause.json.js';

/** An entry of its own that takes back the whole collection; its amount counts as neither collected nor refunded. */
class ReversalJson {
  @ApiProperty({ type: String, format: 'uuid' })
  id!: string;

  @ApiProperty({ type: String, example: 'Entered on the wrong booking' })
  reason!: string;

  @ApiProperty({ type: String, format: 'date-time' })
  created_at!: string;

  @ApiProperty({ type: () => CauseJson })
  created_by!: CauseJson;
}

/** How the money came in. */
export class CollectionJson {
  @ApiProperty({ type: String, description: 'The code of the method, for good', example: 'bank_transfer' })
  method!: string;

  @ApiProperty({ type: String, description: 'What the desk calls it', example: 'Bank transfer' })
  method_label!: string;

  @ApiProperty({ type: String, format: 'date', description: 'The day it came in', example: '2027-05-01' })
  received_on!: string;

  @ApiProperty({
    type: () => ReversalJson,
    nullable: true,
    description: 'What took it back, if it was a mistake',
  })
  reversal!: ReversalJson | null;
}

export class CollectionMethodJson {
  @ApiProperty({ type: String, example: 'bank_transfer' })
  code!: string;

  @ApiProperty({ type: String, example: 'Bank transfer' })
  label!: string;

  @ApiProperty({ type: Boolean, description: 'Set aside: nothing more is collected by it' })
  retired!: boolean;
}

export class CollectionMethodsJson {
  @ApiProperty({ type: () => [CollectionMethodJson] })
  data!: CollectionMethodJson[];
}

export function collectionJson(collection: NonNullable<PaymentView['collection']>): CollectionJson {
  const { method, methodLabel, receivedOn, reversal } = collection;
  return {
    method,
    method_label: methodLabel,
    received_on: receivedOn,
    reversal: reversal
      ? {
          id: reversal.id,
          reason: reversal.reason,
          created_at: reversal.at.toISOString(),
          created_by: { kind: reversal.by.kind, name: reversal.by.name },
        }
      : null,
  };
}

export function collectionMethodsJson(methods: readonly ListedMethod[]): CollectionMethodsJson {
  return { data: methods.map(collectionMethodJson) };
}

export function collectionMethodJson({ code, label, isRetired }: ListedMethod): CollectionMethodJson {
  return { code, label, retired: isRetired };
}
