import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Body, Get, Param, Post, Query, Req, Res, UploadedFile } from '@nestjs/common';
import { CommandBus, QueryBus } from '@nestjs/cqrs';
import type { Request, Response } from 'express';
import { v4 as randomUuid, v7 as uuid, validate } from 'uuid';
import { CancelImport } from '../../../application/import/cancel-import.command.js';
import { ChangeImportReading } from '../../../application/import/change-import-reading.command.js';
import { MOST_BYTES, MOST_MEGABYTES, MOST_ROWS } from '../../../application/import/csv-files.port.js';
import { GetImport } from '../../../application/import/get-import.query.js';
import type { ImportWithHistory } from '../../../application/import/import.views.js';
import { ListImportRows } from '../../../application/import/list-import-rows.query.js';
import { ListImports } from '../../../application/import/list-imports.query.js';
import { RowsWithErrors } from '../../../application/import/rows-with-errors.js';
import { StartImport } from '../../../application/import/start-import.command.js';
import { UploadImport } from '../../../application/import/upload-import.command.js';
import { BusinessSettings } from '../../../application/shared/business-settings.port.js';
import { BYTE_ORDER_MARK, CsvWriter } from '../../../application/shared/csv.port.js';
import { IMPORT_ROWS_KEPT_DAYS } from '../../../domain/import/import.js';
import { IMPORT_KINDS, type ImportKind } from '../../../domain/import/import-fields.js';
import { DomainError } from '../../../domain/shared/domain-error.js';
import { ConsoleController } from '../console-controller.js';
import { FormExpired } from '../errors/form-expired.js';
import { decisionAfter, inFormWords } from '../forms/decision.js';
import { FileForm, isFileTooLarge, type FormFile } from '../forms/file-form.js';
import { formProblem } from '../forms/form-errors.js';
import { textOf, wholeNumberOf, type FormFields } from '../forms/form-fields.js';
import { lineIn } from '../forms/line.js';
import { takeDraft } from '../session/drafts.js';
import { seeOther } from '../session/see-other.js';
import { actorOf } from '../session/signed-in.guard.js';
import { leaveToast } from '../session/toasts.js';
import { Pages } from '../views/pages.js';
import { Views } from '../views/views.js';
import { TEMPLATES } from './import-words.js';
import {
  addressOf,
  criteriaFrom,
  importsView,
  rowAddressOf,
  rowCriteriaFrom,
  showView,
} from './imports-view.js';
import { readingForm, readingIn } from './reading-form.js';

const PASTED = 'pasted.csv';

interface Refused {
  readonly status: number;
  readonly problem?: string;
  readonly readingProblem?: string;
  readonly typed?: FormFields;
  readonly decision?: string;
}

/** Files of bookings and customers: uploaded, looked at, started, followed. */
@ConsoleController('imports')
export class ImportsController {
  constructor(
    private readonly commands: CommandBus,
    private readonly queries: QueryBus,
    private readonly rowsWithErrors: RowsWithErrors,
    private readonly csv: CsvWriter,
    private readonly settings: BusinessSettings,
    private readonly pages: Pages,
    private readonly views: Views,
  ) {}

