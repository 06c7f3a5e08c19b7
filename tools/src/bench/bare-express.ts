// The floor of the HTTP benchmark: Express with one route that sends the same bytes.
import express from 'express';

const { PORT, BYTES = '' } = process.env;

express()
  .get('/', (_request, response) => {
    response.setHeader('Content-Type', 'application/json; charset=utf-8').send(BYTES);
  })
  .listen(Number(PORT), '127.0.0.1');
