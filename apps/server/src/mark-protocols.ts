import type { EvaluationServices } from '@burgee/api';
import type { SdkProtocol } from '@burgee/contracts';
import type { RequestHandler } from 'express';

/** The protocols of requests, by the beginning of their path. */
const PROTOCOL_OF_PATH: readonly (readonly [path: string, protocol: SdkProtocol])[] = [
  ['/api/config/', 'evaluation'],
  ['/api/sync/', 'sync'],
  ['/ofrep/', 'ofrep'],
  ['/openfeature/', 'ofrep'],
  ['/flagd/', 'flagd'],
  ['/api/client/', 'unleash'],
  ['/api/frontend', 'unleash'],
];

/** Records the protocols of programs that may evaluate flags: those with a key, and anyone where no key is required. */
export function markProtocols(
  services: Pick<EvaluationServices, 'protocolUses' | 'publicEvaluation' | 'environment'>,
): RequestHandler {
  return (request, _response, next) => {
    const path = request.originalUrl;
    const protocol = PROTOCOL_OF_PATH.find(([beginning]) => path.startsWith(beginning))?.[1];
    const { caller } = request;
    if (protocol && 'key' in caller) services.protocolUses.mark(caller.key.environment, protocol, caller.key.id);
    else if (protocol && 'problem' in caller && caller.problem === 'missing' && services.publicEvaluation) {
      services.protocolUses.mark(services.environment, protocol, '');
    }
    next();
  };
}
