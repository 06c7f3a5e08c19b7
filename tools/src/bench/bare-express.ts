// The floor of the HTTP benchmarks: Express with one route that sends the same bytes, by POST after parsing the body.
import express, { type RequestHandler } from 'express';

const { PORT, BYTES = '' } = process.env;

const send: RequestHandler = (_request, response) => {
  response.setHeader('Content-Type', 'application/json; charset=utf-8').send(BYTES);
};

express().get('/', send).post('/', express.json(), send).listen(Number(PORT), '127.0.0.1');
