import { createFlagClient } from '@burgee/client';
import { flags } from '../flags.js';

const client = createFlagClient({ url: 'https://flags.example.com', flags });

export const isNew = client.isEnabled('new-chekout'); // wrong: an unknown key
export const missing = client.get('colour'); // wrong: an unknown key
export const limit = client.get('upload-limit', '10'); // wrong: a fallback of another type
export const color = client.get('color', 'green'); // wrong: a fallback that is not one of the values
export const asNumber: number = client.get('color'); // wrong: a value of another type
export const perMonth = client.get('limits').perMonth; // wrong: JSON has no such field
client.setContext({ plan: 'gold' }); // wrong: not one of the values of an attribute
client.setContext({ age: 7 }); // wrong: an unknown attribute
createFlagClient({ flags }); // wrong: the URL is missing
createFlagClient({ url: 'https://flags.example.com' }); // wrong: the declared flags are missing
