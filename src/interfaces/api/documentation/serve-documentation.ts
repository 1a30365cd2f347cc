import { createRequire } from 'node:module';
import path from 'node:path';
import type { NestExpressApplication } from '@nestjs/platform-express';
import type { OpenAPIObject } from '@nestjs/swagger';
import { Router } from 'express';
import { openApiDocument } from './openapi-document.js';

const OWN = path.join(import.meta.dirname, 'assets');
const SWAGGER_UI = path.dirname(createRequire(import.meta.url).resolve('swagger-ui-dist/package.json'));

const PAGE = path.join(OWN, 'docs.html');
const FILES: Readonly<Record<string, string>> = {
  'docs.css': path.join(OWN, 'docs.css'),
  'docs.js': path.join(OWN, 'docs.js'),
  'swagger-ui.css': path.join(SWAGGER_UI, 'swagger-ui.css'),
  'swagger-ui-bundle.js': path.join(SWAGGER_UI, 'swagger-ui-bundle.js'),
};

/** Nothing inline and nothing from elsewhere; Swagger UI's style sheet has pictures as data. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** `/api/openapi.json` for programs and `/api/docs` for people. */
export function serveDocumentation(app: NestExpressApplication): void {
  const router = Router();
  let document: OpenAPIObject | undefined;
  router.get('/openapi.json', (_request, response) => {
    document ??= openApiDocument(app);
    response.json(document);
  });
  router.get('/docs', (_request, response) => {
    response.set('Content-Security-Policy', POLICY).sendFile(PAGE, { cacheControl: false });
  });
  router.get('/docs/:file', (request, response, next) => {
    const file = FILES[request.params.file];
    if (file === undefined) return next();
    response.set('Cache-Control', 'public, max-age=3600').sendFile(file, { cacheControl: false });
  });
  app.use('/api', router);
}
