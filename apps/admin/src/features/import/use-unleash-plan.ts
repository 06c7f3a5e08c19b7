import type { UnleashReport } from '@burgee/contracts';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { trpc } from '../../app/trpc.ts';
import type { ExportJson } from './read-document.ts';
import type { TargetInput } from './targets.ts';

/** An export that was read, with an id of its own. */
export type UnleashExport = { readonly id: string; readonly name: string; readonly json: ExportJson };

type PlanFields = TargetInput & { readonly features?: string[]; readonly update?: boolean };

/**
 * The result that an import would have. It follows changes by others, like every query.
 *
 * @param fields `undefined` while they are incomplete.
 */
export function useUnleashPlan({ id, json }: UnleashExport, fields: PlanFields | undefined) {
  const { client } = trpc.useUtils();
  return useQuery<UnleashReport>({
    // Without the export, which may be long.
    queryKey: ['plan of an import from Unleash', id, fields],
    queryFn: ({ signal }) => client.unleash.plan.query({ document: json, ...fields }, { signal }),
    enabled: fields !== undefined,
    placeholderData: keepPreviousData,
  });
}
