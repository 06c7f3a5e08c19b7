import { isWireFlags } from '@burgee/contracts/wire';
import { aFlag } from '@burgee/testing';
import { runServerComponents } from '@burgee/testing/react-request';
import { describe, expect, it, vi } from 'vitest';
import { contextOfUser, fail, startFlags } from '../test-adapters.ts';
import { follow, startTestBurgee } from '../test-burgee.ts';
import { createNextFlags } from './index.ts';

const signal = (digest: string) => Object.assign(new Error('caught by Next.js'), { digest });

describe('13.8 Next.js', () => {
  it('computes the flags once per request of server components', async () => {
    const results = await runServerComponents(new URL('./test-requests.ts', import.meta.url));

    expect(results).toEqual({ ann: [true, true, true, 1], ben: [false, 2] });
  });

  it('has the flags of the current user outside of server components', async () => {
    await using burgee = await startFlags();
    let userId = 'ann';
    const { getFlags } = createNextFlags(burgee, async () => contextOfUser(userId));

    expect((await getFlags()).isEnabled('new-checkout')).toBe(true);
    userId = 'ben';
    expect((await getFlags()).isEnabled('new-checkout')).toBe(false);
  });

  it('waits for the first flags, but not again', async () => {
    await using burgee = follow(startTestBurgee({ flags: [aFlag({ key: 'gallery' })] }));
    const ready = vi.fn(burgee.ready);
    const { getFlags } = createNextFlags({ ...burgee, ready }, () => ({}));

    const flags = await Promise.all([getFlags(), getFlags()]);
    expect(flags.map((flags) => flags.isEnabled('gallery'))).toEqual([true, true]);
    expect(ready).toHaveBeenCalledTimes(1);
  });

  it('has a bootstrap for the provider in the browser', async () => {
    await using burgee = await startFlags();
    const bootstrap = await createNextFlags(burgee, () => ({ userId: 'ann' })).getBootstrap();

    expect(isWireFlags(bootstrap)).toBe(true);
    expect(JSON.parse(JSON.stringify(bootstrap))).toEqual(bootstrap);
    expect(bootstrap?.flags['new-checkout']).toMatchObject({ enabled: true });
  });

  it('has fallbacks if the context cannot be determined, and reports the error', async () => {
    await using burgee = await startFlags();
    const { getFlags } = createNextFlags(burgee, () => fail('no session store'));

    expect((await getFlags()).isEnabled('gallery')).toBe(false);
    expect(burgee.problems).toEqual([
      expect.objectContaining({ message: expect.stringContaining('no session store') }),
    ]);
  });

  it.each([
    'NEXT_REDIRECT;replace;/login;307;',
    'NEXT_HTTP_ERROR_FALLBACK;404',
    'DYNAMIC_SERVER_USAGE',
    'HANGING_PROMISE_REJECTION',
    'NEXT_PRERENDER_INTERRUPTED',
  ])('lets Next.js catch %s, and reports nothing', async (digest) => {
    await using burgee = await startFlags();
    const { getFlags, getBootstrap } = createNextFlags(burgee, async () => {
      throw signal(digest);
    });

    await expect(getFlags()).rejects.toThrow(signal(digest));
    await expect(getBootstrap()).rejects.toThrow(signal(digest));
    expect(burgee.problems).toEqual([]);
  });

  it.each([signal('3205872471'), null, undefined])('has fallbacks if the context fails with %s', async (error) => {
    await using burgee = await startFlags();
    const { getFlags } = createNextFlags(burgee, () => Promise.reject(error as Error));

    expect((await getFlags()).isEnabled('gallery')).toBe(false);
    expect(burgee.problems).toHaveLength(1);
  });
});
