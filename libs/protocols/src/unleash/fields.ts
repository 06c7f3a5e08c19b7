import { ID_OF_TYPE } from '@burgee/contracts';
import { Unmappable } from './unmappable.ts';

const IDS: readonly string[] = Object.values(ID_OF_TYPE);

/** Ids are never empty here: an empty one counts as absent. */
export function isId(attribute: string): boolean {
  return IDS.includes(attribute);
}

/** Names that stand for something else in a context of Unleash. */
const TAKEN = ['properties', 'currentTime'];

/** The name of an attribute in Unleash. @throws Unmappable for names that its SDKs would not read from the context. */
export function contextNameOf(attribute: string): string {
  // eslint-disable-next-line burgee/own-lookup -- SDKs in JavaScript find these names on every object
  if (TAKEN.includes(attribute) || attribute in Object.prototype) {
    throw new Unmappable(`Unleash's SDKs cannot read an attribute with the name "${attribute}".`);
  }
  return attribute;
}
