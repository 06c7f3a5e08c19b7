import { DomainError, type FlagKey, type ManagedBy } from '@burgee/contracts';

type Managed = { readonly key: FlagKey; readonly managedBy?: ManagedBy | null | undefined };

/** Refuses a change of a flag that is changed from Git. @throws DomainError FLAG_MANAGED. */
export function refuseManaged({ key, managedBy }: Managed): void {
  if (managedBy) throw flagManaged(key, managedBy);
}

/** Refuses a change of its overrides that are changed from there as well. @throws DomainError FLAG_MANAGED. */
export function refuseManagedOverrides({ key, managedBy }: Managed): void {
  if (managedBy?.overrides) throw flagManaged(key, managedBy);
}

/** The failure of a change that must be made where the flag is managed. */
export function flagManaged(flagKey: FlagKey, { source }: ManagedBy): DomainError {
  return new DomainError({ code: 'FLAG_MANAGED', flagKey, source });
}
