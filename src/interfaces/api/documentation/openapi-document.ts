import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, SwaggerModule, type OpenAPIObject } from '@nestjs/swagger';

const DESCRIPTION = `
The payments desk for programs: bookings, and the money that is owed, held and taken for them.

- **Amounts** are whole numbers of minor units (cents for USD, yen for JPY, fils for KWD).
- **Times** are UTC in answers; in requests they carry their offset.
- **A token** goes with every call: \`Authorization: Bearer <token>\`.
- **Calls that move money** need an \`Idempotency-Key\`: a new one for each decision, the same one to repeat it. A
  repeated request gets the same payment as it stands by then, never a second one. 202 means that Stripe was asked and
  its answer isn’t known yet; it will be, so repeat the request or get the payment.
- **Errors** are problem details ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)): \`code\` is stable, \`detail\` is
  for people.
- **Changes** to a booking name the version they were decided on in \`If-Match\`.
`.trim();

/** The API as its controllers and classes describe it, in OpenAPI 3.1: https://spec.openapis.org/oas/v3.1.0 */
export function openApiDocument(app: INestApplication): OpenAPIObject {
  const about = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Purser')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('MIT', 'https://opensource.org/license/mit')
    .addServer('/', 'This desk')
    .addTag('Bookings', 'What customers owe money for')
    .addTag('Customers', 'The people who owe, and the cards that Stripe keeps for them')
    .addTag('Payments', 'Charges, holds, and what becomes of holds')
    .addTag('Links', 'Pages on which customers pay, or confirm with their bank')
    .addTag('Exports', 'Files of bookings, payments, refunds, collections, disputes and balances')
    .addTag('Operations', 'For supervisors and monitoring; no token')
    .addBearerAuth({ type: 'http', scheme: 'bearer', description: 'An API token, such as PURSER_API_TOKEN' })
    .build();
  return SwaggerModule.createDocument(app, about, {
    operationIdFactory: (controller, method) =>
      `${controller.replace(/Controller$/, '')}.${method}`.replace(/^./, (letter) => letter.toLowerCase()),
  });
}
