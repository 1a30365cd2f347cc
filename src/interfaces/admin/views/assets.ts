import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { Injectable } from '@nestjs/common';
import express, { Router } from 'express';

const FOLDER = path.resolve(import.meta.dirname, '../assets');
const STYLES = path.join(FOLDER, 'styles');
/** What the other stylesheets build on, in this order; they follow by name, a file for each part of the console. */
const FIRST_STYLES = ['foundation', 'layout', 'controls', 'lists', 'forms', 'dialogs', 'notices'];
const IDIOMORPH = createRequire(import.meta.url).resolve('idiomorph/dist/idiomorph.esm.js');
const FOREVER = { maxAge: '365d', immutable: true, index: false, redirect: false } as const;

/** Styles and scripts, under an address that changes with their content, so that browsers may keep them. */
@Injectable()
export class Assets {
  /** `/assets/3f9a1c20b7`, without a trailing slash. */
  readonly base: string;
  private readonly styles = stylesheet();

  constructor() {
    this.base = `/assets/${contentHash(this.styles)}`;
  }

  router(): Router {
    const router = Router();
    router.get(`${this.base}/idiomorph.js`, (_request, response) => {
      response.type('text/javascript').sendFile(IDIOMORPH, FOREVER);
    });
    router.get(`${this.base}/console.css`, (_request, response) => {
      response.type('text/css').set('Cache-Control', 'public, max-age=31536000, immutable').send(this.styles);
    });
    router.use(this.base, express.static(FOLDER, FOREVER));
    return router;
  }
}

/** All of them in one answer. */
function stylesheet(): string {
  const rest = readdirSync(STYLES)
    .map((file) => path.basename(file, '.css'))
    .filter((name) => !FIRST_STYLES.includes(name))
    .sort();
  return [...FIRST_STYLES, ...rest]
    .map((name) => readFileSync(path.join(STYLES, `${name}.css`), 'utf8'))
    .join('\n');
}

function contentHash(styles: string): string {
  const hash = createHash('sha256').update(readFileSync(IDIOMORPH)).update(styles);
  const files = readdirSync(FOLDER, { withFileTypes: true }).filter((entry) => entry.isFile());
  for (const { name } of files.sort((a, b) => (a.name < b.name ? -1 : 1)))
    hash.update(name).update(readFileSync(path.join(FOLDER, name)));
  return hash.digest('hex').slice(0, 10);
}
