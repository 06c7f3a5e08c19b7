import type { TestServer } from '../test-server.ts';

type Feature = {
  readonly name: string;
  readonly enabled: boolean;
  readonly strategies: readonly { constraints: unknown }[];
};
export type Features = { readonly version: number; readonly features: readonly Feature[]; readonly segments: unknown };

/** Sends a request as an SDK of Unleash does: with the key as it is. */
export function asSdk({ url }: Pick<TestServer, 'url'>, secret: string) {
  return async (path: string, { headers = {}, body }: { headers?: Record<string, string>; body?: unknown } = {}) => {
    const response = await fetch(`${url}/api${path}`, {
      method: body === undefined ? 'GET' : 'POST',
      headers: { Authorization: secret, ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = response.headers.get('Content-Type')?.includes('json') && text !== '';
    return { status: response.status, headers: response.headers, body: isJson ? (JSON.parse(text) as unknown) : text };
  };
}

/** The header of SDKs that can change from polling to streaming. */
export const STREAMING_SDK = { 'Unleash-Client-Spec': '5.2.0' };
