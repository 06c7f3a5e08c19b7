import { createApiClient } from '@burgee/api-client';

const api = createApiClient({ url: 'https://flags.example.com', token: 'adm_key' });
console.log((await api.flags.get.query({ environment: 'production', key: 'new-checkout' })).enabled);
