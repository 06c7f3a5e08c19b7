import { readExampleOutputs } from '@burgee/api';
import compression from 'compression';
import express, { type RequestHandler, type Router } from 'express';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { answerWithEtag } from '../rest/answer.ts';
import { ROUTES, ROWS } from '../rest/routes.ts';
import { docsHeaders } from '../security-headers.ts';
import { createOpenApiDocument } from './document.ts';
import { DOCS_PAGE, problemsPage, START_SCRIPT } from './pages.ts';
import { PROBLEMS_PATH } from './problems.ts';

const PATH = '/api/docs';

type DocsParts = { readonly version: string; readonly base: string };

/** Mounts the OpenAPI document, and a page to read it that loads nothing from elsewhere. */
export function mountDocs(router: Router, { version, base }: DocsParts): void {
  let document: string | undefined;
  const write = () =>
    JSON.stringify(
      createOpenApiDocument({ rows: ROWS, routes: ROUTES, examples: readExampleOutputs(), version, base }),
    );
  router.get('/api/openapi.json', compression(), (request, response) => {
    // Made for the first reader: it takes a tenth of a second.
    document ??= write();
    answerWithEtag(request, response, document);
  });
  // Relative, because a proxy may have stripped a prefix.
  router.get(PATH, (_request, response) => response.redirect(301, 'docs/'));
  router.use(PATH, docsHeaders, compression());
  router.get(`${PATH}/`, send('html', DOCS_PAGE));
  router.get(`${PATH}/start.js`, send('js', START_SCRIPT));
  mountProblems(router);
  router.use(PATH, express.static(swaggerFolder(), { index: false, redirect: false }));
}

/** Mounts the page of failure codes, to which the types of problems lead. */
export function mountProblems(router: Router): void {
  router.get(PROBLEMS_PATH, docsHeaders, send('html', problemsPage()));
}

function send(type: string, text: string): RequestHandler {
  return (_request, response) => void response.setHeader('Cache-Control', 'no-cache').type(type).send(text);
}

function swaggerFolder(): string {
  return dirname(fileURLToPath(import.meta.resolve('swagger-ui-dist/package.json')));
}
