import { createApiClient } from '@burgee/api-client';

const environment = 'production';
const api = createApiClient({ url: 'https://flags.example.com' });
const flag = await api.flags.get.query({ environment, key: 'a' });

export const removed = api.flags.toggle; // wrong: an unknown procedure
export const missing = api.flags.get.query({ environment }); // wrong: the key is missing
export const text = api.flags.setEnabled.mutate({ environment, key: 'a', enabled: 'yes' }); // wrong: a text for a boolean
export const unknown = api.evaluation.evaluateAll.query({ user: 'ann' }); // wrong: an unknown field
export const count: number = flag.enabled; // wrong: the output is a boolean
export const percentage = flag.percentage; // wrong: the output has no such field
api.evaluation.changes.subscribe({ environment: 3 }, {}); // wrong: a number for a text
createApiClient({ token: 'adm_key' }); // wrong: the URL is missing
