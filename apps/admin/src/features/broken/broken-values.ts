import { UpdateFlagInput, type Flag } from '@burgee/contracts';
import { brokenFields } from '../../ui/broken-words.ts';

/**
 * The values that stand in place of the broken ones of a flag. The server refuses an edit that leaves a field broken, so
 * that every save sends these as well.
 */
export function brokenValues(flag: Flag): Partial<UpdateFlagInput> {
  const editable = brokenFields(flag.broken).filter(
    (field) => Object.hasOwn(UpdateFlagInput.shape, field) && field !== 'key',
  );
  const shown = new Map<string, unknown>(Object.entries(flag));
  return Object.fromEntries(editable.map((field) => [field, shown.get(field)]));
}
