import * as node from '@burgee/node/express';
import * as nodeTesting from '@burgee/node/express/testing';
import { expect, it } from 'vitest';
import * as express from './index.ts';
import * as testing from './testing/index.ts';

it('13.8 @burgee/express exports what @burgee/node/express exports', () => {
  expect({ ...express }).toEqual({ ...node });
  expect({ ...testing }).toEqual({ ...nodeTesting });
});
