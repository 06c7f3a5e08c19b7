import { type AppRouter, createApiClient } from '@burgee/api-client';
import { isTRPCClientError } from '@trpc/client';
import assert from 'node:assert/strict';

const { BURGEE_URL: url = '', BURGEE_TOKEN: token = '' } = process.env;
const api = createApiClient({ url, token });

const { enabled, variants } = await api.flags.get.query({ environment: 'development', key: 'color' });
assert.equal(enabled, true);
assert.deepEqual(variants, [{ key: 'blue', value: 'blue' }]);

await assert.rejects(
  () => api.flags.get.query({ environment: 'development', key: 'colour' }),
  (error) => isTRPCClientError<AppRouter>(error) && error.data?.failure?.code === 'FLAG_NOT_FOUND',
);

// The stream reports the current version at once.
const version = await new Promise<number>((resolve, reject) => {
  const stream = api.evaluation.changes.subscribe(
    { environment: 'development' },
    {
      onData: ({ data }) => {
        stream.unsubscribe();
        resolve(data.version);
      },
      onError: reject,
    },
  );
});
assert.ok(version > 0);
