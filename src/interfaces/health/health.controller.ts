import { Controller, Get, Header, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { MetricsReader } from '../../application/shared/metrics-reader.port.js';
import { Readiness } from '../../application/shared/readiness.port.js';

const NOT_READY = {
  type: 'object',
  required: ['status', 'obstacles'],
  properties: {
    status: { type: 'string', enum: ['not_ready'] },
    obstacles: { type: 'array', items: { type: 'string' } },
  },
};

/** For supervisors, load balancers and monitoring. No token: keep these paths inside your network. */
@ApiTags('Operations')
@Controller()
export class HealthController {
  constructor(
    private readonly readiness: Readiness,
    private readonly metrics: MetricsReader,
  ) {}

  /** The process is alive and answers; asks nobody else. */
  @Get('healthz')
  @ApiOperation({ summary: 'Whether the process is alive' })
  @ApiResponse({ status: 200, description: 'It is', schema: statusSchema('ok') })
  @Header('Cache-Control', 'no-store')
  alive(): { status: 'ok' } {
    return { status: 'ok' };
  }

  /** 503 while the database doesn't answer or its schema isn't the one this version needs. */
  @Get('readyz')
  @ApiOperation({ summary: 'Whether requests can be served' })
  @ApiResponse({ status: 200, description: 'They can', schema: statusSchema('ready') })
  @ApiResponse({ status: 503, description: 'They can’t; `obstacles` says why', schema: NOT_READY })
  @Header('Cache-Control', 'no-store')
  async ready(@Res({ passthrough: true }) response: Response) {
    const obstacles = await this.readiness.obstacles();
    if (obstacles.length === 0) return { status: 'ready' };
    response.status(503);
    return { status: 'not_ready', obstacles };
  }

  @Get('metrics')
  @ApiOperation({ summary: 'What is counted and measured, in Prometheus’s text format' })
  @ApiResponse({
    status: 200,
    description: 'https://prometheus.io/docs/instrumenting/exposition_formats/',
    content: { 'text/plain': { schema: { type: 'string' } } },
  })
  @Header('Cache-Control', 'no-store')
  async measured(@Res() response: Response): Promise<void> {
    const text = await this.metrics.text();
    response.type(this.metrics.contentType).send(text);
  }
}

function statusSchema(status: string) {
  return {
    type: 'object',
    required: ['status'],
    properties: { status: { type: 'string', enum: [status] } },
  };
}
