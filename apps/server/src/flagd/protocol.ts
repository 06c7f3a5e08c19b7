import { loadPackageDefinition, type MethodDefinition, type ServiceDefinition } from '@grpc/grpc-js';
import { loadSync } from '@grpc/proto-loader';
import { fileURLToPath } from 'node:url';

/** A request for flags. The server key is in the selector, because providers can send nothing else. */
export type SyncRequest = { readonly selector: string };

/** The methods of `flagd.sync.v1.FlagSyncService`, with answers that are already encoded, once for all callers. */
export type SyncProtocol = {
  readonly service: ServiceDefinition;
  encode(json: string): Buffer;
  readonly emptyMetadata: Buffer;
};

type Methods = Record<'SyncFlags' | 'FetchAllFlags' | 'GetMetadata', MethodDefinition<SyncRequest, object>>;

export function loadSyncProtocol(): SyncProtocol {
  const path = fileURLToPath(new URL('sync.proto', import.meta.url));
  const loaded = loadPackageDefinition(loadSync(path, { keepCase: true, defaults: true })) as unknown as {
    flagd: { sync: { v1: { FlagSyncService: { service: Methods } } } };
  };
  const { service } = loaded.flagd.sync.v1.FlagSyncService;
  const { SyncFlags, FetchAllFlags, GetMetadata } = service;
  const asEncoded = (method: MethodDefinition<SyncRequest, object>) => ({
    ...method,
    responseSerialize: (encoded: Buffer) => encoded,
  });
  return {
    service: {
      SyncFlags: asEncoded(SyncFlags),
      FetchAllFlags: asEncoded(FetchAllFlags),
      GetMetadata: asEncoded(GetMetadata),
    },
    encode: (json) => SyncFlags.responseSerialize({ flag_configuration: json }),
    emptyMetadata: GetMetadata.responseSerialize({ metadata: { fields: {} } }),
  };
}
