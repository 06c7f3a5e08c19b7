/** Frameworks with packages or settings of their own. `node` and `browser`: a server, or a page, without any of them. */
export const FRAMEWORKS = ['next', 'react', 'express', 'hono', 'fastify', 'trpc', 'node', 'browser'] as const;
export type Framework = (typeof FRAMEWORKS)[number];
