import { createFlagServer } from '@burgee/node';
import { featureFlags } from '@burgee/node/express';
import express from 'express';
import { flags } from '../flags.js';

export const app = express();
export const burgee = createFlagServer({ url: 'https://flags.example.com', key: 'srv_1', flags });
createFlagServer({ url: 'https://flags.example.com', key: 'srv_1' }); // wrong: the flags are missing
app.use(featureFlags(burgee, () => ({ userId: 'ann', age: 7 }))); // wrong: an unknown attribute

export async function read(): Promise<unknown[]> {
  await burgee.for({ userId: 'ann', age: 7 }); // wrong: an unknown attribute
  await burgee.for({ plan: 'gold' }); // wrong: an unknown value of an attribute
  const user = await burgee.for({ userId: 'ann' });
  user.explain('colour'); // wrong: an unknown key
  const color: number = user.get('color'); // wrong: a value of another type
  user.get('color', 'green'); // wrong: a fallback that is not one of the values
  return [color, user.isEnabled('checkout')]; // wrong: an unknown key
}
