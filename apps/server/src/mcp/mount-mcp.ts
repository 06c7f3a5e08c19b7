import { AGENT_CASES, requireSession, type Services, USE_CASES } from '@burgee/api';
import { DomainError } from '@burgee/contracts';
import { originValidation } from '@modelcontextprotocol/express';
import { toNodeHandler } from '@modelcontextprotocol/node';
import { createMcpHandler } from '@modelcontextprotocol/server';
import type { Request, Response, Router } from 'express';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { Settings } from '../env.ts';
import type { PublicPlace } from '../public-place.ts';
import { bodyOf, contextOf } from '../rest/route.ts';
import { readAgentAccess } from './agent-access.ts';
import { createAgentServer } from './agent-server.ts';
import { sessionIdOf } from './client-name.ts';
import { MCP_PATH, SESSION_HEADER } from './mcp-path.ts';
import { searchDocsCase } from './search-docs-case.ts';
import { toolsOf } from './tools.ts';

type McpParts = {
  readonly services: Services;
  readonly settings: Pick<Settings, 'BURGEE_MCP' | 'CORS_ORIGINS'>;
  readonly place: PublicPlace;
  readonly version: string;
  /** The folder of the documentation. */
  readonly docs: string;
  readonly log: Logger;
};

/** Mounts the tools of agents (streamable HTTP, without sessions): every message is a POST that is answered at once. */
export function mountMcp(router: Router, parts: McpParts): void {
  const { settings, place } = parts;
  if (settings.BURGEE_MCP === 'off') return;
  const tools = toolsOf([...USE_CASES, ...AGENT_CASES, searchDocsCase(parts.docs)]);
  const origins = [place.origin, ...settings.CORS_ORIGINS].map((origin) => new URL(origin).hostname);
  router.use(MCP_PATH, originValidation(origins));
  router.post(MCP_PATH, async (request, response) => {
    const caller = requireSession(request.caller);
    const message = messageOf(request);
    keepName(message, response);
    const access = await readAgentAccess(parts.services, caller);
    const factory = () =>
      createAgentServer({
        ...{ tools, access, version: parts.version, base: place.base, log: parts.log },
        mayWrite: settings.BURGEE_MCP === 'write',
        request: contextOf(parts.services, request, response),
        requestId: request.requestId,
        sessionId: request.get(SESSION_HEADER),
        userAgent: request.get('User-Agent'),
      });
    // Without subscriptions: no stream stays open, and lists of tools change with roles, which nothing announces.
    const handler = createMcpHandler(factory, { maxSubscriptions: 0 });
    await toNodeHandler(handler)(request, response, message);
  });
  router.all(MCP_PATH, refuseOtherMethods);
}

/** @throws DomainError VALIDATION_FAILED without a JSON body, and for a batch, which the limits would count once. */
function messageOf(request: Request): unknown {
  const message = bodyOf(request);
  if (!Array.isArray(message)) return message;
  const details = [{ path: '', message: 'send one message per request' }];
  throw new DomainError({ code: 'VALIDATION_FAILED', details });
}

const Connecting = z.object({
  method: z.literal('initialize'),
  params: z.object({ clientInfo: z.object({ name: z.unknown(), version: z.unknown() }) }),
});

/** Lets a client that names itself only now repeat its name with every request. */
function keepName(message: unknown, response: Response): void {
  const connecting = Connecting.safeParse(message);
  const sessionId = connecting.data && sessionIdOf(connecting.data.params.clientInfo);
  if (sessionId !== undefined) response.setHeader(SESSION_HEADER, sessionId);
}

/** There is no stream to open and no session to end. */
function refuseOtherMethods(_request: Request, response: Response): void {
  const error = { code: -32_000, message: 'Method not allowed.' };
  response.status(405).set('Allow', 'POST').json({ jsonrpc: '2.0', error, id: null });
}
