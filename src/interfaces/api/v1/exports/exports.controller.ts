import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Body, Get, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import { ApiHeader, ApiOperation, ApiResponse } from '@nestjs/swagger';
import type { Response } from 'express';
import { v7 as uuid } from 'uuid';
import { CancelExport } from '../../../../application/export/cancel-export.command.js';
import { EXPORT_COLUMNS, PERIOD_GOES_BY } from '../../../../application/export/export-columns.js';
import { ExportDownloads } from '../../../../application/export/export-downloads.js';
import { GetExport } from '../../../../application/export/get-export.query.js';
import { ListExports } from '../../../../application/export/list-exports.query.js';
import { RequestExport } from '../../../../application/export/request-export.command.js';
import type { Idempotency } from '../../../../application/shared/decision-log.port.js';
import { EXPORT_KINDS } from '../../../../domain/export/export-order.js';
import type { Actor } from '../../../../domain/shared/actor.js';
import { CallingProgram } from '../../access/bearer-token.guard.js';
import { API_ROOT, ApiController } from '../../api-controller.js';
import { Answers, Refuses } from '../../documentation/answers.js';
import { RequiredIdempotency } from '../../requests/idempotency-key.js';
import { ExportId } from './export-id.js';
import { ExportFileQueryString, ExportListQueryString, filterFrom, NewExportBody } from './export.body.js';
import { ExportJson, exportJson, ExportPageJson } from './export.json.js';

@ApiController('exports', 'Exports')
export class ExportsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly downloads: ExportDownloads,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Ask for a file',
    description:
      'It is written in the background from one snapshot, so that all of it is true as of one moment: follow it at its Location until it is `ready`. ' +
      `Which date a period goes by: ${EXPORT_KINDS.map((kind) => `\`${kind}\`: ${PERIOD_GOES_BY[kind]}`).join('; ')}.`,
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: true,
    description: 'The same key and body again get the same export',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  })
  @Answers(202, ExportJson, 'It will be written', { Location: 'Where it can be followed' })
  @Refuses(409, '`idempotency_key_reused`')
  @Refuses(413, '`payload_too_large`')
  @Refuses(415, '`unsupported_media_type`')
  @Refuses(422, '`invalid_period` (with the `field`), `validation_failed`')
  async request(
    @Body() { kind, filter, period = {} }: NewExportBody,
    @RequiredIdempotency() idempotency: Idempotency,
    @CallingProgram() by: Actor,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ExportJson> {
    const request = { id: uuid(), kind, filter: filterFrom(filter), period: { ...period }, by };
    const id = await this.commands.execute(new RequestExport(request, idempotency));
    response.location(`${API_ROOT}/exports/${id}`);
    return this.show(id);
  }

  @Get()
  @ApiOperation({ summary: 'List exports' })
  @Answers(200, ExportPageJson, 'One page of them, newest first')
  @Refuses(422, '`validation_failed`, `invalid_cursor`')
  async list(@Query() { status, ...criteria }: ExportListQueryString): Promise<ExportPageJson> {
    const page = await this.queries.execute(new ListExports({ ...criteria, state: status }));
    return {
      data: page.rows.map((row) => exportJson(row, API_ROOT)),
      next_cursor: page.nextCursor ?? null,
    };
  }

  @Get(':id')
  @ApiOperation({ summary: 'An export, and how far it is' })
  @Answers(200, ExportJson, 'The export')
  @Refuses(404, '`export_not_found`')
  async show(@Param('id', ExportId) id: string): Promise<ExportJson> {
    return exportJson(await this.queries.execute(new GetExport(id)), API_ROOT);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'Stop an export', description: 'A second time it changes nothing.' })
  @Answers(200, ExportJson, 'It is canceled, and what was written of it is gone')
  @Refuses(404, '`export_not_found`')
  @Refuses(409, '`export_over`: it is `ready`, `failed` or `expired` (the `state`)')
  async cancel(@Param('id', ExportId) id: string, @CallingProgram() by: Actor): Promise<ExportJson> {
    await this.commands.execute(new CancelExport(id, by));
    return this.show(id);
  }

  @Get(':id/file')
  @ApiOperation({ summary: 'The file', description: fileDescription() })
  @ApiResponse({
    status: 200,
    description: 'All of it',
    content: { 'text/csv': { schema: { type: 'string' } } },
    headers: {
      'Content-Disposition': { description: 'With a name for the file', schema: { type: 'string' } },
    },
  })
  @Refuses(404, '`export_not_found`')
  @Refuses(409, '`export_has_no_file`: not yet, or not any more (the `state`)')
  @Refuses(422, '`validation_failed`')
  async file(
    @Param('id', ExportId) id: string,
    @Query() { bom }: ExportFileQueryString,
    @Res() response: Response,
  ): Promise<void> {
    const { name, bytes, pieces } = await this.downloads.open(id, bom === 'true');
    response.attachment(name).type('text/csv; charset=utf-8').set('Content-Length', String(bytes));
    await pipeline(Readable.from(pieces), response);
  }
}

function fileDescription(): string {
  const tables = EXPORT_KINDS.map((kind) => {
    const rows = EXPORT_COLUMNS[kind].map(({ name, meaning }) => `| \`${name}\` | ${meaning} |`);
    return [`**${kind}**`, '', '| column | meaning |', '| --- | --- |', ...rows].join('\n');
  });
  return [
    'CSV (RFC 4180): UTF-8, commas, CRLF, the names of the columns in the first record. Amounts are exact decimals in the row’s `currency` (`185.50`, `5000` for JPY, `1.250` for KWD), times ISO 8601 with the offset of the business’s zone. Text that a spreadsheet would take for a formula has an apostrophe before the character that would make it one. Names of columns are for good; new ones come last.',
    ...tables,
  ].join('\n\n');
}
