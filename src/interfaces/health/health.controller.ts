import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Response } from 'express';
import { MetricsReader } from '../../application/shared/metrics-reader.port.js';
import { Readiness } from '../../application/shared/readiness.port.js';

/** For supervisors, load balancers and monitoring. No token: keep these paths inside your network. */
@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly metrics: MetricsReader,
  ) {}

  /** The process is alive and answers; asks nobody else. */
  @Get('healthz')
  @Header('Cache-Control', 'no-store')
  alive(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** 503 while the database doesn't answer or its schema isn't the one this version needs. */
  @Get('readyz')
  @Header('Cache-Control', 'no-store')
  async ready(@Res({ passthrough: true }) response: Response) {
    const obstacles = await this.readiness.obstacles();
    if (obstacles.length === 0) return { status: 'ready' };
    response.status(503);
    return { status: 'not_ready', obstacles };
  }

  @Get('metrics')
  @Header('Cache-Control', 'no-store')
  async measured(@Res() response: Response): Promise<void> {
    const text = await this.metrics.text();
    response.type(this.metrics.contentType).send(text);
  }
}
