import { requireFlag } from '@burgee/node/express';
import express, { type Express, type RequestHandler } from 'express';

/** @param flagsOfRequest sets `req.flags`; a test has another one than the application. */
export function createApp(flagsOfRequest: RequestHandler): Express {
  const app = express();
  app.use(flagsOfRequest);
  app.get('/', (request, response) => {
    response.send(`The ${request.flags.isEnabled('new-checkout') ? 'new' : 'old'} checkout`);
  });
  app.get('/pay', requireFlag('new-checkout', { else: '/' }), (_request, response) => {
    response.send('Paid');
  });
  return app;
}
