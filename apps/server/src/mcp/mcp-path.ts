import type { RequestHandler } from 'express';

/** The path of the Model Context Protocol. */
export const MCP_PATH = '/mcp';

/** The id of a session, which here contains the name of the client and stands for nothing else. */
export const SESSION_HEADER = 'Mcp-Session-Id';

/** Agents show a key or token on purpose. A cookie would also be sent for pages of other sites. */
export const withoutCookies: RequestHandler = (request, _response, next) => {
  delete request.headers.cookie;
  next();
};
