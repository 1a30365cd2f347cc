import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Injectable } from '@nestjs/common';
import express, { Router } from 'express';

const FOLDER = path.resolve(import.meta.dirname, '../assets');
const IDIOMORPH = createRequire(import.meta.url).resolve('idiomorph/dist/idiomorph.esm.js');
const FOREVER = { maxAge: '365d', immutable: true, index: false, redirect: false } as const;

/** Styles and scripts, under an address that changes with their content, so that browsers may keep them. */
@Injectable()
export class Assets {
  /** `/assets/3f9a1c20b7`, without a trailing slash. */
  readonly base = `/assets/${contentHash()}`;

  router(): Router {
    const router = Router();
    router.get(`${this.base}/idiomorph.js`, (_request, response) => {
      response.type('text/javascript').sendFile(IDIOMORPH, FOREVER);
    });
    router.use(this.base, express.static(FOLDER, FOREVER));
    return router;
  }
}

function contentHash(): string {
  const hash = createHash('sha256').update(readFileSync(IDIOMORPH));
  for (const name of readdirSync(FOLDER).sort())
    hash.update(name).update(readFileSync(path.join(FOLDER, name)));
  return hash.digest('hex').slice(0, 10);
}
