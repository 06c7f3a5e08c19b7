// The floor of the HTTP bench: Express, one route, the same bytes, and nothing else.
import express from 'express';

const { PORT, BYTES = '' } = process.env;

express()
  .get('/', (_request, response) => {
    response.setHeader('Content-Type', 'application/json; charset=utf-8').send(BYTES);
  })
  .listen(Number(PORT), '127.0.0.1');
