import { Body, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiHeader, ApiOperation } from '@nestjs/swagger';
import { v7 as uuid } from 'uuid';
import { AddNote } from '../../../../application/customer/add-note.command.js';
import { ListCustomerNotes } from '../../../../application/customer/list-customer-notes.query.js';
import { RemoveNote } from '../../../../application/customer/remove-note.command.js';
import type { Idempotency } from '../../../../application/shared/decision-log.port.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { CallingProgram } from '../../access/bearer-token.guard.js';
import { ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { OptionalIdempotency } from '../../requests/idempotency-key.js';
import { CustomerId } from './customer-id.js';
import { CustomerPartQueryString } from './customer-list.query-string.js';
import { CustomerNoteBody } from './customer-record.body.js';
import { NoteId } from './note-id.js';
import { CustomerNoteJson, CustomerNotePageJson, customerNoteJson } from './customer-record.json.js';

@ApiController('customers/:id/notes', 'Customers')
export class CustomerNotesController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What staff and programs noted about a customer' })
  @Answers(200, CustomerNotePageJson, 'One page of the notes that stand')
  @Refuses(404, '`customer_not_found`')
  @Refuses(422, '`validation_failed`, `invalid_cursor`')
  async list(
    @Param('id', CustomerId) customer: string,
    @Query() criteria: CustomerPartQueryString,
  ): Promise<CustomerNotePageJson> {
    const { rows, nextCursor } = await this.queries.execute(new ListCustomerNotes({ ...criteria, customer }));
    return { data: rows.map(customerNoteJson), next_cursor: nextCursor ?? null };
  }

  @Post()
  @ApiOperation({ summary: 'Note something about a customer' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same key and body again add nothing more',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  })
  @Answers(201, CustomerNoteJson, 'The note')
  @Refuses(404, '`customer_not_found`')
  @Refuses(409, '`idempotency_key_reused`')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(422, '`validation_failed`')
  async add(
    @Param('id', CustomerId) customer: string,
    @Body() { text }: CustomerNoteBody,
    @OptionalIdempotency() idempotency: Idempotency | undefined,
    @CallingProgram() by: Actor,
  ): Promise<CustomerNoteJson> {
    const wanted = { note: uuid(), customer, text, by, idempotency };
    return customerNoteJson(await this.commands.execute(new AddNote(wanted)));
  }

  @Delete(':note')
  @ApiOperation({
    summary: 'Remove a note',
    description:
      'Who removed it, and when, stays in the customer’s history; removing it twice is removing it once.',
  })
  @Answers(200, CustomerNotePageJson, 'The newest of those that stand')
  @Refuses(404, '`customer_not_found`, `note_not_found`')
  async remove(
    @Param('id', CustomerId) customer: string,
    @Param('note', NoteId) note: string,
    @CallingProgram() by: Actor,
  ): Promise<CustomerNotePageJson> {
    await this.commands.execute(new RemoveNote(customer, note, by));
    return this.list(customer, {});
  }
}
