import { type Flag, UpdateFlagInput } from '@burgee/contracts';
import { brokenFields } from '../../ui/broken-words.ts';

/**
 * The values shown instead of the broken ones of a flag. The server rejects an edit that leaves a field broken, so every
 * save sends these, too.
 */
export function brokenValues(flag: Flag): Partial<UpdateFlagInput> {
  const editable = brokenFields(flag.broken).filter(
    (field) => Object.hasOwn(UpdateFlagInput.shape, field) && field !== 'key',
  );
  const shown = new Map<string, unknown>(Object.entries(flag));
  return Object.fromEntries(editable.map((field) => [field, shown.get(field)]));
}
