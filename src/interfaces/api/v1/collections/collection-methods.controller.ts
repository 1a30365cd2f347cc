import { Body, Get, Param, Patch, Post } from '@nestjs/common';
import { CommandBus } from '@nestjs/cqrs';
import { ApiOperation } from '@nestjs/swagger';
import { AddCollectionMethod } from '../../../../application/collection/add-collection-method.command.js';
import { ChangeCollectionMethod } from '../../../../application/collection/change-collection-method.command.js';
import { CollectionMethods } from '../../../../application/collection/collection-methods.port.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { CallingProgram } from '../../access/bearer-token.guard.js';
import { ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { ApiProblem } from '../../problems/api-problem.js';
import { MethodBody, NewMethodBody } from './collection.body.js';
import {
  collectionMethodJson,
  CollectionMethodJson,
  collectionMethodsJson,
  CollectionMethodsJson,
} from './collection.json.js';

/** The ways in which money comes in outside Stripe. They are retired, never deleted. */
@ApiController('collection-methods', 'Settings')
export class CollectionMethodsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly methods: CollectionMethods,
  ) {}

  @Get()
  @ApiOperation({ summary: 'The ways of collecting money outside Stripe' })
  @Answers(
    200,
    CollectionMethodsJson,
    'All of them, in the order in which staff choose; the retired ones last',
  )
  async list(): Promise<CollectionMethodsJson> {
    return collectionMethodsJson(await this.methods.list());
  }

  @Post()
  @ApiOperation({
    summary: 'Add a way of collecting',
    description: 'The same label again is refused with `method`, the code of the one that is there.',
  })
  @Answers(201, CollectionMethodJson, 'Added')
  @Refuses(400, '`malformed_request`, `malformed_json`')
  @Refuses(409, '`collection_method_exists` (with `method` and `retired`)')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(422, '`validation_failed`, `collection_method_label_not_accepted`')
  async add(@Body() { label }: NewMethodBody, @CallingProgram() by: Actor): Promise<CollectionMethodJson> {
    return collectionMethodJson(await this.commands.execute(new AddCollectionMethod(label, by)));
  }

  @Patch(':code')
  @ApiOperation({
    summary: 'Rename a way of collecting, retire it, take it up again or move it in the order',
  })
  @Answers(200, CollectionMethodJson, 'As it is now')
  @Refuses(400, '`malformed_request`, `malformed_json`')
  @Refuses(404, '`collection_method_not_found`')
  @Refuses(
    409,
    '`collection_method_exists`, `last_collection_method`: the only one in use, `collection_method_retired`: it has no place in the order',
  )
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(422, '`validation_failed`, `collection_method_label_not_accepted`, `nothing_to_change`')
  async change(
    @Param('code') code: string,
    @Body() { label, retired, position }: MethodBody,
    @CallingProgram() by: Actor,
  ): Promise<CollectionMethodJson> {
    // A null says as little as nothing.
    const wanted = {
      label: label ?? undefined,
      isRetired: retired ?? undefined,
      position: position ?? undefined,
    };
    if (Object.values(wanted).every((each) => each === undefined))
      throw new ApiProblem(422, 'nothing_to_change', 'Say what to change: label, retired or position.');
    return collectionMethodJson(await this.commands.execute(new ChangeCollectionMethod(code, wanted, by)));
  }
}
