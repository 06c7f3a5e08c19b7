// @vitest-environment node
import { sessionOverrides } from '@burgee/client/overrides';
import { answerOf } from '@burgee/testing';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { renderToPipeableStream, renderToString } from 'react-dom/server';
import { describe, expect, it } from 'vitest';
import { All, Banner, Overrides, suspending, WithFlags } from './test-page.tsx';
import { aServer } from './test-server.ts';

const bootstrap = { environment: 'production', version: 3, flags: { banner: answerOf(true) } };

describe('on a server', () => {
  it('flags are off without a request', () => {
    const server = aServer({ banner: true });
    const html = renderToString(
      <WithFlags server={server}>
        <Banner />
      </WithFlags>,
    );

    expect(html).toBe('banner is off');
    expect(server.requests).toEqual([]);
  });

  it('flags are those of the bootstrap', () => {
    const page = (
      <WithFlags server={aServer({})} bootstrap={bootstrap}>
        <All />
      </WithFlags>
    );

    expect(renderToString(page)).toBe('<p>on on on STATIC stale bootstrap</p>');
  });

  it('S400.8 there are no overrides', () => {
    const overrides = sessionOverrides({ search: '?ff_banner=on' });
    const page = (
      <WithFlags server={aServer({})} overrides={overrides}>
        <Overrides />
      </WithFlags>
    );

    expect(renderToString(page)).toContain('none:');
  });

  it.each(['hold', 'suspend'] as const)('%s shows the fallback without a bootstrap, and else the children', (mode) => {
    const page = (given?: typeof bootstrap) => (
      <WithFlags server={aServer({})} whileLoading={mode} fallback="loading" bootstrap={given}>
        <Banner />
      </WithFlags>
    );

    expect(renderToString(page())).toBe('loading');
    expect(renderToString(page(bootstrap))).toBe('banner is on');
  });

  it('useSuspenseFlag does not suspend, even where React would wait', async () => {
    const page = <WithFlags server={aServer({})}>{suspending}</WithFlags>;
    const html = await new Promise<string>((resolve, reject) => {
      const { pipe } = renderToPipeableStream(page, {
        onShellReady: () => resolve(text(pipe(new PassThrough()))),
        onError: reject,
      });
    });

    expect(html).toContain('suspense is off');
    expect(html).not.toContain('suspended');
  });
});
