import { RulesetVersion } from '@burgee/contracts';
import { shareInBrowser } from './browser-tab.ts';
import type { ClientFailure } from './failure.ts';
import { type Connection, type VersionStreamOptions, watchVersions } from './version-stream.ts';

/**
 * `watchVersions` with one stream for all tabs of a browser. Over HTTP/1.1, a browser opens at most six connections to a
 * server, and six tabs with a stream each would leave none for anything else.
 *
 * @param place identifies the server, the environment and the key, because streams differ by them.
 */
export function watchSharedVersions(place: string, options: VersionStreamOptions): () => void {
  const { runtime, onVersion, onConnection } = options;
  const channel = runtime.openChannel(`burgee-versions:${place}`);
  if (!channel) return watchVersions(options);
  return shareInBrowser({
    channel,
    random: runtime.random,
    begin: (publish) =>
      watchVersions({
        ...options,
        onVersion: (version) => publish('version', version),
        onConnection: (connection, failure) => publish('connection', { connection, failure }),
      }),
    onEntry: (key, value) => {
      if (key === 'connection') {
        const { connection, failure } = value as { connection: Connection; failure?: ClientFailure };
        return onConnection(connection, failure);
      }
      const version = RulesetVersion.safeParse(value);
      if (version.success) onVersion(version.data);
    },
  });
}