  @Get()
  async list(@Query() query: FormFields, @Res() response: Response): Promise<void> {
    const criteria = criteriaFrom(query);
    try {
      const page = await this.queries.execute(new ListImports(criteria));
      this.pages.send(response, 'imports/list', importsView(page, criteria, this.views.format));
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'invalid_cursor') throw error;
      response.redirect(303, addressOf(criteria));
    }
  }

  @Get('new')
  form(@Query() query: FormFields, @Req() request: Request, @Res() response: Response): void {
    this.renderForm(response, { ...query, ...takeDraft(request), decision: randomUuid() });
  }

  @Get('templates/:name')
  template(@Param('name') name: string, @Res() response: Response): void {
    const kind = IMPORT_KINDS.find((each) => `${each}.csv` === name) ?? 'bookings';
    sendFile(response, `${kind}.csv`).send(`${BYTE_ORDER_MARK}${this.csv.write(TEMPLATES[kind])}`);
  }

  /** A form that is sent twice uploads once: it carries the id of the decision. */
  @Post()
  @FileForm('file', MOST_BYTES)
  async upload(
    @Body() body: FormFields,
    @UploadedFile() file: FormFile | undefined,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const decision = textOf(body, 'decision');
    if (!validate(decision)) throw new FormExpired();
    const kind = kindIn(body);
    const pasted = textOf(body, 'pasted');
    const isChosen = file !== undefined && file.buffer.byteLength > 0;
    if (isFileTooLarge(request))
      return this.renderForm(response, body, `The file is larger than ${MOST_MEGABYTES} MB. Split it.`, 413);
    if (!isChosen && pasted.trim() === '')
      return this.renderForm(response, body, 'Choose a file, or paste its rows.', 422);
    const content = isChosen ? file.buffer : Buffer.from(pasted);
    const fileName = isChosen ? lineIn(nameOf(file), 1000).slice(-200) || PASTED : PASTED;
    const fingerprint = createHash('sha256').update(`${kind}\n`).update(content).digest('hex');
    try {
      const id = await this.commands.execute(
        new UploadImport({
          id: uuid(),
          kind,
          fileName,
          content,
          by: actorOf(request),
          idempotency: { scope: 'console', key: decision, fingerprint },
        }),
      );
      await seeOther(request, response, `/imports/${id}`);
    } catch (error) {
      const problem = inFormWords(formProblem(error, {}));
      const said = isChosen ? `${problem.message} Then choose it again.` : problem.message;
      this.renderForm(response, { ...body, decision: decisionAfter(problem, body) }, said, problem.status);
    }
  }

  @Get(':id')
  async show(@Param('id') id: string, @Query() query: FormFields, @Res() response: Response): Promise<void> {
    try {
      await this.render(response, await this.found(id), query);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'invalid_cursor') throw error;
      response.redirect(303, rowAddressOf(id, rowCriteriaFrom(query)));
    }
  }

  @Get(':id/errors.csv')
  async errors(@Param('id') id: string, @Res() response: Response): Promise<void> {
    const { fileName, parts } = await this.rowsWithErrors.fileOf(id);
    sendFile(response, fileName).write(BYTE_ORDER_MARK);
    await pipeline(Readable.from(parts), response);
  }

  @Post(':id/reading')
  async read(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const found = await this.found(id);
    const reading = readingIn(body, found.kind);
    try {
      await this.commands.execute(
        new ChangeImportReading(id, reading, actorOf(request), wholeNumberOf(body, 'version')),
      );
    } catch (error) {
      const { status, message } = formProblem(error, {});
      return this.render(
        response,
        await this.found(id),
        {},
        { status, readingProblem: message, typed: body },
      );
    }
    await seeOther(request, response, `/imports/${id}`);
  }

  @Post(':id/start')
  async start(
    @Param('id') id: string,
    @Body() body: FormFields,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const decision = textOf(body, 'decision');
    const expectedVersion = wholeNumberOf(body, 'version');
    if (!validate(decision) || expectedVersion === undefined) throw new FormExpired();
    const leaveOut = wholeNumberOf(body, 'leave_out') ?? 0;
    const idempotency = { scope: 'console', key: decision, fingerprint: `${id} ${leaveOut}` };
    try {
      await this.commands.execute(
        new StartImport({
          id,
          decision: uuid(),
          leaveOut,
          by: actorOf(request),
          idempotency,
          expectedVersion,
        }),
      );
    } catch (error) {
      const problem = inFormWords(formProblem(error, {}));
      const said =
        problem.code === 'rows_with_errors'
          ? 'Tick that the rows with errors are left out, or correct them and upload the file again.'
          : problem.message;
      return this.render(
        response,
        await this.found(id),
        {},
        {
          status: problem.status,
          problem: said,
          decision: problem.code === 'rows_with_errors' ? decision : undefined,
        },
      );
    }
    await seeOther(request, response, `/imports/${id}`);
  }

  @Post(':id/cancel')
  async cancel(@Param('id') id: string, @Req() request: Request, @Res() response: Response): Promise<void> {
    try {
      await this.commands.execute(new CancelImport(id, actorOf(request)));
    } catch (error) {
      const { status, message } = formProblem(error, {});
      return this.render(response, await this.found(id), {}, { status, problem: message });
    }
    leaveToast(request, {
      id: `toast-cancel-${id}`,
      tone: 'info',
      title: 'The import is stopped',
      text: 'What was written until then stays.',
    });
    await seeOther(request, response, `/imports/${id}`);
  }

  private found(id: string): Promise<ImportWithHistory> {
    return this.queries.execute(new GetImport(id));
  }

  private renderForm(response: Response, typed: FormFields, problem?: string, status = 200): void {
    const kind = kindIn(typed);
    this.pages.send(
      response,
      'imports/new',
      {
        problem,
        decision: textOf(typed, 'decision'),
        pasted: textOf(typed, 'pasted'),
        kinds: [
          { value: 'bookings', label: 'Bookings', hint: 'And their customers', chosen: kind === 'bookings' },
          {
            value: 'customers',
            label: 'Customers',
            hint: 'Known by their e-mail address',
            chosen: kind === 'customers',
          },
        ],
        mostMegabytes: MOST_MEGABYTES,
        mostRows: MOST_ROWS,
        keptDays: IMPORT_ROWS_KEPT_DAYS,
      },
      status,
    );
  }

  private async render(
    response: Response,
    found: ImportWithHistory,
    query: FormFields,
    refused: Refused = { status: 200 },
  ): Promise<void> {
    const criteria = rowCriteriaFrom(query);
    const page = await this.queries.execute(new ListImportRows(found.id, criteria));
    const view = {
      ...showView(found, page, criteria, this.views.format),
      reading: readingForm(found, this.settings.currency, refused.typed),
      problem: refused.problem,
      readingProblem: refused.readingProblem,
      decision: refused.decision ?? randomUuid(),
    };
    this.pages.send(response, 'imports/show', view, refused.status);
  }
}

function kindIn(fields: FormFields): ImportKind {
  return IMPORT_KINDS.find((each) => each === textOf(fields, 'kind')) ?? 'bookings';
}

/** Browsers send names in UTF-8, and what reads the form takes them for Latin-1. */
function nameOf({ originalname }: FormFile): string {
  const bytes = Buffer.from(originalname, 'latin1');
  const name = bytes.toString('utf8');
  return name.includes('\ufffd') ? originalname : name;
}

function sendFile(response: Response, fileName: string): Response {
  return response
    .type('text/csv; charset=utf-8')
    .set('Content-Disposition', `attachment; filename*=UTF-8''${encodeURIComponent(fileName)}`);
}
