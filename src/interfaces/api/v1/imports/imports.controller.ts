import { Readable } from 'node:stream';
import { Body, Get, HttpCode, Param, Patch, Post, Query, Res, StreamableFile } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import { v7 as uuid } from 'uuid';
import { CancelImport } from '../../../../application/import/cancel-import.command.js';
import { ChangeImportReading } from '../../../../application/import/change-import-reading.command.js';
import { MOST_MEGABYTES, MOST_ROWS } from '../../../../application/import/csv-files.port.js';
import { GetImport } from '../../../../application/import/get-import.query.js';
import { ListImportRows } from '../../../../application/import/list-import-rows.query.js';
import { ListImports } from '../../../../application/import/list-imports.query.js';
import { RowsWithErrors } from '../../../../application/import/rows-with-errors.js';
import { StartImport } from '../../../../application/import/start-import.command.js';
import { UploadImport } from '../../../../application/import/upload-import.command.js';
import type { Idempotency } from '../../../../application/shared/decision-log.port.js';
import { ImportRowsRemoved } from '../../../../domain/import/import-errors.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { CallingProgram } from '../../access/bearer-token.guard.js';
import { API_ROOT, ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { CsvContent } from '../../requests/csv-body.js';
import { RequiredIdempotency } from '../../requests/idempotency-key.js';
import { OptionalVersion, RequiredVersion } from '../../requests/if-match.js';
import { ImportId } from './import-id.js';
import {
  ImportListQueryString,
  ImportReadingBody,
  ImportRowListQueryString,
  ImportStartBody,
  NewImportQueryString,
  readingFrom,
} from './import.body.js';
import {
  importJson,
  ImportPageJson,
  importRowJson,
  ImportRowPageJson,
  ImportWithHistoryJson,
  importWithHistoryJson,
} from './import.json.js';

const ETAG = { ETag: 'Its version, for If-Match' };
const KEY = (description: string) =>
  ApiHeader({
    name: 'Idempotency-Key',
    required: true,
    description,
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  });
const IF_MATCH = (required: boolean) =>
  ApiHeader({
    name: 'If-Match',
    required,
    description: 'The version that was decided on, in quotes',
    schema: { type: 'string' },
    example: '"3"',
  });

@ApiController('imports', 'Imports')
export class ImportsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly errors: RowsWithErrors,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Upload a file of bookings or customers',
    description: `CSV in UTF-8, with or without a byte order mark, or in UTF-16 with one, separated by commas, semicolons or tabs; the first row names the columns. At most ${MOST_MEGABYTES} MB and ${MOST_ROWS} rows. The rows are checked in the background, and nothing is written before it is started: follow it at its Location.`,
  })
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @KEY('The same key and file again get the same import')
  @Answers(202, ImportWithHistoryJson, 'It is being checked', {
    Location: 'Where it can be followed',
    ...ETAG,
  })
  @Refuses(
    400,
    '`idempotency_key_required`, `malformed_idempotency_key`, `malformed_request`: not of the shape that is documented here',
  )
  @Refuses(409, '`idempotency_key_reused`: with another file')
  @Refuses(413, '`payload_too_large`: with `maximum_bytes`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(
    422,
    '`validation_failed`, `file_empty`, `file_not_utf8`, `file_not_csv`, `too_many_rows` (with `maximum`), `too_many_columns` (with `maximum`), `duplicate_header` (with the `header`)',
  )
  async upload(
    @Query() { kind, file_name: fileName = 'upload.csv', ...reading }: NewImportQueryString,
    @CsvContent() content: Uint8Array,
    @RequiredIdempotency() idempotency: Idempotency,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ImportWithHistoryJson> {
    const id = await this.commands.execute(
      new UploadImport({
        id: uuid(),
        kind,
        fileName,
        content,
        reading: readingFrom(reading),
        by,
        idempotency,
      }),
    );
    response.location(`${API_ROOT}/imports/${id}`);
    return this.show(id, response);
  }

  @Get()
  @ApiOperation({ summary: 'List imports' })
  @Answers(200, ImportPageJson, 'One page of them, newest first')
  @Refuses(422, '`validation_failed`, `invalid_cursor`')
  async list(@Query() criteria: ImportListQueryString): Promise<ImportPageJson> {
    const { rows, nextCursor } = await this.queries.execute(new ListImports({ ...criteria }));
    return { data: rows.map(importJson), next_cursor: nextCursor ?? null };
  }

  @Get(':id')
  @ApiOperation({ summary: 'An import: how far it is, and what became of it' })
  @Answers(200, ImportWithHistoryJson, 'The import', ETAG)
  @Refuses(404, '`import_not_found`')
  async show(
    @Param('id', ImportId) id: string,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ImportWithHistoryJson> {
    const found = await this.queries.execute(new GetImport(id));
    response.set('ETag', `"${found.version}"`);
    return importWithHistoryJson(found);
  }

  @Patch(':id')
  @ApiOperation({
    summary: 'Say how the file is to be understood',
    description:
      'All of it at once: what isn’t given isn’t said any more, but for the columns, which stay. Its rows are checked anew.',
  })
  @IF_MATCH(true)
  @Answers(200, ImportWithHistoryJson, 'It is being checked', ETAG)
  @Refuses(404, '`import_not_found`')
  @Refuses(409, '`import_state`: it was started or stopped')
  @Refuses(412, '`import_changed`: since that version')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(422, '`validation_failed`, `columns_refused` (with the `field`)')
  @Refuses(428, '`if_match_required`')
  async read(
    @Param('id', ImportId) id: string,
    @RequiredVersion() expectedVersion: number | undefined,
    @Body() { columns, ...reading }: ImportReadingBody,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ImportWithHistoryJson> {
    const wanted = { ...readingFrom(reading), ...(columns ? { columns } : {}) };
    await this.commands.execute(new ChangeImportReading(id, wanted, by, expectedVersion));
    return this.show(id, response);
  }

  @Get(':id/rows')
  @ApiOperation({ summary: 'The rows of an import, with what was found of each' })
  @Answers(200, ImportRowPageJson, 'One page of them, in the order of the file')
  @Refuses(404, '`import_not_found`')
  @Refuses(409, '`import_rows_removed`: they were kept for their time')
  @Refuses(422, '`validation_failed`, `invalid_cursor`')
  async rows(
    @Param('id', ImportId) id: string,
    @Query() criteria: ImportRowListQueryString,
  ): Promise<ImportRowPageJson> {
    const { rowsRemovedAt } = await this.queries.execute(new GetImport(id));
    if (rowsRemovedAt) throw new ImportRowsRemoved(id);
    const { rows, nextCursor } = await this.queries.execute(new ListImportRows(id, { ...criteria }));
    return { data: rows.map(importRowJson), next_cursor: nextCursor ?? null };
  }

  @Get(':id/errors')
  @ApiOperation({
    summary: 'The rows with errors as a file',
    description:
      'As they were uploaded, with a column `error` more that says why: correct them and upload the file again.',
  })
  @ApiResponse({
    status: 200,
    description: 'CSV in UTF-8, separated by commas',
    content: { 'text/csv': { schema: { type: 'string' } } },
  })
  @Refuses(404, '`import_not_found`')
  @Refuses(409, '`import_rows_removed`: they were kept for their time')
  async errorsFile(@Param('id', ImportId) id: string): Promise<StreamableFile> {
    const { fileName, parts } = await this.errors.fileOf(id);
    return new StreamableFile(Readable.from(parts), {
      type: 'text/csv; charset=utf-8',
      disposition: `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`,
    });
  }

  @Post(':id/start')
  @HttpCode(202)
  @ApiOperation({
    summary: 'Start an import',
    description:
      'Writes the rows that are new, in the background; each is whole or not at all. A booking that is here is never changed. No money moves and Stripe isn’t asked: payment options are only written down.',
  })
  @KEY('The same key again starts nothing more')
  @IF_MATCH(false)
  @Answers(202, ImportWithHistoryJson, 'It runs', ETAG)
  @Refuses(
    400,
    '`idempotency_key_required`, `malformed_idempotency_key`, `malformed_request`, `malformed_json`, `malformed_if_match`',
  )
  @Refuses(404, '`import_not_found`')
  @Refuses(
    409,
    '`import_state`: it is still checked, or was started or stopped; `rows_with_errors` (with `rows`): say `leave_out`; `nothing_to_import`; `idempotency_key_reused`',
  )
  @Refuses(412, '`import_changed`: since the version in If-Match')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(422, '`validation_failed`')
  async start(
    @Param('id', ImportId) id: string,
    @RequiredIdempotency() idempotency: Idempotency,
    @OptionalVersion() expectedVersion: number | undefined,
    @Body() { leave_out: leaveOut = 0 }: ImportStartBody,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ImportWithHistoryJson> {
    await this.commands.execute(
      new StartImport({ id, decision: uuid(), leaveOut, by, idempotency, expectedVersion }),
    );
    return this.show(id, response);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Stop an import',
    description: 'What was written stays, nothing more is. Stopping it again changes nothing.',
  })
  @Answers(200, ImportWithHistoryJson, 'It is stopped', ETAG)
  @Refuses(404, '`import_not_found`')
  @Refuses(409, '`import_state`: it is done')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  async cancel(
    @Param('id', ImportId) id: string,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ImportWithHistoryJson> {
    await this.commands.execute(new CancelImport(id, by));
    return this.show(id, response);
  }
}
