import { parseInput } from '@burgee/api/evaluation';
import { JsonValue } from '@burgee/contracts';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { answerJson, answerNothing, beginEvents } from './answer.ts';
import type { FlagBoard } from './flag-board.ts';
import type { DevRoute } from './route.ts';

const FLAGS = '/api/dev/flags';
const SetInput = z.strictObject({ value: JsonValue });

/** The page at `/`, and the routes that it calls. @param file the declaration, for the page. */
export function boardRoutes(board: FlagBoard, file: string): readonly DevRoute[] {
  return [
    ...PAGE_FILES.map(pageRoute),
    {
      method: 'GET',
      path: FLAGS,
      answer: (_request, response) => {
        const { environment } = board;
        answerJson(response, { file, environment, problem: board.problem() ?? null, flags: board.flags() });
      },
    },
    {
      method: 'PUT',
      path: `${FLAGS}/:flagKey`,
      answer: ({ params, body }, response) => {
        board.set(String(params['flagKey']), parseInput(SetInput, body).value);
        answerNothing(response, 204);
      },
    },
    {
      method: 'DELETE',
      path: `${FLAGS}/:flagKey`,
      answer: ({ params }, response) => {
        board.clear(String(params['flagKey']));
        answerNothing(response, 204);
      },
    },
    {
      method: 'DELETE',
      path: FLAGS,
      answer: (_request, response) => {
        board.clear();
        answerNothing(response, 204);
      },
    },
    {
      method: 'GET',
      path: '/api/dev/stream',
      answer: ({ ended }, response) => {
        const send = beginEvents(response);
        const stop = board.listen(() => send('data: {}\n\n'));
        ended.addEventListener('abort', () => {
          stop();
          response.end();
        });
      },
    },
  ];
}

type PageFile = { readonly path: string; readonly name: string; readonly type: string };

const PAGE_FILES: readonly PageFile[] = [
  { path: '/', name: 'page.html', type: 'text/html' },
  { path: '/page.css', name: 'page.css', type: 'text/css' },
  { path: '/page.js', name: 'page.js', type: 'text/javascript' },
];

const POLICY = "default-src 'self'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'self'";

function pageRoute({ path, name, type }: PageFile): DevRoute {
  const text = readFileSync(new URL(`page/${name}`, import.meta.url));
  const headers = {
    'Content-Type': `${type}; charset=utf-8`,
    'Cache-Control': 'no-store',
    'Content-Security-Policy': POLICY,
  };
  return { method: 'GET', path, answer: (_request, response) => void response.writeHead(200, headers).end(text) };
}
