import { callUseCase, type Services } from '@burgee/api';
import type { Request, Response, Router } from 'express';
import { answerWithEtag } from './answer.ts';
import { contextOf } from './route.ts';
import { createParser, rawInputOf } from './row-input.ts';
import type { Row } from './rows.ts';

/** Mounts the rows: authorize, parse, run, answer. */
export function mountRows(router: Router, rows: readonly Row[], services: Services): void {
  for (const row of rows) {
    // Made for the first request: those of all rows take a tenth of a start.
    let parser: ReturnType<typeof createParser> | undefined;
    const operation = `${row.method} ${row.path}`;
    router[row.method](row.path, async (request, response) => {
      const parts = { params: request.params, query: request.query, body: request.body as unknown };
      const output = await callUseCase(row.useCase, contextOf(services, request, response), {
        raw: rawInputOf(row, parts, services),
        operation,
        parse: (raw) => (parser ??= createParser(row))(raw, parts),
      });
      await answer(row, request, response, row.answer ? row.answer.of(output as never, services.now()) : output);
    });
  }
}

function answer(row: Row, request: Request, response: Response, result: unknown): void | Promise<void> {
  // Answers that need a permission are never cached, so that the next user of a browser cannot see them.
  const isForAnyone = row.useCase.access.kind === 'open';
  if (row.method === 'get' && isForAnyone) return answerWithEtag(request, response, JSON.stringify(result));
  response.status(row.status);
  if (row.status === 204) response.end();
  else response.json(result);
}
